"""What people write to each other, for everybody in the room to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from django.utils.translation import gettext as _

from groups.rooms.access import Permission
from groups.rooms.closing import NotAllowed
from groups.rooms.kernel.log import EventKind, EventView, forget, hide, latest
from groups.rooms.kernel.queries import RoomRow
from groups.rooms.kernel.slices import Slice
from groups.rooms.kernel.turn import Outcome, Turn
from groups.rooms.wire.fields import SEQUENCE, words
from groups.rooms.wire.part import Part

MAX_CHAT = 2_000
IN_SNAPSHOT = 200


class Said(TypedDict):
    """The words; a hidden message has `hidden` in their place."""

    text: str


class Hidden(TypedDict):
    """The number of the message."""

    seq: int


SAID = EventKind("chat.say", Said, log_alone=True)
HIDDEN = EventKind("chat.hide", Hidden, log_alone=True)


class Recent(TypedDict):
    """The last messages, oldest first."""

    chat: list[EventView]


def _recent(room: RoomRow) -> Recent:
    said = latest(room.id, SAID, most=IN_SNAPSHOT) if room.head else []
    return {"chat": [event.public() for event in said]}


def _words() -> Mapping[str, str]:
    return {
        "chat": _("Chat"),
        "chatNew": _("Chat, # new"),
        "notSentYet": _("not sent yet"),
        "leader": _("Leader"),
        "member": _("Member"),
        "hidden": _("This message was hidden by a leader."),
        "hideMessage": _("Hide the message of @"),
    }


CHAT = Part(
    name="chat",
    place=50,
    slice=Slice(snapshot=_recent),
    slots=("side", "ways", "dialogs", "pieces"),
    words=_words,
)


@dataclass(frozen=True)
class Say:
    """A message to everybody."""

    text: Annotated[str, words(MAX_CHAT)]


def _said(said: Say) -> Said:
    return {"text": said.text}


@CHAT.hears(
    "chat.say", Say, permission=Permission.INSIDE, writes=SAID, at_once=_said,
    says="to everybody, up to 2,000 characters",
)  # fmt: skip
def say(turn: Turn, said: Say) -> Outcome:
    """A message to everybody in the room."""
    return turn.tell(SAID, _said(said))


@dataclass(frozen=True)
class Hide:
    """The number of a message."""

    seq: Annotated[int, SEQUENCE]


@CHAT.hears(
    "chat.hide", Hide, permission=Permission.LEADS, writes=HIDDEN,
    says="the words never leave the server again",
)  # fmt: skip
def hide_message(turn: Turn, said: Hide) -> Outcome:
    """Takes a message off everybody's screen; its words never leave the server again."""
    if not hide(turn.room, said.seq, SAID):
        raise NotAllowed("no-such-message", _("That message is not there any more."))
    return turn.tell(HIDDEN, Hidden(seq=said.seq))


def forget_said(*, ended_before: datetime) -> None:
    """Deletes what was said in rooms that ended before that moment."""
    forget(SAID, ended_before=ended_before)
