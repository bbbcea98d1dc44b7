"""The room's furniture: structure and looks; the room's own modules bring it to life.

States are ``data-`` attributes, so that a script changes one attribute and nothing else.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from clock.words import hour
from design.shapes import Stage
from design.tags.registry import inclusion, one_of, register, render

PRESENCE = ("here", "reconnecting", "away")


@inclusion("room/video_tile")
def video_tile(
    name: str,
    seat: str = "",
    *,
    role: str = "",
    camera: bool = False,
    microphone: bool = True,
    speaking: bool = False,
    hand: bool = False,
    presence: str = "here",
    own: bool = False,
) -> dict[str, Any]:
    """One person: picture or initials, name, and what their microphone and camera do."""
    one_of(presence, PRESENCE, component="video_tile")
    return dict(locals())


@inclusion("room/stage_list")
def stage_list(stages: Iterable[Stage]) -> dict[str, Any]:
    """The session's agenda with the stage everybody is on."""
    return {"stages": stages}


@register.simple_block_tag
def chat_bubble(
    content: str,
    name: str,
    at: datetime,
    *,
    role: str = "",
    own: bool = False,
    private: bool = False,
) -> SafeString:
    """One message: who, as what, when (in the current time zone), what. ``private`` is for leaders
    only."""
    return render(
        "room/chat_bubble",
        content=mark_safe(content.strip()),  # noqa: S308
        name=name,
        role=role,
        at=hour(at),
        own=own,
        private=private,
    )


@inclusion("room/raised_hand")
def raised_hand(name: str, place: int) -> dict[str, Any]:
    """Somebody waiting to speak, and their place in the queue."""
    return {"name": name, "place": place}


@inclusion("room/lobby_row")
def lobby_row(name: str, seat: str, waited: str = "") -> dict[str, Any]:
    """Somebody at the door, with the buttons to let them in or ask them to wait."""
    return {"name": name, "seat": seat, "waited": waited}
