"""The signed-in lesson, beside wagtail-lms with the same words and a plain Wagtail page."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tests.bench.builds import Build
from tests.bench.load import ask_again_and_again
from tests.bench.measures import Page
from tests.bench.rounds import Bench, Figures, Group, Measure, Row
from tests.bench.rows.peer import Peer

CALL = "tests.bench.within.calls:page"


@contextmanager
def _open(bench: Bench, *, kind: str) -> Iterator[Measure]:
    sites = {build.name: bench.site(build, kind) for build in bench.builds}
    words = sites["today"][0].call("tests.bench.within.world:read_lesson")
    peer = Peer(bench.folder / f"peer-{kind}", server=bench.server if kind == "server" else "")
    try:
        told = peer.build(words, lessons=bench.size.lessons)
        beside = peer.web()

        def measure_peer() -> Figures:
            host = f"localhost:{beside.port}"
            asked = {"cookies": told["cookies"], "host": host, "seconds": bench.size.seconds}
            lms = peer.inside.call(CALL, path=told["lesson"], **asked)
            plain = peer.inside.call(CALL, path=told["plain"], **asked)
            load = ask_again_and_again(
                Page("wagtail-lms", told["lesson"], told["cookies"]), port=beside.port,
                pid=beside.pid,
            )  # fmt: skip
            return {"lms": lms["cpu_ms"], "plain": plain["cpu_ms"], "lms rate": load.rate}

        def measure(build: Build) -> Figures:
            site, told = sites[build.name]
            path, cookies = told["reader"]["lesson"], {told["cookie"]: told["reader"]["session"]}
            host = site.url.removeprefix("http://")
            asked = site.call(
                CALL, path=path, cookies=cookies, host=host, seconds=bench.size.seconds
            )
            web = told["web"]
            load = ask_again_and_again(
                Page("lesson", path, cookies), port=web.port, pid=web.pid, host=host
            )
            cpu = asked["cpu_ms"]
            return {
                f"{kind} cpu": cpu, f"{kind} lms": cpu, f"{kind} plain": cpu,
                f"{kind} rate": load.rate, f"{kind} queries": asked["queries"],
                f"{kind} bytes": asked["bytes"],
            }  # fmt: skip

        yield Measure(measure, measure_peer)
    finally:
        peer.stop()


def _group(name: str, kind: str, label: str, target: float) -> Group:
    return Group(
        name,
        (
            Row(f"{kind} cpu", f"lesson, {label}, CPU", "ms"),
            Row(f"{kind} lms", f"lesson, {label}, CPU", "× wagtail-lms", 1 / target, over="lms"),
            Row(f"{kind} plain", f"lesson, {label}, CPU", "× a Wagtail page", over="plain"),
            Row(f"{kind} rate", f"lesson, {label}, requests/s", "× wagtail-lms", 7, most=False,
                over="lms rate"),
            Row(f"{kind} queries", f"lesson, {label}, queries", "queries"),
            Row(f"{kind} bytes", f"lesson, {label}, page", "bytes"),
        ),
        partial(_open, kind=kind),
    )  # fmt: skip


GROUPS = (
    _group("lesson", "sqlite", "SQLite", 7),
    _group("lesson-server", "server", "PostgreSQL", 10),
)
