"""What each folder of tests costs, beside what it may cost (budget.toml).

Counted is processor time: of the process that runs the tests and of everything it starts (sites,
workers, browsers), which does not depend on what else the machine does. How fast the machine is, a
small calculation tells that runs between the tests; the budget is stretched by it. A folder over
its budget is printed in red; over one and a half times of it the run fails, where `--budget` names
the edition that was run whole. tests/README.md says how a budget is raised.
"""

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
SERVERS = ("postgres", "redis-server")
TICKS = os.sysconf("SC_CLK_TCK")


def spent_by(pid: int) -> float:
    """Seconds of processor time of a process, what it has waited for, and all that it runs now."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        running = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
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


def calibration() -> float:
    """Milliseconds of processor time that a fixed small calculation takes here and now."""
    began = time.thread_time()
    table: dict[str, int] = {}
    for number in range(20_000):
        key = f"{number % 997}:{number & 7}"
        table[key] = table.get(key, 0) + len(key.split(":")[0])
    return (time.thread_time() - began) * 1000


def file_of(item: pytest.Item) -> str:
    """The file an item stands in, seen from tests/."""
    return item.path.relative_to(Path(__file__).parent).as_posix()


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

    def by_folder(self) -> dict[str, float]:
        """Seconds by the first folder below tests/."""
        found: dict[str, float] = defaultdict(float)
        for file, seconds in self.seconds.items():
            found[file.partition("/")[0]] += seconds
        return found


class Budget:
    """The pytest plugin: measures in every worker, sums up and judges where the run ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.edition: str = config.getoption("--budget") or ""
        self.is_worker = hasattr(config, "workerinput")
        self.costs = Costs()
        # The process that only hands out tests does not count its workers: they report themselves.
        self.hands_out = bool(config.getoption("numprocesses", 0)) and not self.is_worker
        self.mark = 0.0
        self.servers = 0.0 if self.is_worker else spent_by_servers()
        self.verdicts: list[tuple[str, float, float, float]] = []

    def _book(self, file: str) -> None:
        now = time.process_time() if self.hands_out else spent_by(os.getpid())
        self.costs.seconds[file] += max(0.0, now - self.mark)
        self.mark = now

    def pytest_collection_finish(self) -> None:
        """Loading the code and finding the tests is what no folder is to blame for."""
        self._book("(start)")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Any:
        """Books what was spent whenever the next test lies in another file."""
        done = yield
        if nextitem is None or file_of(nextitem) != file_of(item):
            self._book(file_of(item))
            self.costs.calibrations.append(calibration())
            self.mark = spent_by(os.getpid())
        return done

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Any:
        """Workers report what they measured; where the run ends it is judged."""
        done = yield
        self._book("(start)")
        if self.is_worker:
            self.config.workeroutput["budget"] = {  # type: ignore[attr-defined]
                "seconds": dict(self.costs.seconds),
                "calibrations": self.costs.calibrations,
            }
        elif self.edition:
            self._judge()
            too_dear = any(spent > FAILS_AT * allowed for _, spent, _, allowed in self.verdicts)
            if too_dear and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return done

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended."""
        if "budget" in getattr(node, "workeroutput", {}):
            self.costs.add(node.workeroutput["budget"])

    def _judge(self) -> None:
        known = tomllib.loads(FILE.read_text())
        slower = self.slowness(known["calibration"])
        budget: dict[str, float] = known[self.edition]
        by_folder = self.costs.by_folder()
        for folder in sorted(set(budget) | set(by_folder)):
            planned = budget.get(folder, 0.0)
            # A second of play: the smallest folders are all start-up of somebody else's module.
            allowed = (planned + 1) * slower
            self.verdicts.append((folder, by_folder.get(folder, 0.0), planned, allowed))

    def slowness(self, reference: float) -> float:
        """How much slower than the machine of the budget file this one was, in this run."""
        found = sorted(self.costs.calibrations)
        return found[len(found) // 2] / reference if found else 1.0

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The table: folder, seconds, budget; then the sum, the servers' share, second tries."""
        write = terminalreporter.write_line
        if dearest := self.config.getoption("--dearest"):
            files = sorted(self.costs.seconds.items(), key=lambda one: -one[1])
            terminalreporter.section("the dearest files (seconds of processor time)")
            for file, seconds in files[:dearest]:
                write(f"{seconds:8.1f}  {file}")
        if not self.edition or self.is_worker:
            return
        terminalreporter.section("seconds of processor time (budget)")
        for folder, spent, planned, allowed in self.verdicts:
            over = spent > allowed
            note = "  OVER" if spent > FAILS_AT * allowed else "  over" if over else ""
            write(f"{folder:<12}{spent:8.1f}  ({planned:.0f}){note}", red=over)
        total = sum(self.costs.seconds.values())
        planned = sum(one[2] for one in self.verdicts)
        write(f"{'all':<12}{total:8.1f}  ({planned:.0f})")
        write(f"{'servers':<12}{spent_by_servers() - self.servers:8.1f}")
        reference = tomllib.loads(FILE.read_text())["calibration"]
        write(f"this machine takes {self.slowness(reference):.2f} x the time of the budget's")
        again = [report.nodeid for report in terminalreporter.stats.get("rerun", [])]
        write(f"second tries: {len(again)} {' '.join(again)}", yellow=bool(again))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--budget embedded` (or `services`): that edition is run whole; judge what it costs."""
    parser.addoption("--budget", default="", help="the edition of tests/budget.toml to judge by")
    parser.addoption("--dearest", default=0, type=int, help="print so many of the dearest files")


def pytest_configure(config: pytest.Config) -> None:
    """Measures in the controller and in every worker."""
    config.pluginmanager.register(Budget(config), "budget-of-the-run")
