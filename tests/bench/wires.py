"""People in rooms: sockets that speak `room.v1`, or only repeat, on one loop beside the bench.

A person says things that carry when they were said, and notes how late everything reaches them.
Each pings as a browser page does (when asked, and after ten seconds in which it said nothing), so
that nobody falls silent between two measurements.
"""

import asyncio
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

SAID_AT = re.compile(r"said at (\d+\.\d+) by (\d+)\.")
TOLD = re.compile(r'\{"t": ?"(ev|chat\.say)"')
PING_EVERY = 10.0
PING = {"t": "ping", "d": {}}
# Difference: builds before this frame told nothing with their beat, and were answered by a ping.
HERE = {"t": "here", "d": {}}
AT_ONCE = 8
ENTER_SECONDS = 120
Found = TypeVar("Found")


@dataclass(frozen=True)
class Ticket:
    """Where somebody comes in, and as whom."""

    port: int
    path: str
    cookie: str = ""
    origin: str = ""


@dataclass
class Person:
    """One socket. `heard` are delays in seconds; `said` counts what was sent and not refused."""

    number: int
    ticket: Ticket
    wire: ClientConnection | None = None
    heard: list[float] = field(default_factory=list)
    said: int = 0
    said_at: float = 0.0
    refused: int = 0
    closed: int | None = None
    own: asyncio.Event = field(default_factory=asyncio.Event)
    inside: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: Callable[[str], Coroutine[Any, Any, None]] | None = None
    page: str = field(default_factory=lambda: f"bench{time.time_ns():x}")
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def come(self, *, again: bool = False) -> None:
        """Opens the socket and says hello; `inside` is set with the welcome."""
        ticket = self.ticket
        self.inside.clear()
        self.closed = None
        self.wire = await connect(
            f"ws://127.0.0.1:{ticket.port}{ticket.path}",
            origin=Origin(ticket.origin) if ticket.origin else None,
            subprotocols=[Subprotocol("room.v1")],
            additional_headers={"Cookie": ticket.cookie} if ticket.cookie else {},
            ping_interval=None, compression=None, proxy=None, open_timeout=ENTER_SECONDS,
            max_queue=None,
        )  # fmt: skip
        self.tasks = [asyncio.create_task(self._listen(self.wire))]
        if ticket.cookie:
            hello = {"v": 1, "page": self.page, "again": again}
            await self.send({"t": "hello", "d": hello})
            self.tasks.append(asyncio.create_task(self._ping()))
        else:
            self.inside.set()

    async def send(self, frame: dict[str, Any]) -> None:
        """One frame."""
        assert self.wire is not None
        self.said_at = time.monotonic()
        await self.wire.send(json.dumps(frame))

    async def say(self) -> None:
        """One message that carries when it was said. An id is never said twice."""
        self.said += 1
        self.own.clear()
        text = f"said at {time.perf_counter():.6f} by {self.number}. " + "word " * 12
        await self.send({"t": "chat.say", "id": f"{time.time_ns():x}", "d": {"text": text}})

    async def _listen(self, wire: ClientConnection) -> None:
        try:
            async for frame in wire:
                if not TOLD.match(str(frame)):  # a newcomer's whole also holds what was said
                    await self._other(json.loads(frame))
                elif (told := SAID_AT.search(str(frame))) is not None:
                    self.heard.append(time.perf_counter() - float(told[1]))
                    if int(told[2]) == self.number:
                        self.own.set()
        except ConnectionClosed:
            pass
        finally:
            self.closed = wire.close_code
            self.inside.set()
            self.own.set()

    async def _other(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "welcome":
            self.inside.set()
        elif frame["t"] == "waiting" and self.waiting is not None:
            await self.waiting(frame["d"]["seat"])
        elif frame["t"] == "beat":
            await self.send(HERE if frame["d"] else PING)
        elif frame["t"] == "error":
            self.refused += 1
            self.own.set()

    async def _ping(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(self.said_at + PING_EVERY - time.monotonic())
                if time.monotonic() >= self.said_at + PING_EVERY:
                    await self.send(PING)

    async def go(self) -> None:
        """Ends the socket."""
        for task in self.tasks[1:]:
            task.cancel()
        if self.wire is not None:
            with suppress(ConnectionClosed):
                await self.wire.close()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def drop(self) -> None:
        """The connection is cut, as a network does it."""
        for task in self.tasks[1:]:
            task.cancel()
        if self.wire is not None:
            self.wire.transport.abort()


Rooms = list[list[Person]]
"""People by room, whoever leads first."""


class Loop:
    """An event loop that runs beside the bench for as long as its rooms stand."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Does it there and waits for it here."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """Ends the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def tickets(told: dict[str, Any], origin: str, ports: Sequence[int]) -> list[list[Ticket]]:
    """Of everybody in every room of a site; whoever sits on an odd chair takes the last port."""
    found = []
    for room in told["rooms"]:
        keys = [room["leader"], *room["members"]]
        path = f"/ws/room/{room['session']}/"
        found.append(
            [
                Ticket(ports[at % len(ports)], path, f"{told['cookie']}={key}", origin)
                for at, key in enumerate(keys)
            ]
        )
    return found


async def enter(rooms: Sequence[Sequence[Ticket]]) -> Rooms:
    """Everybody comes in: the leader of a room first, who lets in whoever waits."""
    gate = asyncio.Semaphore(AT_ONCE)
    numbers = iter(range(1_000_000))

    async def room(wanted: Sequence[Ticket]) -> list[Person]:
        people = [Person(next(numbers), ticket) for ticket in wanted]
        async with gate:
            await _inside(people[0])

            async def admit(seat: str) -> None:
                await people[0].send(
                    {"t": "lobby.admit", "id": f"a{time.time_ns():x}", "d": {"seat": seat}}
                )

            for person in people[1:]:
                person.waiting = admit
                await _inside(person)
        return people

    return list(await asyncio.gather(*(room(wanted) for wanted in rooms)))


async def _inside(person: Person) -> None:
    await person.come()
    async with asyncio.timeout(ENTER_SECONDS):
        await person.inside.wait()
    assert person.closed is None, f"closed with {person.closed}"


async def leave(rooms: Rooms) -> None:
    """Everybody goes."""
    await asyncio.gather(*(person.go() for room in rooms for person in room))


async def at_a_pace(rooms: Rooms, seconds: float) -> None:
    """In each room somebody says one thing a second, everybody in turn."""

    async def chat(at: int, people: list[Person]) -> None:
        await asyncio.sleep((at + 0.5) / len(rooms))
        until = time.perf_counter() + seconds - 1
        turn = at
        while time.perf_counter() < until:
            turn += 1
            await people[turn % len(people)].say()
            await asyncio.sleep(1)

    await asyncio.gather(*(chat(at, people) for at, people in enumerate(rooms)))


async def fast(rooms: Rooms, seconds: float, *, speakers: int, first: int) -> None:
    """In each room `speakers` people speak again as soon as their own message came back."""
    until = time.perf_counter() + seconds

    async def chat(person: Person) -> None:
        while time.perf_counter() < until and person.closed is None:
            await person.say()
            async with asyncio.timeout(60):
                await person.own.wait()

    chosen = [
        people[(first + at) % len(people)] for people in rooms for at in range(speakers)
    ]  # fmt: skip
    await asyncio.gather(*(chat(person) for person in chosen))


async def quiet(rooms: Rooms, *, within: float = 20.0) -> int:
    """Waits until everything that was said has reached everybody; returns the deliveries."""
    end = time.perf_counter() + within
    while True:
        wanted = sum(sum(p.said - p.refused for p in room) * len(room) for room in rooms)
        heard = sum(len(person.heard) for room in rooms for person in room)
        if heard >= wanted or time.perf_counter() > end:
            assert heard == wanted, f"{wanted - heard} of {wanted} deliveries are missing"
            return heard
        await asyncio.sleep(0.05)


def forget(rooms: Rooms) -> None:
    """Begins to count anew."""
    for room in rooms:
        for person in room:
            person.heard.clear()
            person.said = person.refused = 0


async def storm(rooms: Rooms) -> tuple[Counter[int], float]:
    """Every connection is cut at once and every page comes back at once, each once.

    Returns how many were refused by close code, and the seconds until the last was in or refused.
    """
    people = [person for room in rooms for person in room]
    for person in people:
        person.drop()
    await asyncio.gather(*(task for person in people for task in person.tasks[:1]))
    began = time.perf_counter()

    async def back(person: Person) -> None:
        try:
            await person.come(again=True)
            async with asyncio.timeout(ENTER_SECONDS):
                await person.inside.wait()
        except (OSError, TimeoutError, ConnectionClosed):
            person.closed = person.closed or 1006

    await asyncio.gather(*(back(person) for person in people))
    took = time.perf_counter() - began
    return Counter(person.closed for person in people if person.closed is not None), took
