"""What pages cost in a clinic of 6 groups, of 60 and of 600, each of 12 people and 24 sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.builds import Build
from tests.bench.rounds import Bench, Figures, Group, Measure, Row, say
from tests.bench.sites import Site

FEW, SOME, MANY = 6, 60, 600
PAGES = (
    "visitor home", "visitor groups", "visitor one group", "member today", "leader today",
    "leader one group", "coordinator today", "coordinator desk of groups",
    "coordinator one group's desk", "coordinator orders", "coordinator letters",
    "coordinator promises",
)  # fmt: skip


@contextmanager
def _open(bench: Bench) -> Iterator[Measure]:
    sizes = (FEW, SOME, MANY) if bench.size.full else (FEW, MANY)
    grown: dict[tuple[str, int], tuple[Site, dict[str, Any]]] = {}
    for build in bench.builds:
        for groups in sizes:
            say(f"  growing {build.name} to {groups} groups")
            site = bench.fresh_site(build, f"{build.name}-grown-{groups}")
            told = site.call("tests.bench.within.growing:grow", groups=groups)
            site.forget()
            site.collect_static()
            grown[build.name, groups] = (site, told)

    def page(build: Build, groups: int, at: int) -> Any:
        site, told = grown[build.name, groups]
        who, _name, path = told["pages"][at]
        key = told["keys"][who]
        cookies = {told["cookie"]: key} if key else {}
        return site.call(
            "tests.bench.within.calls:page", path=path, cookies=cookies,
            host=site.url.removeprefix("http://"), seconds=bench.size.seconds / 2, warm=2,
        )  # fmt: skip

    def measure(build: Build) -> Figures:
        found: Figures = {}
        worst = {"times": 0.0, "kB": 0.0, "queries": 0.0}
        for at, (who, name, _path) in enumerate(grown[build.name, FEW][1]["pages"]):
            few, many = (page(build, groups, at) for groups in (FEW, MANY))
            times = many["cpu_ms"] / few["cpu_ms"]
            kilobytes = many["bytes"] / 1000
            found[f"{who} {name}"] = times
            found[f"{who} {name} ms"] = many["cpu_ms"]
            worst["times"] = max(worst["times"], times)
            worst["kB"] = max(worst["kB"], kilobytes)
            worst["queries"] = max(worst["queries"], many["queries"] - few["queries"])
            if SOME in sizes:
                some = page(build, SOME, at)
                say(
                    f"  {build.name} {who} {name}: {few['cpu_ms']:.1f}, {some['cpu_ms']:.1f}, "
                    f"{many['cpu_ms']:.1f} ms; {kilobytes:.0f} kB"
                )
        return found | {f"worst {name}": value for name, value in worst.items()}

    yield Measure(measure)


GROUPS = (
    Group(
        "growth",
        (
            *(Row(f"{name} ms", f"600 groups, {name}, CPU", "ms") for name in PAGES),
            *(Row(name, f"600 groups ÷ 6, {name}", "× CPU") for name in PAGES),
            Row("worst times", "600 groups ÷ 6, the page that grows most", "× CPU", 1.5),
            Row("worst kB", "600 groups, the largest page", "kB", 100),
            Row("worst queries", "600 groups, most queries more than with 6", "queries"),
        ),
        _open,
        pairs=3,
    ),
)
