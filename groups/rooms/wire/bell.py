"""The doorbell: every process looks at its rooms, at least every half second.

Whatever changes a room or a person's right to be in it is a committed row, made by any process: a
refund by the worker, a sign-out by a page, a message by another room process. A look asks for
versions first (`kernel/changes.py`) and reads what has another one. A ring (from this process, or
over the Channels Redis layer) makes the next look sooner. Over Redis it brings an event's frame
along, sealed: whoever has all before it passes it on and reads nothing. The rows remain the truth:
what does not come, or comes twice or late, is found by the next look. The number of queries is the
same for one room and for a hundred.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError

import clock
from groups.rooms.access import closed_because
from groups.rooms.closing import Reason
from groups.rooms.kernel.changes import Version, Versions, versions
from groups.rooms.kernel.log import Event, events_after
from groups.rooms.kernel.places import keep_places, notice_silence, sweep_gone
from groups.rooms.kernel.queries import (
    Admitted,
    RoomRow,
    fallen,
    heads,
    read_rooms,
    stale_rooms,
)  # fmt: skip
from groups.rooms.wire.frames import BEAT
from groups.rooms.wire.hub import Hub, Line, LocalRoom
from groups.rooms.wire.pool import in_pool
from vault.keys import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5
COALESCE = 0.01
BEAT_EVERY = 5.0
ASK_AFTER = 10.5  # a heartbeat is due: a page in a background tab may have its timers held up
SILENT_AFTER = 12.0  # one heartbeat of ten seconds missed, and no answer when asked
ASK_RIGHTS_EVERY = 60.0  # the time of a sign-in runs out without any row that changes
GROUP = "rooms"


@dataclass(frozen=True)
class Mark:
    """How far this process is with a room: the last number it passed on, and what it last saw."""

    sent: int | None
    version: Version
    row: RoomRow | None

    def stands(self, version: Version, *, now: datetime) -> bool:
        """Whether what it saw is still so, by the rows and by the hour."""
        row = self.row
        return (
            row is not None
            and self.version == version
            and closed_because(row.session, now=now) is row.closed
        )


@dataclass(frozen=True)
class Look:
    """What one look found; `rooms` are those that it read."""

    versions: Versions
    rooms: dict[UUID, RoomRow]
    fallen: dict[tuple[UUID, int], Reason]
    events: list[Event]


def look(
    marks: Mapping[UUID, Mark],
    people: list[tuple[Admitted, Version | None]],
    *,
    rung: bool,
    silent: list[UUID],
) -> Look:
    """Reads what has changed in these rooms, and about these people's right to be there.

    Each comes with the version of rights at which they were last asked for, None for never. In
    rooms that were `rung` for everything is read but rights: they follow with the next round.
    """
    now, real = clock.now(), clock.real_now()
    if silent:
        notice_silence(silent)
    if not rung and (stale := stale_rooms(marks, real=real)):
        sweep_gone(stale, real=real)
    found = versions(marks)
    asked = [one for one, rights in people if rights != found.rights and not rung]
    changed = {one.room_id for one in asked} | {
        room_id
        for room_id, mark in marks.items()
        if rung or not mark.stands(found.of(room_id), now=now)
    }
    rooms = read_rooms(changed, now=now, real=real) if changed else {}
    newest = {row.id: row.head for row in rooms.values()}
    if others := marks.keys() - changed:
        newest |= heads(others)
    behind = [
        (room_id, mark.sent)
        for room_id, mark in marks.items()
        if mark.sent is not None and newest.get(room_id, 0) > mark.sent
    ]
    there = [one for one, _ in people if one.room_id in changed or one.room_id not in newest]
    return Look(
        versions=found,
        rooms=rooms,
        fallen=fallen(there, rooms, asked=asked, real=real),
        events=events_after(behind),
    )


@dataclass(frozen=True)
class Words:
    """An event's number and frame; `alone`: it changes nothing that is not in the log."""

    seq: int
    frame: str
    alone: bool

    def sealed(self, room_id: UUID) -> dict[str, Any]:
        """Its shape on Redis, which reads none of it and can forge none."""
        sealed = seal(self.frame, bound_to=f"room bell:{room_id}:{self.seq}:{self.alone}")
        return {"seq": self.seq, "alone": self.alone, "sealed": sealed}


def has_words(room: LocalRoom, message: Mapping[str, Any]) -> bool:
    """Passes an event on that another process told; False if this one has to look all the same.

    Where nobody is inside nothing is passed on: whoever comes in reads the rows.
    """
    if "sealed" not in message:
        return False
    seq, alone = int(message["seq"]), bool(message["alone"])
    if room.sent is None or seq <= room.sent:
        return alone
    try:
        frame = unseal(message["sealed"], bound_to=f"room bell:{room.id}:{seq}:{alone}")
    except SealBroken:
        return False
    return room.pass_on(seq, frame) and alone


class Bell:
    """Looks at the rows for one process and acts on what it sees."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._rung: set[UUID] = set()
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._beat_at = 0.0
        self._name = uuid4().hex  # what comes back from Redis is no news

    # --- ringing ----------------------------------------------------------------------------------
    def ring(self, room_id: UUID, *, look_here: bool = True, words: Words | None = None) -> None:
        """Somebody changed this room: look now, and let the other processes know.

        `words` are those of an event that was passed on here already.
        """
        if look_here:
            self._look_soon(room_id)
        if settings.REDIS_URL:
            told = words.sealed(room_id) if words else {}
            self._spawn(
                self._publish({"type": "ring", "room": str(room_id), "by": self._name, **told})
            )

    def _look_soon(self, room_id: UUID) -> None:
        self._rung.add(room_id)
        self._wake.set()

    def relay(self, room_id: UUID, seat_id: UUID, text: str) -> None:
        """Passes a frame to one person, wherever they are connected."""
        room = self.hub.rooms.get(room_id)
        if room is not None and room.tell_seat(seat_id, text):
            return
        if settings.REDIS_URL:
            message = {"type": "pass", "room": str(room_id), "seat": str(seat_id), "text": text}
            self._spawn(self._publish(message))

    def start(self) -> None:
        """Starts looking, unless it already does. The tasks end when nobody is connected."""
        if not self._tasks:
            self._spawn(self._look_again_and_again())
            if settings.REDIS_URL:
                self._spawn(self._listen())

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- other processes --------------------------------------------------------------------------
    async def _publish(self, message: dict[str, Any]) -> None:
        try:
            await get_channel_layer().group_send(GROUP, message)
        except Exception as error:  # the layer may raise anything; the rows will tell
            logger.warning("room bell: no Redis", extra={"error": type(error).__name__})

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    self._hear(await layer.receive(channel))
            except Exception as error:
                logger.warning("room bell: no Redis", extra={"error": type(error).__name__})
                await asyncio.sleep(1)

    def _hear(self, message: Mapping[str, Any]) -> None:
        room = self.hub.rooms.get(UUID(message["room"]))
        if room is None or message.get("by") == self._name:
            return
        if message["type"] == "pass":
            room.tell_seat(UUID(message["seat"]), message["text"])
        elif not has_words(room, message):
            self._look_soon(room.id)

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
            rung, self._rung = self._rung, set()
            self._wake.clear()
            rooms = set(self.hub.rooms) if everything else rung & set(self.hub.rooms)
            try:
                if everything:
                    self._ask_the_silent()
                    await self._beat()
                if rooms:
                    await self._look_at(rooms, rung=not everything)
            except DatabaseError as error:
                logger.warning("room bell: no database", extra={"error": type(error).__name__})
            except Exception:
                logger.exception("room bell: a look failed")

    def _ask_the_silent(self) -> None:
        """Asks whoever owes a heartbeat for one; browsers answer that in background tabs too."""
        at = time.monotonic()
        for _, line in self.hub.lines():
            if line.asked_at < line.heard_at <= at - ASK_AFTER:
                line.asked_at = at
                line.outlet.offer(BEAT.text())

    async def _beat(self) -> None:
        """Writes the heartbeats of everybody who was heard of lately."""
        at = time.monotonic()
        if at < self._beat_at + BEAT_EVERY:
            return
        self._beat_at = at
        alive = [
            line.admitted.seat_id
            for _, line in self.hub.lines()
            if at - line.heard_at < SILENT_AFTER and not line.outlet.closed
        ]
        if alive:
            await in_pool(keep_places, alive, now=clock.now(), real=clock.real_now())

    async def _look_at(self, rooms: set[UUID], *, rung: bool) -> None:
        at = time.monotonic()
        marks = {
            room_id: Mark(sent=room.sent, version=room.version, row=room.row)
            for room_id, room in self.hub.rooms.items()
            if room_id in rooms
        }
        lines = [(room, line) for room, line in self.hub.lines() if room.id in rooms]
        silent = [
            line.admitted.seat_id
            for _, line in lines
            if SILENT_AFTER <= at - line.heard_at < SILENT_AFTER + 2 * BEAT_EVERY
        ]
        people = [
            (line.admitted, line.rights if at < line.rights_at + ASK_RIGHTS_EVERY else None)
            for _, line in lines
        ]
        found = await in_pool(look, marks, people, rung=rung, silent=silent)
        for event in found.events:
            if (room := self.hub.rooms.get(event.room_id)) is not None:
                room.publish(event)
        for room, line in lines:
            if not rung and line.rights != found.versions.rights:
                line.rights, line.rights_at = found.versions.rights, at
            if room.id in found.rooms or found.fallen:
                self._judge(room, line, found)
        for row in found.rooms.values():
            if (room := self.hub.rooms.get(row.id)) is not None:
                room.show(row)
                room.row, room.version = row, found.versions.of(row.id)
        for room, line in lines:
            if line.joining:  # not judged: the next look reads their room again
                room.row = None

    def _judge(self, room: LocalRoom, line: Line, found: Look) -> None:
        """Ends a connection whose right ended; takes the others in or back to the lobby."""
        admitted = line.admitted
        reason = found.fallen.get((admitted.seat_id, admitted.device))
        if reason is not None:
            line.inside = False
            line.outlet.end(reason)
            return
        row = found.rooms.get(room.id)
        seat = row.seats.get(admitted.seat_id) if row else None
        if seat is None or line.outlet.closed or line.joining or seat.state == line.stands:
            return
        line.stands = seat.state
        line.turn(seat.state)
