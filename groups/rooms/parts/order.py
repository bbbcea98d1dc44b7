"""The order of the room: removing somebody, the lock on the door, and the end for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypedDict

from django.utils.translation import gettext as _

from groups.rooms.access import Permission
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.places import close_room, end_visit
from groups.rooms.kernel.queries import RoomRow
from groups.rooms.kernel.slices import Slice, ends_with_leaving, ends_with_the_page
from groups.rooms.kernel.turn import Outcome, Turn
from groups.rooms.models import RoomSeat
from groups.rooms.wire.fields import FLAG
from groups.rooms.wire.frames import Empty, Nothing, OneSeat
from groups.rooms.wire.part import Part


class Removed(TypedDict):
    """Whose part in the session is over."""

    seat: str


class Locked(TypedDict):
    """Whether newcomers find the door closed."""

    locked: bool


REMOVED = EventKind("mod.remove", Removed)
LOCKED = EventKind("mod.lock", Locked, log_alone=True)
ENDED = EventKind("mod.end", Empty)


def _is_locked(room: RoomRow) -> Locked:
    return {"locked": room.locked}


def _words() -> Mapping[str, str]:
    return {
        "optionsFor": _("Options for @"),
        "locked": _("Unlock the room"),
        "unlocked": _("Lock the room"),
    }


ORDER = Part(
    name="order",
    place=60,
    slice=Slice(state=_is_locked),
    slots=("lists", "person", "controls", "dialogs", "pieces"),
    words=_words,
)


@ORDER.hears(
    "mod.remove", OneSeat, permission=Permission.LEADS, writes=REMOVED,
    says="no link, reload or socket brings them back",
)  # fmt: skip
def remove(turn: Turn, said: OneSeat) -> Outcome:
    """Ends somebody's part in this session: no link, reload or socket brings them back."""
    seat = turn.member(said.seat)
    if seat.state != RoomSeat.State.REMOVED:
        end_visit(seat, now=turn.now)
        ended = {**ends_with_leaving(), **ends_with_the_page()}
        turn.move(
            seat, to=RoomSeat.State.REMOVED, act="room.removed",
            visit=None, presence=RoomSeat.Presence.AWAY, **ended,
        )  # fmt: skip
    return turn.tell(REMOVED, Removed(seat=str(seat.pk)))


@dataclass(frozen=True)
class Lock:
    """Closed to newcomers, or open again."""

    locked: Annotated[bool, FLAG]


@ORDER.hears(
    "mod.lock", Lock, permission=Permission.LEADS, writes=LOCKED,
    says="closed to newcomers; whoever was admitted may come back",
)  # fmt: skip
def lock(turn: Turn, said: Lock) -> Outcome:
    """Closes the door to newcomers, or opens it again. Whoever was admitted may come back."""
    turn.room.locked = said.locked
    turn.room.save(update_fields=["locked"])
    return turn.tell(LOCKED, Locked(locked=said.locked))


@ORDER.hears(
    "mod.end", Nothing, permission=Permission.LEADS, writes=ENDED,
    says="for everybody; attendance is judged",
)  # fmt: skip
def end_room(turn: Turn, said: Nothing) -> Outcome:
    """Ends the session for everybody; attendance is judged from the visits."""
    outcome = turn.tell(ENDED, Empty())
    close_room(turn.room, by=turn.seat.account_id, now=turn.now)
    return outcome
