"""Pages for visitors, beside as many bytes from a view that asks nobody."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from tests.bench.builds import Build
from tests.bench.rounds import Bench, Figures, Group, Measure, Row
from tests.bench.sites import Unable

PAGES = ("home", "groups", "one group", "programme", "teaser")
SKILLS = ("skills", "one skill", "exercise")
BARE = "× bare view"


@contextmanager
def _open_pages(bench: Bench, pages: Sequence[str], *, needs: str = "") -> Iterator[Measure]:
    for build in bench.builds:
        bench.site(build)

    def measure(build: Build) -> Figures:
        if needs and not build.has(needs):
            raise Unable("has no such pages")
        site, told = bench.site(build)
        host = site.url.removeprefix("http://")
        found: Figures = {}
        for name in pages:
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
        found["worst"] = max(value for name in pages if isinstance(value := found[name], float))
        found["queries"] = max(
            value for name in pages if isinstance(value := found[f"{name} queries"], int)
        )
        return found

    yield Measure(measure)


def _rows(pages: Sequence[str]) -> tuple[Row, ...]:
    return (
        *(Row(name, f"visitor: {name}, CPU", BARE) for name in pages),
        Row("worst", "visitor: the dearest of them", BARE, target=2),
        Row("queries", "visitor: most queries", "queries", target=1),
    )


GROUPS = (
    Group("visitors", _rows(PAGES), partial(_open_pages, pages=PAGES)),
    Group("skills", _rows(SKILLS), partial(_open_pages, pages=SKILLS, needs="courses/library")),
)
