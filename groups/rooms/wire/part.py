"""A part of the room: a capability that owns its frames, their handlers and its share of the state.

A part is a module (or a package) in `groups/rooms/parts`, found there by itself. It makes one
`Part`, says with `hears` what a client may send it and who may, and gets a `Turn` that the kernel
opened for exactly that permission. The wire and the kernel know no part by name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import clock
from groups.rooms.access import Permission
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.queries import RoomRow
from groups.rooms.kernel.saying import Saying
from groups.rooms.kernel.slices import Slice, add_slice
from groups.rooms.kernel.turn import Outcome, Sender, Turn, take_turn
from groups.rooms.wire.frames import DURABLE, Frame, Outgoing, P, incoming

# The places of the room's page that parts may fill, and the row that leaders have for each person.
SLOTS = ("status", "stage", "lists", "side", "controls", "ways", "dialogs", "pieces", "person")
F = TypeVar("F")


@dataclass(frozen=True)
class Difference(Generic[P]):
    """A frame that is told whenever what it shows differs from the last look.

    `at_first` is what nobody has to be told.
    """

    frame: Outgoing[P]
    view: Callable[[RoomRow], P]
    at_first: P
    leaders_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """One capability of the room. `place` orders the parts, on the page as well.

    `slots` are the places of the room's page that it fills, each by the template
    `groups/rooms/parts/<name>/<slot>.html`; its script is `parts/<name>.js` among the static files,
    and `words` are the sentences that the script says.
    """

    name: str
    place: int
    slice: Slice = field(default_factory=Slice)
    differences: tuple[Difference[Any], ...] = ()
    slots: tuple[str, ...] = ()
    words: Callable[[], Mapping[str, str]] = dict

    def __post_init__(self) -> None:
        """Takes its place among the parts."""
        if self.name in PARTS:
            raise TypeError(f"{self.name} is another part already")
        if unknown := set(self.slots) - set(SLOTS):
            raise TypeError(f"the room's page has no place {min(unknown)}")
        PARTS[self.name] = self
        add_slice(self.slice, place=self.place)

    def hears(
        self,
        name: str,
        payload: type[F],
        *,
        permission: Permission,
        says: str,
        writes: EventKind[Any] | None = None,
        at_once: Callable[[F], Mapping[str, Any]] | None = None,
        cost: float = DURABLE,
    ) -> Callable[[Callable[[Turn, F], Outcome]], Callable[[Turn, F], Outcome]]:
        """Lets clients send `name`; the decorated function does it, in a turn of its own.

        `writes` is the event it makes: the frame is durable then, and counts once. Where it is all
        that the frame does, `at_once` makes its data, and a turn is opened only if anything speaks
        against it.
        """
        if at_once is not None and (writes is None or permission is not Permission.INSIDE):
            raise TypeError(f"{name} cannot be said at once")

        def register(handle: Callable[[Turn, F], Outcome]) -> Callable[[Turn, F], Outcome]:
            incoming(name, payload, permission=permission, says=says, writes=writes, cost=cost)
            _handlers[name] = handle
            if at_once is not None and writes is not None:
                _at_once[name] = (writes, at_once)
            return handle

        return register

    def passes_on(
        self, name: str, payload: type, given: type[P], *, permission: Permission, says: str
    ) -> None:
        """Lets clients send `name` to the seat in `to`, who hears `given`; nothing is kept."""
        incoming(name, payload, permission=permission, says=says, passed_on=True, needs_id=False)
        Outgoing(name, given, says)


PARTS: dict[str, Part] = {}
_handlers: dict[str, Callable[[Turn, Any], Outcome]] = {}
_at_once: dict[str, tuple[EventKind[Any], Callable[[Any], Mapping[str, Any]]]] = {}


def parts() -> list[Part]:
    """Every part, in order."""
    return sorted(PARTS.values(), key=lambda part: part.place)


def differences() -> Iterator[Difference[Any]]:
    """What the parts compare between two looks at a room."""
    return (one for part in parts() for one in part.differences)


def at_once(sender: Sender, frame: Frame) -> Saying | None:
    """What a frame says that needs no turn as long as nothing speaks against it; None of others."""
    found = _at_once.get(frame.t)
    if found is None:
        return None
    writes, data = found
    return Saying(sender, writes, data(frame.payload()), clock.now())


def carry_out(sender: Sender, frame: Frame) -> Outcome:
    """Does in a turn what a frame asks for. Raises NotAllowed or Refused; then nothing changed."""
    kind, payload = frame.kind, frame.payload()
    handle = _handlers[frame.t]
    return take_turn(
        sender,
        lambda turn: handle(turn, payload),
        permission=kind.permission,
        whose=frame.data.get("seat"),
        durable=kind.writes is not None,
        now=clock.now(),
        real=clock.real_now(),
    )
