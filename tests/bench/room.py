"""One room of fourteen beside a bare socket that sends every message to everybody.

Both are asked the same: first at the pace of people (each says one thing a second), then as fast as
it goes (each speaks again as soon as their own message came back). In the room every message is
checked, numbered, committed and then passed on; the bare socket does nothing but pass it on.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.bench.measures import cpu_seconds, percentile
from tests.bench.servers import BareServer
from tests.bench.table import Table, number, ratio
from tests.running import RunningSite

PACE_SECONDS = 4.0
FAST_SECONDS = 3.0
# A socket that says more in one go is cut off: a message costs 4 of 400 tokens, 80 come a second.
MOST_MESSAGES = 90
SETTLE = 0.5
SAID_AT = re.compile(r"said at (\d+\.\d+) by (\d+)\.")


@dataclass
class Person:
    """One socket in the room; `heard` are delays in seconds of everything it was told.

    `refused` counts messages that the room could not take now and asked for again.
    """

    number: int
    wire: ClientConnection
    heard: list[float] = field(default_factory=list)
    own: asyncio.Event = field(default_factory=asyncio.Event)
    said: int = 0
    refused: int = 0
    run: str = field(default_factory=lambda: f"{time.time_ns():x}")

    async def say(self) -> None:
        """Sends one message that carries when it was said."""
        self.said += 1
        text = f"said at {time.perf_counter():.6f} by {self.number}. " + "word " * 12
        # An id is never said twice: the room would answer with what it heard the first time.
        frame = {"t": "chat.say", "id": f"{self.run}-{self.said}", "d": {"text": text}}
        await self.wire.send(json.dumps(frame))

    async def listen(self) -> None:
        """Notes every message until the socket ends."""
        async for frame in self.wire:
            told = SAID_AT.search(str(frame))
            if told is None:
                if json.loads(frame)["t"] == "error":
                    self.refused += 1
                    self.own.set()
                continue
            self.heard.append(time.perf_counter() - float(told[1]))
            if int(told[2]) == self.number:
                self.own.set()


@dataclass(frozen=True)
class Heard:
    """What a room did; delays in milliseconds, CPU in microseconds for each delivery."""

    rate: float
    cpu_us: float
    cpu_share: float
    p50: float
    p95: float


def measure(site: RunningSite, bare: BareServer, world: dict[str, Any]) -> Table:
    """Both, at both speeds."""
    people = len(world["room"]["members"]) + 1
    table = Table(
        f"One room of {people} (SQLite commits each message before it is passed on)"
        if site.database_url.startswith("sqlite")
        else f"One room of {people} (PostgreSQL commits each message before it is passed on)",
        ["room", "deliveries/s", "CPU us each", "x bare", "CPU", "p50 ms", "p95 ms"],
    )
    for speed, drive, driven in (
        ("each once a second", _at_a_pace, _at_a_pace),
        ("as fast as it goes", _fast, partial(_fast, most=MOST_MESSAGES)),
    ):
        plain = asyncio.run(_run(lambda: _bare_room(bare, people), drive, bare.pid))
        real = asyncio.run(_run(lambda: _real_room(site, world), driven, site.pid("web")))
        table.add(f"a bare socket, {speed}", *_cells(plain, plain))
        table.add(f"the room, {speed}", *_cells(real, plain))
    return table


def _cells(heard: Heard, bare: Heard) -> list[str]:
    return [
        number(heard.rate),
        number(heard.cpu_us),
        ratio(heard.cpu_us, bare.cpu_us),
        f"{heard.cpu_share:.0%}",
        number(heard.p50),
        number(heard.p95),
    ]


async def _run(room: Callable[[], Any], drive: Callable[[list[Person]], Any], pid: int) -> Heard:
    async with room() as people:
        listening = [asyncio.create_task(person.listen()) for person in people]
        await asyncio.sleep(SETTLE)
        for person in people:
            person.heard.clear()
        began, cpu = time.perf_counter(), cpu_seconds(pid)
        await drive(people)
        wall, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
        await asyncio.sleep(SETTLE)
        for task in listening:
            task.cancel()
    heard = [delay for person in people for delay in person.heard]
    taken = sum(person.said - person.refused for person in people)
    missing = taken * len(people) - len(heard)
    assert not missing, f"{missing} of {len(heard) + missing} deliveries are missing"
    return Heard(
        rate=len(heard) / wall,
        cpu_us=cpu / len(heard) * 1e6,
        cpu_share=cpu / wall,
        p50=percentile(heard, 0.5) * 1000,
        p95=percentile(heard, 0.95) * 1000,
    )


async def _at_a_pace(people: list[Person]) -> None:
    async def chat(person: Person) -> None:
        await asyncio.sleep(random.random())
        until = time.perf_counter() + PACE_SECONDS - 1
        while time.perf_counter() < until:
            await person.say()
            await asyncio.sleep(1)

    await asyncio.gather(*(chat(person) for person in people))


async def _fast(people: list[Person], *, most: int | None = None) -> None:
    async def chat(person: Person) -> None:
        until = time.perf_counter() + FAST_SECONDS
        while time.perf_counter() < until and person.said != most:
            person.own.clear()
            await person.say()
            async with asyncio.timeout(30):
                await person.own.wait()

    await asyncio.gather(*(chat(person) for person in people))


# --- who is there ---------------------------------------------------------------------------------
@asynccontextmanager
async def _bare_room(bare: BareServer, people: int) -> AsyncIterator[list[Person]]:
    async with AsyncExitStack() as wires:
        yield [
            Person(at, await wires.enter_async_context(_wire(f"ws://127.0.0.1:{bare.port}/")))
            for at in range(people)
        ]


@asynccontextmanager
async def _real_room(site: RunningSite, world: dict[str, Any]) -> AsyncIterator[list[Person]]:
    """Everybody signed in, said hello and was let in by the leader."""
    room = world["room"]
    address = f"ws://127.0.0.1:{site.port}/ws/room/{room['session']}/"
    async with AsyncExitStack() as wires:
        people = []
        for at, key in enumerate([room["leader"], *room["members"]]):
            wire = await wires.enter_async_context(
                _wire(address, cookie=f"{world['cookie']}={key}", origin=site.url)
            )
            hello = {"v": 1, "page": f"bench{at}x{time.time_ns()}", "again": False}
            await wire.send(json.dumps({"t": "hello", "d": hello}))
            people.append(Person(at, wire))
            await _come_in(people[0], people[-1])
        yield people


async def _come_in(leader: Person, person: Person) -> None:
    async with asyncio.timeout(30):
        while True:
            frame = json.loads(await person.wire.recv())
            if frame["t"] == "welcome":
                return
            if frame["t"] == "waiting":
                admit = {"t": "lobby.admit", "id": f"a{person.number}",
                         "d": {"seat": frame["d"]["seat"]}}  # fmt: skip
                await leader.wire.send(json.dumps(admit))


@asynccontextmanager
async def _wire(
    address: str, *, cookie: str = "", origin: str | None = None
) -> AsyncIterator[ClientConnection]:
    async with connect(
        address,
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol("room.v1")],
        additional_headers={"Cookie": cookie} if cookie else {},
        ping_interval=None,
        compression=None,
        proxy=None,
    ) as wire:
        yield wire
