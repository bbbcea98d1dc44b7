"""What each folder of tests costs, beside what it may cost (budget.toml), and what runs where.

Counted is processor time: of the process that runs the tests and of everything it starts (sites,
workers, browsers), which does not depend on what else the machine does. How fast the machine is, a
small calculation tells that runs between the tests; the budget is stretched by it. A folder over
its budget is printed in red; over one and a half times of it the run fails, where `--budget` names
the edition that was run whole. tests/README.md says how a budget is raised.
"""

import contextlib
import os
import time
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).with_name("budget.toml")
FAILS_AT = 1.5
START = "start"  # loading the code and finding the tests
SERVERS = ("postgres", "redis-server")
TICKS = os.sysconf("SC_CLK_TCK")


def spent_by(pid: int) -> float:
    """Seconds of processor time of a process, what it has waited for, and all that it runs now."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    running: list[int] = []
    for thread in threads:
        # A thread may end while we look: what the process itself has spent still counts.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            running += map(int, (thread / "children").read_text().split())
    return sum(map(int, fields[11:15])) / TICKS + sum(map(spent_by, running))


def spent_by_servers() -> float:
    """Seconds of processor time of the database and cache servers of this machine."""
    total = 0.0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                before, _, after = (folder / "stat").read_text().rpartition(")")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if before.partition("(")[2] in SERVERS:
                fields = after.split()
                # Of the first server process also what its ended connections took.
                total += sum(map(int, fields[11:15])) / TICKS
    return total


# More than a processor keeps at hand: machines differ less in reckoning than in fetching, and tests
# do both.
FAR = {f"{number:06d}": [number] for number in range(120_000)}
FAR_KEYS = list(FAR)


def calibration() -> float:
    """Milliseconds of processor time that a fixed small calculation takes here and now."""
    began = time.thread_time()
    table: dict[str, int] = {}
    for number in range(20_000):
        key = f"{number % 997}:{number & 7}"
        table[key] = table.get(key, 0) + len(key.split(":")[0])
    for number in range(12_000):
        table["far"] = FAR[FAR_KEYS[number * 7_919 % len(FAR_KEYS)]][0]
    return (time.thread_time() - began) * 1000


def file_of(item: pytest.Item) -> str:
    """The file an item stands in, seen from tests/."""
    return item.path.relative_to(Path(__file__).parent).as_posix()


class Edition:
    """One table of budget.toml: seconds by folder or file, `false` where it does not run."""

    def __init__(self, name: str) -> None:
        known = tomllib.loads(FILE.read_text())
        self.reference: float = known["calibration"]
        self.lines: dict[str, float | bool] = known[name]

    def line_of(self, file: str) -> str:
        """The line that a file belongs to: its own, or that of the nearest folder; "" for none."""
        parts = file.split("/")
        for length in range(len(parts), 0, -1):
            line = "/".join(parts[:length])
            if line in self.lines:
                return line
        return ""

    def runs(self, file: str) -> bool:
        """Whether a file's tests belong to this edition."""
        return self.lines.get(self.line_of(file), False) is not False


@dataclass
class Costs:
    """Seconds by file, and every calibration, of one process or of all."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    calibrations: list[float] = field(default_factory=list)

    def add(self, other: dict[str, Any]) -> None:
        """Takes in what a worker reports."""
        for file, seconds in other["seconds"].items():
            self.seconds[file] += seconds
        self.calibrations += other["calibrations"]


@dataclass(frozen=True)
class Verdict:
    """What the files of one line took, in seconds, and what they may take on this machine."""

    line: str
    spent: float
    planned: float
    allowed: float

    @property
    def over(self) -> bool:
        """Worth a look."""
        return self.spent > self.allowed

    @property
    def too_dear(self) -> bool:
        """Fails the run."""
        return self.spent > FAILS_AT * self.allowed


class Budget:
    """The pytest plugin: measures in every worker, sums up and judges where the run ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        name: str = config.getoption("--budget")
        self.edition = Edition(name) if name else None
        self.is_worker = hasattr(config, "workerinput")
        # The process that only hands out tests does not count its workers: they report themselves.
        self.hands_out = bool(config.getoption("numprocesses", 0)) and not self.is_worker
        self.costs = Costs()
        self.mark = 0.0
        self.servers = 0.0 if self.is_worker else spent_by_servers()
        self.verdicts: list[Verdict] = []

    def _book(self, file: str) -> None:
        now = time.process_time() if self.hands_out else spent_by(os.getpid())
        # A program that ended just then may be missing for a moment: it must not be booked twice.
        self.costs.seconds[file] += max(0.0, now - self.mark)
        self.mark = max(self.mark, now)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves out, rather than skips, what the edition does not run."""
        if self.edition is None:
            return
        left_out = [item for item in items if not self.edition.runs(file_of(item))]
        if left_out:
            items[:] = [item for item in items if self.edition.runs(file_of(item))]
            self.config.hook.pytest_deselected(items=left_out)

    def pytest_collection_finish(self) -> None:
        """Loading the code and finding the tests is what no file is to blame for."""
        self._book(START)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Any:
        """Books what was spent whenever the next test lies in another file."""
        done = yield
        if nextitem is None or file_of(nextitem) != file_of(item):
            self._book(file_of(item))
            self.costs.calibrations.append(calibration())
        return done

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Any:
        """Workers report what they measured; where the run ends it is judged."""
        done = yield
        self._book(START)
        if self.is_worker:
            self.config.workeroutput["budget"] = {  # type: ignore[attr-defined]  # xdist's
                "seconds": dict(self.costs.seconds),
                "calibrations": self.costs.calibrations,
            }
        elif self.edition is not None:
            self.verdicts = self._judge(self.edition)
            too_dear = any(verdict.too_dear for verdict in self.verdicts)
            if too_dear and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return done

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended."""
        if "budget" in getattr(node, "workeroutput", {}):
            self.costs.add(node.workeroutput["budget"])

    def _judge(self, edition: Edition) -> list[Verdict]:
        spent: dict[str, float] = defaultdict(float)
        for file, seconds in self.costs.seconds.items():
            spent[edition.line_of(file)] += seconds
        slower = self._slowness(edition)
        return [
            # Three seconds of play: a small line is mostly the start of what others use as well.
            Verdict(line, spent[line], planned, (planned + 3) * slower)
            for line, planned in edition.lines.items()
            if planned is not False
        ]

    def _slowness(self, edition: Edition) -> float:
        """How much slower than the machine of the budget file this one was, in this run."""
        found = sorted(self.costs.calibrations)
        return found[len(found) // 2] / edition.reference if found else 1.0

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The dearest files where asked for; then the table of the edition."""
        write = terminalreporter.write_line
        if dearest := self.config.getoption("--dearest"):
            files = sorted(self.costs.seconds.items(), key=lambda one: -one[1])
            terminalreporter.section("the dearest files (seconds of processor time)")
            for file, seconds in files[:dearest]:
                write(f"{seconds:8.1f}  {file}")
        if self.edition is None or self.is_worker:
            return
        terminalreporter.section("seconds of processor time (budget)")
        for verdict in self.verdicts:
            note = "  TOO DEAR" if verdict.too_dear else "  over" if verdict.over else ""
            numbers = f"{verdict.spent:8.1f}  ({verdict.planned:.0f})"
            write(f"{verdict.line:<28}{numbers}{note}", red=verdict.over)
        total = sum(self.costs.seconds.values())
        write(f"{'all':<28}{total:8.1f}  ({sum(one.planned for one in self.verdicts):.0f})")
        write(f"{'database and cache servers':<28}{spent_by_servers() - self.servers:8.1f}")
        slowness = self._slowness(self.edition)
        milliseconds = slowness * self.edition.reference
        write(f"this machine takes {slowness:.2f} x the budget's time ({milliseconds:.1f} ms)")
        again = [report.nodeid for report in terminalreporter.stats.get("rerun", [])]
        write(f"second tries: {len(again)} {' '.join(again)}", yellow=bool(again))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--budget embedded` (or `services`): runs that edition and judges what it costs."""
    parser.addoption("--budget", default="", help="the edition of tests/budget.toml to run")
    parser.addoption("--dearest", default=0, type=int, help="print so many of the dearest files")


def pytest_configure(config: pytest.Config) -> None:
    """Measures in the controller and in every worker."""
    config.pluginmanager.register(Budget(config), "budget-of-the-run")
