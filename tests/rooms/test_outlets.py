"""What goes out to one socket: at once and in order, never more than is allowed to wait."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from groups.rooms.closing import Reason
from groups.rooms.wire.outlet import QUEUE, Outlet


class Socket:
    """A socket that takes everything, until `full` is set; then it waits until it is not."""

    def __init__(self) -> None:
        self.writable = asyncio.Event()
        self.writable.set()
        self.got: list[str] = []
        self.code = 0
        self.gone: Exception | None = None

    async def send(self, message: dict[str, Any]) -> None:
        await self.writable.wait()
        if self.gone is not None:
            raise self.gone
        if message["type"] == "websocket.close":
            self.code = message["code"]
        else:
            self.got.append(message["text"])


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_frame_is_out_when_it_was_offered_and_no_task_is_left() -> None:
    async def offer() -> None:
        socket = Socket()
        outlet = Outlet(socket.send)
        before = asyncio.all_tasks()
        for frame in ("a", "b", "c"):
            outlet.offer(frame)
        assert socket.got == ["a", "b", "c"]
        assert asyncio.all_tasks() == before

    run(offer())


def test_what_waits_for_a_slow_reader_goes_out_once_and_in_order() -> None:
    async def offer() -> None:
        socket = Socket()
        outlet = Outlet(socket.send)
        outlet.offer("0")
        for round_ in range(3):
            socket.writable.clear()
            for number in range(1, 5):
                outlet.offer(f"{round_}.{number}")
            await settle()
            socket.writable.set()
            outlet.offer(f"{round_}.5")  # while the others are still on their way
            await settle()
        wanted = [f"{round_}.{number}" for round_ in range(3) for number in range(1, 6)]
        assert socket.got == ["0", *wanted]

    run(offer())


def test_whoever_is_too_far_behind_is_told_and_whoever_is_not_is_not() -> None:
    async def offer() -> None:
        slow, other = Socket(), Socket()
        outlets = [Outlet(slow.send), Outlet(other.send)]
        slow.writable.clear()
        other.writable.clear()
        for number in range(QUEUE + 2):
            outlets[0].offer(str(number))
        for number in range(QUEUE + 1):
            outlets[1].offer(str(number))
        assert [one.closed for one in outlets] == [True, False]
        slow.writable.set()
        other.writable.set()
        await asyncio.sleep(0.01)
        assert slow.code == Reason.SLOW.code
        assert len(slow.got) == 1
        assert other.code == 0
        assert other.got == [str(number) for number in range(QUEUE + 1)]

    run(offer())


def test_a_goodbye_goes_out_after_what_waits_and_nothing_after_it() -> None:
    async def end() -> None:
        socket = Socket()
        outlet = Outlet(socket.send)
        socket.writable.clear()
        outlet.offer("a")
        outlet.offer("b")
        outlet.end(Reason.REMOVED)
        outlet.offer("c")
        outlet.end(Reason.SLOW)
        await settle()
        assert socket.code == 0
        socket.writable.set()
        await settle()
        assert (socket.got, socket.code) == (["a", "b"], Reason.REMOVED.code)

    run(end())


def test_a_goodbye_that_has_to_wait_is_said_once() -> None:
    async def end() -> None:
        socket = Socket()
        outlet = Outlet(socket.send)
        socket.writable.clear()
        outlet.end(None)
        socket.writable.set()
        await settle()
        assert socket.code == 1000
        socket.code = 0
        await settle()
        assert socket.code == 0

    run(end())


@pytest.mark.parametrize(
    "error", [OSError("gone"), RuntimeError("closed by the server"), ValueError("of the server's")]
)
def test_a_socket_that_is_gone_hurts_nobody_else(error: Exception) -> None:
    async def offer() -> None:
        at_once, later, well = Socket(), Socket(), Socket()
        outlets = [Outlet(at_once.send), Outlet(later.send), Outlet(well.send)]
        at_once.gone = later.gone = error
        later.writable.clear()
        for outlet in outlets:
            outlet.offer("a")
        later.writable.set()
        await settle()
        assert [one.closed for one in outlets] == [True, True, False]
        assert well.got == ["a"]

    run(offer())


def test_whoever_has_left_keeps_no_task() -> None:
    async def leave() -> None:
        socket = Socket()
        outlet = Outlet(socket.send)
        before = asyncio.all_tasks()
        socket.writable.clear()
        outlet.offer("a")
        outlet.drop()
        outlet.offer("b")
        await settle()
        assert asyncio.all_tasks() == before
        assert socket.got == []

    run(leave())
