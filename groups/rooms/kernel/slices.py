"""What the parts add to the room that people see: each part its own slice.

The kernel knows who is here and which number the log has come to. Everything else that a browser
is told about the room (where the agenda stands, whose hand is up, who is seen) is a part's; it says
here how it reads from the rows. The order is that of the parts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from groups.rooms.kernel.queries import RoomRow, SeatRow

View = Mapping[str, object]


class MemberView(TypedDict):
    """What everybody in the room may know of somebody; the parts add theirs."""

    seat: str
    name: str
    leads: bool
    presence: str
    came: float


class Presence(TypedDict):
    """`members` that changed and who has gone; the parts add theirs."""

    members: list[dict[str, Any]]
    gone: list[str]


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is being welcomed."""

    seat_id: UUID
    leads: bool
    real: datetime


def _nothing(*_: object) -> View:
    return {}


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One part's share of what is told. Only `welcome` and `snapshot` may ask the database."""

    # Where the group is: in every welcome and every snapshot, under "state".
    state: Callable[[RoomRow], View] = _nothing
    # About one person, in every look.
    member: Callable[[SeatRow], View] = _nothing
    # About everybody together: in every welcome, and in `presence` when it changed.
    presence: Callable[[RoomRow], View] = _nothing
    # For somebody who comes in.
    welcome: Callable[[RoomRow, Newcomer], View] = _nothing
    # For somebody who has nothing of the log yet.
    snapshot: Callable[[RoomRow], View] = _nothing
    # What of a seat's row ends when its person leaves, and what when they open a fresh page.
    gone: Mapping[str, Any] = field(default_factory=dict)
    fresh: Mapping[str, Any] = field(default_factory=dict)


_placed: list[tuple[int, Slice]] = []
# For each kind of share the functions of those parts that have one: a look asks them for everybody.
_told: dict[str, list[Callable[..., View]]] = {}


def add_slice(added: Slice, *, place: int) -> None:
    """From now on this share is told too, at its place among the others."""
    _placed.append((place, added))
    _placed.sort(key=lambda one: one[0])
    for what in ("state", "member", "presence", "welcome", "snapshot"):
        functions = [getattr(one, what) for one in slices()]
        _told[what] = [function for function in functions if function is not _nothing]


def slices() -> Iterator[Slice]:
    """Every part's share, in the order of the parts."""
    return (one for _, one in _placed)


def _tell(what: str, *about: object) -> dict[str, Any]:
    view: dict[str, Any] = {}
    for function in _told[what]:
        view.update(function(*about))
    return view


def member_view(seat: SeatRow) -> dict[str, Any]:
    """What everybody in the room may know of somebody."""
    core: MemberView = {
        "seat": str(seat.id),
        "name": seat.name,
        "leads": seat.leads,
        "presence": seat.presence,
        "came": seat.came_at.timestamp(),
    }
    return {**core, **_tell("member", seat)}


def state_view(room: RoomRow) -> dict[str, Any]:
    """Where the group is."""
    return _tell("state", room)


def presence_view(room: RoomRow) -> dict[str, Any]:
    """What is told beside the members, about all of them together."""
    return _tell("presence", room)


def welcome_view(room: RoomRow, newcomer: Newcomer) -> dict[str, Any]:
    """What the parts tell somebody who comes in."""
    return _tell("welcome", room, newcomer)


def snapshot_view(room: RoomRow) -> dict[str, Any]:
    """What the parts tell somebody who has nothing of the log yet."""
    return _tell("snapshot", room)


def ends_with_leaving() -> dict[str, Any]:
    """The columns of a seat that are set back when its person leaves."""
    return {name: value for one in slices() for name, value in one.gone.items()}


def ends_with_the_page() -> dict[str, Any]:
    """The columns of a seat that are set back when its person opens a fresh page."""
    return {name: value for one in slices() for name, value in one.fresh.items()}
