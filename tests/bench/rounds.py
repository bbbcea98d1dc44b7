"""One build, the other, the first again: figures of the same minutes, and what divides them.

A group of rows is opened for both builds at once, then measured A B A B A B …; a pair is one
measurement of each, made one after the other, so that a machine that is busy now and idle later
does the same to both.
"""

import gc
import shutil
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.builds import Build
from tests.bench.sites import Site, Unable

Figures = dict[str, float | str]
"""A figure by its row's key; a text says why there is none."""


@dataclass(frozen=True)
class Size:
    """How much is measured: the quick settings, or the numbers of the issue."""

    full: bool = False
    pairs: int = 5

    @property
    def rooms(self) -> int:
        """Rooms of fourteen."""
        return 100 if self.full else 16

    @property
    def lessons(self) -> int:
        """Lessons of the course that is read."""
        return 96 if self.full else 24

    @property
    def seconds(self) -> float:
        """How long one page is asked for."""
        return 0.6 if self.full else 0.3


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `target` is for `today`; `most` says whether it is a limit above (True) or below. With `over`
    the figure is divided by that one of the same measurement, or of the peer's in the same round.
    """

    key: str
    name: str
    unit: str
    target: float | None = None
    most: bool = True
    over: str = ""


@dataclass(frozen=True)
class Group:
    """Rows that are measured together. `open` gives what measures one build, and the peer.

    `pairs` is how often the quick settings measure what takes long; 1 holds always: the figure is a
    count, or one measurement leaves nothing to measure again.
    """

    name: str
    rows: tuple[Row, ...]
    open: Callable[["Bench"], AbstractContextManager["Measure"]]
    pairs: int | None = None


@dataclass(frozen=True)
class Measure:
    """Measures one build once; `peer` what stands beside it, once a round."""

    build: Callable[[Build], Figures]
    peer: Callable[[], Figures] | None = None


@dataclass
class Bench:
    """Both builds and their running sites, made when they are first needed."""

    builds: tuple[Build, ...]
    folder: Path
    size: Size
    server: str
    _stack: ExitStack
    _sites: dict[str, tuple[Site, dict[str, Any]]] = field(default_factory=dict)

    def site(self, build: Build, kind: str = "sqlite") -> tuple[Site, dict[str, Any]]:
        """The build's site on "sqlite" or "server" (PostgreSQL and Redis), and what stands in it.

        Raises Unable where the servers are not named.
        """
        name = f"{build.name}-{kind}"
        if name not in self._sites:
            say(f"  making the site of {build.name} ({kind})")
            site = self.fresh_site(build, name, server=kind == "server")
            rooms = self.size.rooms if kind == "sqlite" else min(self.size.rooms, 20)
            told = site.call(
                "tests.bench.within.world:build", rooms=rooms, lessons=self.size.lessons
            )
            site.forget()
            site.collect_static()
            told["web"] = site.web()
            self._sites[name] = (site, told)
        return self._sites[name]

    def fresh_site(self, build: Build, name: str, *, server: bool = False) -> Site:
        """An empty migrated site, ended with the bench. Raises Unable without the servers."""
        if server and not self.server:
            raise Unable("DATABASE_URL names no PostgreSQL server")
        if server and not shutil.which("redis-server"):
            raise Unable("there is no redis-server here")
        site = Site(build, self.folder / name, server=self.server if server else "")
        self._stack.callback(site.stop)
        return site


@dataclass(frozen=True)
class Line:
    """One row as measured: per round a figure of each build, or why there is none."""

    row: Row
    figures: dict[str, list[float]]
    reasons: dict[str, str]

    def median(self, build: str) -> float | None:
        """The middle figure of a build."""
        found = self.figures[build]
        return statistics.median(found) if found else None

    def ratios(self, build: str, base: str) -> list[float]:
        """What one is to the other, pair by pair."""
        pairs = zip(self.figures[build], self.figures[base], strict=False)
        return [a / b for a, b in pairs if b]

    @property
    def met(self) -> bool | None:
        """Whether today's build reaches the target; None where there is none."""
        middle = self.median("today")
        if middle is None or self.row.target is None:
            return None
        return middle <= self.row.target if self.row.most else middle >= self.row.target


def measure(group: Group, bench: Bench) -> list[Line]:
    """All rounds of a group."""
    pairs = bench.size.pairs
    if group.pairs is not None and (group.pairs == 1 or not bench.size.full):
        pairs = min(pairs, group.pairs)
    names = [build.name for build in bench.builds]
    lines = [Line(row, {name: [] for name in names}, {}) for row in group.rows]
    began = time.monotonic()
    say(f"{group.name} …")
    try:
        with group.open(bench) as measured:
            for _ in range(pairs):
                _round(lines, bench.builds, measured)
    except Exception as error:  # the other groups are measured all the same
        why = _why(error)
        for line in lines:
            line.reasons.update({name: why for name in names if not line.figures[name]})
    say(f"  {time.monotonic() - began:.0f} s")
    return lines


def _why(error: Exception) -> str:
    """What the table says; what nobody expected is also shown whole."""
    if isinstance(error, Unable):
        return str(error)
    say("".join(traceback.format_exception(error)))
    return f"failed: {(str(error).strip().splitlines() or [type(error).__name__])[-1]}"


def _round(lines: Sequence[Line], builds: Sequence[Build], measured: Measure) -> None:
    gc.collect()
    beside = measured.peer() if measured.peer else {}
    for build in builds:
        try:
            found = measured.build(build)
        except Exception as error:
            why = _why(error)
            found = {line.row.key: why for line in lines}
        for line in lines:
            _keep(line, build.name, found, beside)


def _keep(line: Line, build: str, found: Figures, beside: Figures) -> None:
    figure = found.get(line.row.key, "not measured")
    over = {**beside, **found}.get(line.row.over, 1.0) if line.row.over else 1.0
    if isinstance(figure, str) or isinstance(over, str):
        line.reasons[build] = figure if isinstance(figure, str) else str(over)
    else:
        line.figures[build].append(figure / over)


@contextmanager
def opened(builds: tuple[Build, ...], folder: Path, size: Size, *, server: str) -> Iterator[Bench]:
    """A bench whose sites end with it."""
    with ExitStack() as stack:
        yield Bench(builds, folder, size, server, stack)


def say(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
