"""Pages for visitors, beside as many bytes from a view that asks nobody."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.builds import Build
from tests.bench.rounds import Bench, Figures, Group, Measure, Row

PAGES = ("home", "groups", "one group", "programme", "teaser")
BARE = "× bare view"


@contextmanager
def _open(bench: Bench) -> Iterator[Measure]:
    for build in bench.builds:
        bench.site(build)

    def measure(build: Build) -> Figures:
        site, told = bench.site(build)
        host = site.url.removeprefix("http://")
        found: Figures = {}
        for name in PAGES:
            asked = site.call(
                "tests.bench.within.calls:page",
                path=told["visitors"][name], cookies={}, host=host, seconds=bench.size.seconds,
            )  # fmt: skip
            size = int(asked["bytes"])
            bare = site.call(
                "tests.bench.within.calls:bare",
                size=size, host=host, seconds=bench.size.seconds,
            )  # fmt: skip
            found[name] = asked["cpu_ms"] / bare["cpu_ms"]
            found[f"{name} queries"] = asked["queries"]
        found["worst"] = max(value for name in PAGES if isinstance(value := found[name], float))
        found["queries"] = max(
            value for name in PAGES if isinstance(value := found[f"{name} queries"], int)
        )
        return found

    yield Measure(measure)


GROUPS = (
    Group(
        "visitors",
        (
            *(Row(name, f"visitor: {name}, CPU", BARE) for name in PAGES),
            Row("worst", "visitor: the dearest of them", BARE, target=2),
            Row("queries", "visitor: most queries", "queries", target=1),
        ),
        _open,
    ),
)
