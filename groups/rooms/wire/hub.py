"""One mailbox for the whole process: who is connected here, and fan-out with one encoding.

Everything in this file runs on the event loop, without a database. A slow reader is cut off
(4408) rather than waited for; it comes back and replays.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from groups.rooms.closing import Reason
from groups.rooms.kernel.changes import NEVER, Version
from groups.rooms.kernel.log import Event
from groups.rooms.kernel.queries import Admitted, RoomRow
from groups.rooms.kernel.slices import Presence, member_view, presence_view
from groups.rooms.wire.frames import EV, PRESENCE
from groups.rooms.wire.part import differences

QUEUE = 256
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outlet:
    """What goes out to one socket: a bounded queue and the task that empties it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[str] = deque()
        self._wake = asyncio.Event()
        self.reason: Reason | None = None
        self.closed = False

    def offer(self, text: str) -> None:
        """Queues a frame; a reader that is 256 frames behind is told and cut off."""
        if self.closed:
            return
        if len(self._queue) >= QUEUE:
            self._queue.clear()
            self.end(Reason.SLOW)
            return
        self._queue.append(text)
        self._wake.set()

    @property
    def presses(self) -> bool:
        """Whether so much waits that the task ought to have its turn before more is heard."""
        return len(self._queue) > QUEUE // 4

    def end(self, reason: Reason | None) -> None:
        """Closes the socket after what is queued has gone out; None is an ordinary goodbye."""
        if self.closed:
            return
        self.closed = True
        self.reason = reason
        self._wake.set()

    async def run(self) -> None:
        """Sends until the end. Returns quietly when the socket is gone."""
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    await self._send({"type": "websocket.send", "text": self._queue.popleft()})
                if self.closed:
                    code = self.reason.code if self.reason else 1000
                    words = self.reason.name.lower() if self.reason else ""
                    await self._send({"type": "websocket.close", "code": code, "reason": words})
                    return
        except OSError:  # uvicorn's ClientDisconnected is one: nobody is left to tell
            self.closed = True


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
    # At which version their rights were last asked for, and when (monotonic).
    rights: Version | None = None
    rights_at: float = 0.0
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
    lines: list[Line] = field(default_factory=list)
    sent: int | None = None
    ahead: dict[int, str] = field(default_factory=dict)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    together: dict[str, Any] | None = None
    told: dict[str, Any] = field(default_factory=dict)

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
    """Every room that has a connection in this process."""

    def __init__(self) -> None:
        self.rooms: dict[UUID, LocalRoom] = {}

    def join(self, room_id: UUID, line: Line) -> LocalRoom:
        """Adds a connection to its room."""
        room = self.rooms.setdefault(room_id, LocalRoom(id=room_id))
        room.lines.append(line)
        return room

    def leave(self, room_id: UUID, line: Line) -> None:
        """Takes a connection out; an empty room is forgotten."""
        room = self.rooms.get(room_id)
        if room is None or line not in room.lines:
            return
        room.lines.remove(line)
        line.inside = False
        if not room.lines:
            del self.rooms[room_id]
        elif not any(room.inside()):
            room.sent = None
            room.ahead.clear()

    def lines(self) -> list[tuple[LocalRoom, Line]]:
        """Every connection with its room."""
        return [(room, line) for room in self.rooms.values() for line in room.lines]
