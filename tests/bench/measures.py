"""What is measured of whom, and how processes and delays are counted."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Page:
    """One page as one reader asks for it."""

    name: str
    path: str
    cookies: dict[str, str]


def cpu_seconds(pid: int) -> float:
    """CPU time that the threads of a process have used so far.

    In nanoseconds where the kernel counts them; else in hundredths, too coarse for a quiet room.
    """
    exact = [_on_cpu(task) for task in Path(f"/proc/{pid}/task").iterdir()]
    if any(exact):
        return sum(exact) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _on_cpu(task: Path) -> int:
    try:
        return int((task / "schedstat").read_text().split()[0])
    except OSError:  # the thread has ended, or the kernel does not count
        return 0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed; nan of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
