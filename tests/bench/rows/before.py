"""A leader's page before a session: twelve members with twenty-four weeks of cards and a log, all
of it shared, beside the same page with one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.builds import Build
from tests.bench.rounds import Bench, Figures, Group, Measure, Row, say
from tests.bench.sites import Site

ALONE, GROUP = 1, 12


@contextmanager
def _open(bench: Bench) -> Iterator[Measure]:
    made: dict[tuple[str, int], tuple[Site, dict[str, Any]]] = {}
    for build in bench.builds:
        for members in (ALONE, GROUP):
            say(f"  filling 24 weeks of {members} in {build.name}")
            site = bench.fresh_site(build, f"{build.name}-before-{members}")
            told = site.call("tests.bench.within.before:fill", members=members)
            site.forget()
            site.collect_static()
            made[build.name, members] = (site, told)

    def page(build: Build, members: int) -> Any:
        site, told = made[build.name, members]
        return site.call(
            "tests.bench.within.calls:page", path=told["path"],
            cookies={told["cookie"]: told["key"]}, host=site.url.removeprefix("http://"),
            seconds=bench.size.seconds / 2,
        )  # fmt: skip

    def measure(build: Build) -> Figures:
        one, all_of_them = page(build, ALONE), page(build, GROUP)
        return {
            "before cpu": all_of_them["cpu_ms"],
            "before queries": all_of_them["queries"],
            "before more": all_of_them["queries"] - one["queries"],
        }

    yield Measure(measure)


GROUPS = (
    Group(
        "before",
        (
            Row("before cpu", "before a session, 12 members × 24 weeks, CPU", "ms"),
            Row("before queries", "the same, queries", "queries", 12),
            Row("before more", "the same, queries more than with one member", "queries"),
        ),
        _open,
        pairs=3,
    ),
)
