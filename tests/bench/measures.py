"""What is measured of whom, and how processes and delays are counted."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Page:
    """One page as one reader asks for it."""

    name: str
    path: str
    cookies: dict[str, str]


def pages_of(world: dict[str, Any]) -> list[Page]:
    """The pages of a world that `world.build` told about; the lesson comes first."""
    few, many = world["few"], world["many"]
    as_few = {world["cookie"]: few["session"]}
    as_many = {world["cookie"]: many["session"]}
    return [
        Page("lesson, member, 1 lesson", few["lesson"], as_few),
        Page("lesson, member, 96 lessons", many["lesson"], as_many),
        Page("today, member, 1 lesson", "/today/", as_few),
        Page("today, member, 96 lessons", "/today/", as_many),
        Page("next groups, member", "/groups/", as_few),
        Page("next groups, visitor", "/groups/", {}),
        Page("home, member", "/", as_few),
        Page("home, visitor", "/", {}),
    ]


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used so far, in user and kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed; nan of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
