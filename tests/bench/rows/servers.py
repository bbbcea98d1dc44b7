"""What only servers show: one locked room beside others, two processes over Redis."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.bench.builds import Build
from tests.bench.measures import cpu_seconds, percentile
from tests.bench.rounds import Bench, Figures, Group, Measure, Row
from tests.bench.rows.room import PACE_SECONDS, Crowd
from tests.bench.sites import free_port
from tests.bench.wires import Person, Rooms, at_a_pace, enter, forget, leave, quiet, tickets

ELSEWHERE_SECONDS = 3.0
SPLIT_ROOMS = 8
LOCK = "SELECT 1 FROM groups_room WHERE session_id = %s FOR UPDATE"


@contextmanager
def _open_locked(bench: Bench) -> Iterator[Measure]:
    crowd = Crowd(bench, "server")

    def elsewhere(rooms: Rooms) -> float:
        forget(rooms)
        crowd.loop.run(at_a_pace(rooms, ELSEWHERE_SECONDS))
        crowd.loop.run(quiet(rooms))
        delays = [delay for room in rooms for person in room for delay in person.heard]
        return percentile(delays, 0.5)

    def measure(build: Build) -> Figures:
        site, told = bench.site(build, "server")
        locked, *others = crowd.rooms[build.name]
        idle = elsewhere(others)
        with psycopg.connect(site.database_url) as holder:
            holder.execute(LOCK, [told["rooms"][0]["session"]])
            crowd.loop.run(_all_say(locked))
            behind = elsewhere(others)
            holder.rollback()
        crowd.loop.run(_own_back(locked))
        return {"locked": behind / idle}

    try:
        for build in bench.builds:
            crowd.fill(build)
        yield Measure(measure)
    finally:
        crowd.close()


async def _all_say(people: list[Person]) -> None:
    await asyncio.gather(*(person.say() for person in people))
    await asyncio.sleep(0.2)


async def _own_back(people: list[Person]) -> None:
    async with asyncio.timeout(60):
        await asyncio.gather(*(person.own.wait() for person in people))


@contextmanager
def _open_two(bench: Bench) -> Iterator[Measure]:
    crowd = Crowd(bench, "server")
    twins = {
        build.name: bench.site(build, "server")[0].web(port=free_port()) for build in bench.builds
    }

    def per_delivery(build: Build, ports: list[int]) -> float:
        site, told = bench.site(build, "server")
        some = {**told, "rooms": told["rooms"][:SPLIT_ROOMS]}
        rooms = crowd.loop.run(enter(tickets(some, site.url, ports)))
        pids = [told["web"].pid, twins[build.name].pid][: len(ports)]
        before = sum(map(cpu_seconds, pids))
        crowd.loop.run(at_a_pace(rooms, PACE_SECONDS))
        deliveries = crowd.loop.run(quiet(rooms))
        cpu = sum(map(cpu_seconds, pids)) - before
        crowd.loop.run(leave(rooms))
        return cpu / deliveries

    def measure(build: Build) -> Figures:
        web, twin = bench.site(build, "server")[1]["web"], twins[build.name]
        one = per_delivery(build, [web.port])
        two = per_delivery(build, [web.port, twin.port])
        return {"two": two / one, "two us": two * 1e6}

    try:
        yield Measure(measure)
    finally:
        crowd.close()
        for build in bench.builds:
            bench.site(build, "server")[0].end(twins[build.name])


GROUPS = (
    Group(
        "locked",
        (Row("locked", "14 frames behind one locked room: p50 elsewhere", "× idle", 1.5),),
        _open_locked,
        pairs=3,
    ),
    Group(
        "two",
        (
            Row("two", "two processes over Redis, CPU for a delivery", "× one", 1.3),
            Row("two us", "the same", "µs"),
        ),
        _open_two,
        pairs=3,
    ),
)
