"""What people say at the same time is kept together, and each is answered for their own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from django.db import connection

import clock
from groups.models import Room, RoomEvent, RoomSeat
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.saying import Saying
from groups.rooms.kernel.turn import Sender
from groups.rooms.parts.chat import SAID, Said
from groups.rooms.wire.hub import Hub
from groups.rooms.wire.pool import POOL, THREADS
from groups.rooms.wire.scribe import Scribe
from tests.rooms.test_ringing import Listener
from tests.rooms.test_saying import enter_another, seat_inside

Found = TypeVar("Found")
pytestmark = pytest.mark.django_db(transaction=True)


def saying(seat: RoomSeat, frame_id: str, *, kind: EventKind[Any] = SAID) -> Saying:
    sender = Sender(room_id=seat.room_id, seat_id=seat.pk, frame_id=frame_id)
    return Saying(sender, kind, Said(text=frame_id), clock.now())


def run(work: Coroutine[Any, Any, None]) -> list[str]:
    """Runs it, and returns the statements of the pool's threads, which are left unconnected."""
    on_every_thread(_note)
    asyncio.run(work)
    return [sql for found in on_every_thread(_noted) for sql in found]


def on_every_thread(work: Callable[[], Found]) -> list[Found]:
    meet = threading.Barrier(THREADS)

    def together() -> Found:
        meet.wait(30)
        return work()

    return [done.result() for done in [POOL.submit(together) for _ in range(THREADS)]]


def _note() -> None:
    connection.force_debug_cursor = True
    connection.queries_log.clear()


def _noted() -> list[str]:
    found = [str(one["sql"]) for one in connection.queries_log]
    connection.force_debug_cursor = False
    connection.close()
    return found


def test_everybody_who_speaks_at_once_is_kept_once_and_numbered_without_a_gap() -> None:
    seats = [seat_inside(), seat_inside()]
    removed = enter_another(seats[0])
    RoomSeat.objects.filter(pk=removed.pk).update(state="removed")

    async def talk() -> None:
        scribe = Scribe()
        said = [saying(seats[number % 2], f"f{number}") for number in range(40)]
        said.insert(20, saying(removed, "no"))
        events = await asyncio.gather(*(scribe.keep(one.sender.room_id, one) for one in said))
        assert events.pop(20) is None
        assert [one.data["text"] for one in events if one] == [f"f{n}" for n in range(40)]
        for room in (0, 1):
            numbers = [one.seq for one in events[room::2] if one]
            if connection.vendor != "sqlite":  # two threads; a socket waits for its own
                numbers.sort()
            assert numbers == list(range(1, 21))

    run(talk())
    assert set(Room.objects.values_list("head", flat=True)) >= {20}
    assert RoomEvent.objects.count() == 40


@pytest.mark.sqlite  # PostgreSQL gathers commits itself
def test_what_waits_together_is_one_transaction() -> None:
    seat = seat_inside()

    async def talk() -> None:
        scribe = Scribe()
        said = [saying(seat, f"f{number}") for number in range(9)]
        events = await asyncio.gather(*(scribe.keep(seat.room_id, one) for one in said))
        assert [one.seq for one in events if one] == list(range(1, 10))

    assert run(talk()).count("COMMIT") == 1
    assert RoomEvent.objects.count() == 9


def test_one_that_cannot_be_kept_does_not_hurt_the_others() -> None:
    seat = seat_inside()
    unsayable = EventKind("chat.say", Said)
    object.__setattr__(unsayable, "name", object())

    async def talk() -> None:
        scribe = Scribe()
        said = [saying(seat, "a"), saying(seat, "b", kind=unsayable), saying(seat, "c")]
        first, wrong, last = await asyncio.gather(
            *(scribe.keep(seat.room_id, one) for one in said), return_exceptions=True
        )
        assert isinstance(wrong, Exception)
        # On PostgreSQL two threads keep them, in either order.
        assert {getattr(one, "seq", None) for one in (first, last)} == {1, 2}

    run(talk())
    assert RoomEvent.objects.count() == 2


def test_connections_stand_in_the_order_of_their_silence() -> None:
    hub = Hub()
    seats = [seat_inside(), seat_inside()]
    lines = [Listener(seat.room_id) for seat in (*seats, seats[0])]
    for line in lines:
        hub.join(line.admitted.room_id, line)
    assert hub.silent_since(0.0) == lines
    hub.hear(lines[0])
    assert hub.silent_since(0.0) == lines[1:]
    assert hub.heard_since(0.0) == [lines[0]]
    assert hub.lines() == [*lines[1:], lines[0]]
    hub.leave(lines[1].admitted.room_id, lines[1])
    hub.hear(lines[1])
    assert hub.lines() == [lines[2], lines[0]]
    assert hub.lines_in(seats[1].room_id) == []
