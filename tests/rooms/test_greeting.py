"""What a server takes to answer is not counted as the client's silence."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID, uuid4

import pytest

from groups.rooms.wire.consumers import HELLO_WITHIN, RoomConsumer
from groups.rooms.wire.frames import PROTOCOL
from groups.rooms.wire.pool import POOL, SHARE, THREADS, in_share

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 60
BAD_FRAME, SIGN_IN = 4400, 4401
HELLO = json.dumps({"t": "hello", "d": {"v": 1, "page": "p", "again": False}})


class SetLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Socket:
    """One connection of somebody without a cookie, as the server hands it to the room."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.accepted, self.ended = asyncio.Event(), asyncio.Event()
        self.code = 0
        self.say("websocket.connect")
        scope = {
            "url_route": {"kwargs": {"session_id": uuid4()}},
            "subprotocols": [PROTOCOL],
            "cookies": {},
        }
        self.task = asyncio.ensure_future(RoomConsumer()(scope, self.said.get, self._heard))

    def say(self, kind: str, text: str = "") -> None:
        self.said.put_nowait({"type": kind, "text": text})

    async def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.accept":
            self.accepted.set()
        elif message["type"] == "websocket.close":
            self.code = message["code"]
            self.ended.set()

    async def end(self) -> int:
        """Waits for the close and returns its code."""
        ended = asyncio.ensure_future(self.ended.wait())
        await asyncio.wait([ended, self.task], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        self.say("websocket.disconnect")
        await self.task  # raises what went wrong, instead of waiting for a close that never comes
        return self.code


def run(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=SetLoop) as runner:
        runner.run(work)


def put_forward(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SetLoop)
    loop.ahead += seconds


def test_whoever_said_hello_is_answered_however_long_the_queue_is() -> None:
    """All come at once, our threads are busy for longer than a client may wait with its hello."""
    free = threading.Event()

    async def storm() -> None:
        for _ in range(THREADS):
            POOL.submit(free.wait)
        people = [Socket() for _ in range(MANY)]
        for person in people:
            person.say("websocket.receive", HELLO)
        silent = Socket()
        await silent.accepted.wait()
        put_forward(HELLO_WITHIN + 1)
        assert await silent.end() == BAD_FRAME
        put_forward(HELLO_WITHIN * 6)
        free.set()
        # Nobody signed in: but each was heard, and told so.
        assert [await person.end() for person in people] == [SIGN_IN] * MANY

    try:
        run(storm())
    finally:
        free.set()


def test_whoever_says_nothing_has_as_long_from_the_moment_we_took_their_call() -> None:
    async def wait() -> None:
        person = Socket()
        await person.accepted.wait()
        put_forward(HELLO_WITHIN - 1)
        person.say("websocket.receive", HELLO)
        assert await person.end() == SIGN_IN

    run(wait())


@pytest.mark.postgresql  # SQLite has one writer for all rooms, and no locked rows
def test_no_session_keeps_more_threads_than_its_share() -> None:
    """Fourteen frames wait behind one locked room; whoever is elsewhere is served meanwhile."""
    locked, elsewhere = uuid4(), uuid4()
    free = threading.Event()
    waiting = threading.Semaphore(0)

    def wait_for_the_lock() -> bool:
        waiting.release()
        return free.wait(20)

    async def crowd() -> None:
        behind = [asyncio.ensure_future(_at_work(locked, wait_for_the_lock)) for _ in range(14)]
        for _ in range(SHARE):
            await asyncio.to_thread(waiting.acquire)
        for _ in range(20):
            await in_share(elsewhere, int)
        assert not any(frame.done() for frame in behind)
        assert not waiting.acquire(blocking=False), "a third frame of that room is at work"
        free.set()
        assert await asyncio.gather(*behind) == [True] * 14

    try:
        run(crowd())
    finally:
        free.set()


async def _at_work(session: UUID, work: Callable[[], bool]) -> bool:
    return await in_share(session, work)
