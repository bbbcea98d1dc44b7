"""One mailbox for the whole process: who is connected here, and fan-out with one encoding.

Everything in this file runs on the event loop, without a database. A slow reader is cut off
(4408) rather than waited for; it comes back and replays.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any
from uuid import UUID

from groups.rooms.kernel.changes import NEVER, Version
from groups.rooms.kernel.log import Event
from groups.rooms.kernel.queries import Admitted, RoomRow
from groups.rooms.kernel.slices import Presence, member_view, presence_view
from groups.rooms.wire.frames import EV, PRESENCE
from groups.rooms.wire.outlet import Outlet
from groups.rooms.wire.part import differences


@dataclass(eq=False)
class Line:
    """One connection that said hello: who it is, whether it is inside, and what waits for it."""

    outlet: Outlet
    admitted: Admitted
    heard_at: float
    stands: str
    turn: Callable[[str], None]
    asked_at: float = 0.0
    inside: bool = False
    joining: bool = False
    # By rights as of which version they came in.
    rights: Version | None = None
    held: list[str] = field(default_factory=list)

    def offer(self, text: str) -> None:
        """Sends a frame now, or after the welcome that is being written."""
        if self.joining:
            self.held.append(text)
        else:
            self.outlet.offer(text)

    def welcome(self, frames: Iterable[str]) -> None:
        """Sends the welcome, then what was said while it was written."""
        for text in frames:
            self.outlet.offer(text)
        self.joining = False
        held, self.held = self.held, []
        for text in held:
            self.outlet.offer(text)


@dataclass(eq=False)
class LocalRoom:
    """The part of a room that is connected to this process.

    `row` is what was last seen of it, at `version`; without it the next look reads the room.
    """

    id: UUID
    row: RoomRow | None = None
    version: Version = NEVER
    stamp: tuple[int, ...] = ()
    lines: list[Line] = field(default_factory=list)
    sent: int | None = None
    ahead: dict[int, str] = field(default_factory=dict)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    together: dict[str, Any] | None = None
    told: dict[str, Any] = field(default_factory=dict)

    def keep(self, row: RoomRow, *, judged: bool) -> None:
        """Remembers what was seen; unless every line was judged by it, the room is read again."""
        self.row = row if judged else None
        self.version, self.stamp = row.version, row.stamp

    def inside(self) -> Iterator[Line]:
        """The connections that are admitted."""
        return (line for line in self.lines if line.inside)

    def tell(self, text: str, *, leaders_only: bool = False) -> None:
        """Sends a frame to everybody inside (or to the leaders)."""
        for line in self.lines:
            if line.inside and (line.admitted.leads or not leaders_only):
                line.offer(text)

    def has(self, seat_id: UUID) -> bool:
        """Whether somebody is inside: by the last look at the rows, or admitted here since."""
        return str(seat_id) in self.members or any(
            line.admitted.seat_id == seat_id for line in self.inside()
        )

    def tell_seat(self, seat_id: UUID, text: str) -> bool:
        """Sends a frame to one person; False when they are not inside here."""
        found = False
        for line in self.lines:
            if line.inside and line.admitted.seat_id == seat_id:
                line.offer(text)
                found = True
        return found

    def start_at(self, head: int) -> None:
        """From which number on this process passes events on; known from the first snapshot."""
        if self.sent is None:
            self.sent = head
            self._flush()

    def publish(self, event: Event) -> bool:
        """Passes an event on in order; False when one before it is still missing here."""
        if self.sent is not None and event.seq <= self.sent:
            return True
        return self.pass_on(event.seq, EV.text(event.public()))

    def pass_on(self, seq: int, text: str) -> bool:
        """The same with the event's frame."""
        self.ahead.setdefault(seq, text)
        return self._flush()

    def _flush(self) -> bool:
        if self.sent is None:
            return True
        for seq in [seq for seq in self.ahead if seq <= self.sent]:
            del self.ahead[seq]
        while (text := self.ahead.pop(self.sent + 1, None)) is not None:
            self.sent += 1
            self.tell(text)
        return not self.ahead

    def show(self, row: RoomRow) -> None:
        """Tells what changed: in presence, and in whatever else the parts compare."""
        self._show_presence(row)
        for one in differences():
            view = one.view(row)
            if view != self.told.get(one.frame.name, one.at_first):
                self.told[one.frame.name] = view
                self.tell(one.frame.text(view), leaders_only=one.leaders_only)

    def _show_presence(self, row: RoomRow) -> None:
        members = {str(seat.id): member_view(seat) for seat in row.seats.values() if seat.inside}
        together = presence_view(row)
        changed = [view for key, view in members.items() if self.members.get(key) != view]
        gone = [key for key in self.members if key not in members]
        news = changed or gone or together != (self.together or together)
        self.members, self.together = members, together
        if news:
            told: Presence = {
                "members": changed,
                "gone": gone,
                **together,  # type: ignore[typeddict-item]  # the parts' own
            }
            self.tell(PRESENCE.text(told))


class Hub:
    """Every room that has a connection in this process.

    The connections also stand in the order in which they were last heard, so that nobody has to go
    through all of them to find the few that are silent.
    """

    def __init__(self) -> None:
        self.rooms: dict[UUID, LocalRoom] = {}
        self._by_silence: dict[Line, None] = {}

    def join(self, room_id: UUID, line: Line) -> LocalRoom:
        """Adds a connection to its room."""
        room = self.rooms.setdefault(room_id, LocalRoom(id=room_id))
        room.lines.append(line)
        self._by_silence[line] = None
        return room

    def hear(self, line: Line) -> None:
        """Somebody was heard just now."""
        line.heard_at = time.monotonic()
        if line in self._by_silence:
            del self._by_silence[line]
            self._by_silence[line] = None

    def silent_since(self, at: float) -> list[Line]:
        """Whoever was last heard then or before (monotonic), the longest silent first."""
        return list(takewhile(lambda line: line.heard_at <= at, self._by_silence))

    def heard_since(self, at: float) -> list[Line]:
        """Whoever was heard after that and is still connected."""
        heard = takewhile(lambda line: line.heard_at > at, reversed(self._by_silence))
        return [line for line in heard if not line.outlet.closed]

    def leave(self, room_id: UUID, line: Line) -> None:
        """Takes a connection out; an empty room is forgotten."""
        room = self.rooms.get(room_id)
        if room is None or line not in room.lines:
            return
        room.lines.remove(line)
        self._by_silence.pop(line, None)
        line.inside = False
        if not room.lines:
            del self.rooms[room_id]
        elif not any(room.inside()):
            room.sent = None
            room.ahead.clear()

    def lines(self) -> list[Line]:
        """Every connection."""
        return list(self._by_silence)

    def count(self) -> int:
        """How many connections there are."""
        return len(self._by_silence)

    def lines_in(self, room_id: UUID) -> list[Line]:
        """The connections of one room."""
        room = self.rooms.get(room_id)
        return list(room.lines) if room else []
