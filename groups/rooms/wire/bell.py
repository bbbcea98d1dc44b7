"""The doorbell: every process looks at its rooms, at least every half second.

Whatever changes a room or a person's right to be in it is a committed row, made by any process: a
refund by the worker, a sign-out by a page, a message by another room process. A look asks in one
statement for all rooms what has changed (`kernel/looking.py`) and reads that alone. A ring (from
this process, or over Redis) makes the next look sooner. Over Redis it brings an event's frame
along, sealed: whoever has all before it passes it on and reads nothing. The rows remain the truth.

Where nothing happens nothing is done for a person or a room: 1,400 idle sockets cost a statement
each half second, and two every five seconds that keep their places.
"""

import asyncio
import logging
import math
import time
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import DatabaseError

import clock
from groups.rooms.closing import Reason
from groups.rooms.kernel.changes import Version
from groups.rooms.kernel.looking import Felt, Mark, feel, look
from groups.rooms.kernel.places import keep_places
from groups.rooms.kernel.queries import RoomRow, why_not
from groups.rooms.wire.frames import BEAT, Pong
from groups.rooms.wire.hub import Hub, Line, LocalRoom
from groups.rooms.wire.pool import as_writer, without_words
from groups.rooms.wire.ringing import Ringing, Words, has_words

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5
COALESCE = 0.01
BEAT_EVERY = 5.0
# Before a page says something by itself (after ten seconds), so that heartbeats come in turns: to
# be woken for each alone cost half a millisecond, together they take a tenth of that.
ASK_AFTER = 8.0
ASK_AT_ONCE = 0.25  # of all connections; whoever came back at once is not asked at once for ever
SILENT_AFTER = 12.0  # nothing by itself, and no answer when asked
DEAD_AFTER = 30.0  # no network tells that a phone went out of reach
ASK_RIGHTS_EVERY = 60.0  # the time of a sign-in runs out without any row that changes
NOBODY: frozenset[Line] = frozenset()


class Bell:
    """Looks at the rows for one process and acts on what it sees.

    `rights` is the version of rights at which everybody was last asked for theirs; None before.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.rights: Version | None = None
        self._ringing = Ringing(self._hear)
        self._newcomers: set[Line] = set()
        self._rung: set[UUID] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._beat_at = 0.0
        self._asked_at = 0.0

    # --- ringing ----------------------------------------------------------------------------------
    def ring(self, room_id: UUID, *, look_here: bool = True, words: Words | None = None) -> None:
        """Somebody changed this room: look now, and let the other processes know.

        `words` are those of an event that was passed on here already.
        """
        if look_here:
            self._look_soon(room_id)
        self._ringing.tell_of(room_id, words)

    def _look_soon(self, room_id: UUID) -> None:
        self._rung.add(room_id)
        self._wake.set()

    def relay(self, room_id: UUID, seat_id: UUID, text: str) -> None:
        """Passes a frame to one person, wherever they are connected."""
        room = self.hub.rooms.get(room_id)
        if room is None or not room.tell_seat(seat_id, text):
            self._ringing.tell({"room": str(room_id), "seat": str(seat_id), "text": text})

    def _hear(self, message: Mapping[str, Any]) -> None:
        room = self.hub.rooms.get(UUID(message["room"]))
        if room is None:
            return
        if "seat" in message:
            room.tell_seat(UUID(message["seat"]), message["text"])
        elif not has_words(room, message):
            self._look_soon(room.id)

    def start(self) -> None:
        """Starts looking and listening, unless it already does."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._look_again_and_again())
            self._ringing.start()

    def welcome(self, line: Line) -> None:
        """Somebody came in by rights as of `line.rights`; they are asked if it is not that now."""
        self._newcomers.add(line)

    # --- looking ----------------------------------------------------------------------------------
    async def _look_again_and_again(self) -> None:
        looked_at = time.monotonic()
        while True:
            left = looked_at + LOOK_EVERY - time.monotonic()
            try:
                await asyncio.wait_for(self._wake.wait(), max(0.0, left))
                await asyncio.sleep(COALESCE)
            except TimeoutError:
                pass
            everything = time.monotonic() >= looked_at + LOOK_EVERY
            if everything:
                looked_at = time.monotonic()
            rung, self._rung = self._rung & self.hub.rooms.keys(), set()
            self._wake.clear()
            try:
                if everything:
                    await self._beat()
                    await self._look_at_everything(rung)
                elif rung:
                    await self._look(Felt(changed=rung), rung)
            except DatabaseError as error:
                logger.warning("room bell: no database", extra={"error": type(error).__name__})
            except Exception:
                logger.exception("room bell: a look failed")

    async def _beat(self) -> None:
        """Asks the silent for a heartbeat, and writes those that came since the last time."""
        at = time.monotonic()
        ask_the_silent(self.hub, at)
        if at < self._beat_at + BEAT_EVERY:
            return
        heard = [line.admitted.seat_id for line in self.hub.heard_since(self._beat_at)]
        self._beat_at = at
        if heard:
            await as_writer(keep_places, heard, now=clock.now(), real=clock.real_now())

    async def _look_at_everything(self, rung: set[UUID]) -> None:
        at = time.monotonic()
        newcomers, self._newcomers = self._newcomers, set()
        if not self.hub.rooms:
            return
        try:
            felt = await without_words(feel, self._marks(self.hub.rooms))
            felt.changed.update(rung)
            everybody = felt.rights != self.rights or at >= self._asked_at + ASK_RIGHTS_EVERY
            asked = self.hub.lines() if everybody else newcomers
            asked = {line for line in asked if everybody or line.rights != felt.rights}
            silent = [
                line.admitted.seat_id
                for line in self.hub.silent_since(at - SILENT_AFTER)
                if line.heard_at > at - SILENT_AFTER - 2 * BEAT_EVERY
            ]
            if felt.changed or felt.said or asked or silent:
                await self._look(felt, felt.changed | felt.said, asked=asked, silent=silent)
        except BaseException:
            self.rights = None  # whoever was to be asked is asked with the next
            raise
        if everybody:
            self.rights, self._asked_at = felt.rights, at

    def _marks(self, room_ids: Collection[UUID]) -> dict[UUID, Mark]:
        rooms = self.hub.rooms
        return {
            room_id: Mark(sent=room.sent, version=room.version, row=room.row)
            for room_id in room_ids
            if (room := rooms.get(room_id)) is not None
        }

    async def _look(
        self,
        felt: Felt,
        room_ids: Collection[UUID],
        *,
        asked: Collection[Line] = NOBODY,
        silent: Collection[UUID] = (),
    ) -> None:
        rooms = felt.changed | {line.admitted.room_id for line in asked}
        lines = {room_id: self.hub.lines_in(room_id) for room_id in rooms}
        found = await without_words(
            look, felt, self._marks({*room_ids, *rooms}),
            [line.admitted for there in lines.values() for line in there],
            asked=[line.admitted for line in asked], silent=silent,
        )  # fmt: skip
        for event in found.events:
            if (room := self.hub.rooms.get(event.room_id)) is not None:
                room.publish(event)
        for room_id, there in lines.items():
            if (room := self.hub.rooms.get(room_id)) is not None:
                self._see(room, found.rooms.get(room_id), there, found.fallen)

    def saw(self, room: LocalRoom, row: RoomRow, lines: Collection[Line]) -> None:
        """Acts on a room that was read while it had these lines: no look has to follow."""
        fallen = {
            (line.admitted.seat_id, line.admitted.device): reason
            for line in lines
            if (reason := why_not(line.admitted, row)) is not None
        }
        self._see(room, row, lines, fallen)

    def _see(
        self,
        room: LocalRoom,
        row: RoomRow | None,
        lines: Collection[Line],
        fallen: Mapping[tuple[UUID, int], Reason],
    ) -> None:
        if row is not None and row.stamp < room.stamp:
            return  # read earlier than what is shown already
        for line in lines:
            reason = fallen.get((line.admitted.seat_id, line.admitted.device))
            _judge(line, row, reason)
        if row is not None:
            room.show(row)
            # Who came while it was read, or was joining, was not judged: it is read again.
            judged = all(one in lines and not one.joining for one in room.lines)
            room.keep(row, judged=judged)


def ask_the_silent(hub: Hub, at: float) -> None:
    """Ends who has been out of reach for too long, and asks the others for a heartbeat.

    Browsers answer in background tabs too, where a page's own timers are held up. `at` is
    monotonic, in seconds.
    """
    for line in hub.silent_since(at - DEAD_AFTER):
        line.outlet.end(Reason.SILENT)
    silent = hub.silent_since(at - ASK_AFTER)
    unasked = (line for line in silent if line.asked_at < line.heard_at)
    texts: dict[int | None, str] = {}
    for line in islice(unasked, math.ceil(hub.count() * ASK_AT_ONCE)):
        line.asked_at = at
        told = how_far(hub.rooms.get(line.admitted.room_id), line)
        if told["seq"] not in texts:
            texts[told["seq"]] = BEAT.text(told)
        line.outlet.offer(texts[told["seq"]])


def how_far(room: LocalRoom | None, line: Line) -> Pong:
    """The head number of its room, for whoever is inside, and what time it is here."""
    head = room.sent if room is not None and line.inside else None
    return {"seq": head, "at": int(clock.now().timestamp() * 1000)}


def _judge(line: Line, row: RoomRow | None, reason: Reason | None) -> None:
    """Ends a connection whose right ended; takes the others in or back to the lobby."""
    if reason is not None:
        line.inside = False
        line.outlet.end(reason)
        return
    seat = row.seats.get(line.admitted.seat_id) if row else None
    if seat is None or line.outlet.closed or line.joining or seat.state == line.stands:
        return
    line.stands = seat.state
    line.turn(seat.state)
