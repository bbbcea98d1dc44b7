"""Rooms full of people: deliveries, idle sockets, joining, coming back all at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.builds import Build
from tests.bench.measures import cpu_seconds, percentile
from tests.bench.rounds import Bench, Figures, Group, Measure, Row
from tests.bench.rows.echo import EchoServer
from tests.bench.sites import free_port
from tests.bench.wires import (
    Loop,
    Rooms,
    Ticket,
    at_a_pace,
    enter,
    fast,
    forget,
    leave,
    quiet,
    storm,
    tickets,
)

PACE_SECONDS, FAST_SECONDS, IDLE_SECONDS = 4.0, 2.5, 3.0
SPEAKERS = 3
LOOKED_AT_SECONDS = 2.0
RESTING_SECONDS = 0.05
THE_ISSUES = 1400


class Crowd:
    """The rooms of every build, and bare ones, all standing at the same time."""

    def __init__(self, bench: Bench, kind: str) -> None:
        self.loop = Loop()
        self.kind = kind
        self.bench = bench
        self.rooms: dict[str, Rooms] = {}
        self.turns = 0

    def fill(self, build: Build) -> None:
        """Everybody comes in."""
        site, told = self.bench.site(build, self.kind)
        self.rooms[build.name] = self.loop.run(enter(tickets(told, site.url, [told["web"].port])))

    def fill_bare(self, port: int) -> None:
        """As many sockets as a build's rooms have, on the server that only repeats."""
        like = next(iter(self.rooms.values()))
        self.rooms["bare"] = self.loop.run(
            enter([[Ticket(port, f"/room{at}")] * len(room) for at, room in enumerate(like)])
        )

    def pace(self, name: str, pid: int) -> Figures:
        """One message a second in each room: CPU for a delivery in microseconds, delays."""
        rooms = self.rooms[name]
        forget(rooms)
        cpu = cpu_seconds(pid)
        self.loop.run(at_a_pace(rooms, PACE_SECONDS))
        deliveries = self.loop.run(quiet(rooms))
        cpu = cpu_seconds(pid) - cpu
        delays = [delay for room in rooms for person in room for delay in person.heard]
        return {
            "us": cpu / deliveries * 1e6,
            "p50": percentile(delays, 0.5) * 1000,
            "p95": percentile(delays, 0.95) * 1000,
        }

    def rate(self, name: str) -> float:
        """As fast as it goes: deliveries a second."""
        rooms = self.rooms[name]
        forget(rooms)
        self.turns += 1
        began = time.perf_counter()
        self.loop.run(
            fast(rooms, FAST_SECONDS, speakers=SPEAKERS, first=self.turns * SPEAKERS)
        )  # fmt: skip
        deliveries = self.loop.run(quiet(rooms))
        return deliveries / (time.perf_counter() - began)

    def idle(self, name: str, pid: int) -> float:
        """Milliseconds of CPU in a second, for as many sockets as the issue has."""
        cpu, began = cpu_seconds(pid), time.perf_counter()
        time.sleep(IDLE_SECONDS)
        wall, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
        people = sum(len(room) for room in self.rooms[name])
        return cpu / wall * 1000 * THE_ISSUES / people

    def close(self) -> None:
        """Everybody goes."""
        for rooms in self.rooms.values():
            self.loop.run(leave(rooms))
        self.loop.close()


@contextmanager
def _open_talk(bench: Bench) -> Iterator[Measure]:
    crowd = Crowd(bench, "sqlite")
    with EchoServer() as echo:
        try:
            for build in bench.builds:
                crowd.fill(build)
            crowd.fill_bare(echo.port)

            def measure(build: Build) -> Figures:
                web = bench.site(build)[1]["web"]
                heard = crowd.pace(build.name, web.pid)
                return {
                    **heard,
                    "idle": crowd.idle(build.name, web.pid),
                    "rate": crowd.rate(build.name),
                }

            def peer() -> Figures:
                return {"bare us": crowd.pace("bare", echo.pid)["us"]}

            yield Measure(measure, peer)
        finally:
            crowd.close()


@contextmanager
def _open_server(bench: Bench) -> Iterator[Measure]:
    crowd = Crowd(bench, "server")
    try:
        for build in bench.builds:
            crowd.fill(build)
        yield Measure(lambda build: {"server rate": crowd.rate(build.name)})
    finally:
        crowd.close()


@contextmanager
def _open_join(bench: Bench) -> Iterator[Measure]:
    """A server of its own that notes its statements; one room comes in again and again."""
    loop = Loop()
    webs: dict[str, Any] = {}
    for build in bench.builds:
        site, _told = bench.site(build)
        notes = site.folder / "join.notes"
        webs[build.name] = (site.web(port=free_port(), notes=notes), notes)

    def measure(build: Build) -> Figures:
        site, told = bench.site(build)
        (counted, notes), plain = webs[build.name], told["web"]
        [room, *_others] = tickets(told, site.url, [plain.port])
        _at_rest(plain.pid)  # rows before may have sent fourteen hundred people home
        loop.run(leave(loop.run(enter([room]))))  # whoever was never let in is let in now
        cpu = cpu_seconds(plain.pid)
        people = loop.run(enter([room]))
        cpu = cpu_seconds(plain.pid) - cpu
        loop.run(leave(people))
        [leader, member, *_more] = tickets(told, site.url, [counted.port])[0]
        people = loop.run(enter([[leader]]))
        resting = _lines(notes, after=0.3)
        idle = (_lines(notes, after=LOOKED_AT_SECONDS) - resting) / LOOKED_AT_SECONDS
        before, began = _lines(notes, after=0), time.perf_counter()
        people += loop.run(enter([[member]]))
        found = _lines(notes, after=0.3) - before - idle * (time.perf_counter() - began)
        loop.run(leave(people))
        return {"join": cpu / len(room) * 1000, "join statements": round(found)}

    try:
        yield Measure(measure)
    finally:
        loop.close()
        for build in bench.builds:
            bench.site(build)[0].end(webs[build.name][0])


@contextmanager
def _open_storm(bench: Bench) -> Iterator[Measure]:
    crowd = Crowd(bench, "sqlite")

    def measure(build: Build) -> Figures:
        crowd.fill(build)
        rooms = crowd.rooms.pop(build.name)
        refused, seconds = crowd.loop.run(storm(rooms))
        crowd.loop.run(leave(rooms))
        return {"refused": sum(refused.values()), "all in": seconds}

    try:
        yield Measure(measure)
    finally:
        crowd.close()


def _at_rest(pid: int, *, within: float = 60.0) -> None:
    """Waits until the process does next to nothing for half a second."""
    until = time.perf_counter() + within
    while time.perf_counter() < until:
        before = cpu_seconds(pid)
        time.sleep(0.5)
        if cpu_seconds(pid) - before <= RESTING_SECONDS:
            return


def _lines(notes: Path, *, after: float) -> int:
    """How many statements are noted, so many seconds from now."""
    time.sleep(after)
    return notes.read_bytes().count(b"\n")


GROUPS = (
    Group(
        "room",
        (
            Row("us", "rooms × 14 × 1 message/s, CPU for a delivery", "× bare echo", 4,
                over="bare us"),
            Row("p95", "the same, p95", "ms", 15),
            Row("idle", "idle sockets, CPU for 1,400 of them", "ms/s", 25),
            Row("rate", "deliveries, one process, SQLite", "per s", 8000, most=False),
        ),
        _open_talk,
    ),
    Group(
        "room-server",
        (Row("server rate", "deliveries, one process, PostgreSQL", "per s", most=False),),
        _open_server,
        pairs=3,
    ),
    Group(
        "join",
        (
            Row("join", "join, CPU", "ms", 7),
            Row("join statements", "join", "statements", 8),
        ),
        _open_join,
        pairs=3,
    ),
    Group(
        "storm",
        (
            Row("refused", "all sockets reconnect at once: refused", "sockets", 0),
            Row("all in", "all sockets reconnect at once: last one in", "s", 12),
        ),
        _open_storm,
        pairs=1,
    ),
)  # fmt: skip
