"""What the database does for one member's trend of 24 weeks among 403,200 cards, and alone."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.bench.builds import Build
from tests.bench.rounds import Bench, Figures, Group, Measure, Row, say
from tests.bench.sites import Site

ALONE, MEMBERS = 1, 2400
DAYS = 168


def _opened(*, server: bool) -> Callable[[Bench], AbstractContextManager[Measure]]:
    kind = "server" if server else "sqlite"

    @contextmanager
    def open_both(bench: Bench) -> Iterator[Measure]:
        made: dict[tuple[str, int], tuple[Site, str]] = {}
        for build in bench.builds:
            for members in (ALONE, MEMBERS):
                say(f"  filling the diaries of {members} in {build.name} ({kind})")
                site = bench.fresh_site(
                    build, f"{build.name}-diary-{members}-{kind}", server=server
                )
                told = site.call("tests.bench.within.diary:fill", members=members)
                assert told["cards"] == members * DAYS, told
                made[build.name, members] = (site, told["member"])

        def measure(build: Build) -> Figures:
            found = {}
            for members in (ALONE, MEMBERS):
                site, member = made[build.name, members]
                asked = site.call("tests.bench.within.diary:trend", member=member)
                assert asked["rows"] == DAYS, asked
                found[members] = asked["ms"]
            return {
                f"{kind} trend ms": found[MEMBERS],
                f"{kind} trend times": found[MEMBERS] / found[ALONE],
            }

        yield Measure(measure)

    return open_both


def _rows(kind: str, database: str) -> tuple[Row, ...]:
    name = f"24-week trend among 403,200 cards, {database}"
    return (
        Row(f"{kind} trend ms", name, "ms of the database", 1),
        Row(f"{kind} trend times", "the same", "× alone", 1.5),
    )


GROUPS = (
    Group("diary", _rows("sqlite", "SQLite"), _opened(server=False), pairs=3),
    Group("diary-server", _rows("server", "PostgreSQL"), _opened(server=True), pairs=3),
)
