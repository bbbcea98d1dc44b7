"""When a course asks its members how things are: pure, from its weeks and from when they came.

Nothing is scheduled: the occasions follow from the sessions as they stand now, so that one which
moves takes them along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from courses.skills.models import Module

START, END = "start", "end"
BEFORE_FIRST = timedelta(days=7)
AFTER_FIRST = timedelta(days=7)
AFTER_MODULE = timedelta(days=14)
AFTER_END = timedelta(days=21)


@dataclass(frozen=True)
class TaughtWeek:
    """A week of a group: its session's start and end."""

    number: int
    module: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Occasion:
    """A time at which all scheduled measures are asked, from `opens_at` until `closes_at`.

    `module` is empty at the start and at the end.
    """

    key: str
    module: str
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether it is asked at `now`."""
        return self.opens_at <= now < self.closes_at


def occasions(weeks: Sequence[TaughtWeek], *, since: datetime) -> list[Occasion]:
    """Before their first session, after each module that they were there for, and at the end.

    `since` is when they joined; `weeks` are in order. None for a group without weeks ahead of it.
    """
    theirs = [week for week in weeks if week.ends_at > since]
    if not theirs:
        return []
    first, last = theirs[0], theirs[-1]
    start = Occasion(
        START,
        "",
        max(since, first.starts_at - BEFORE_FIRST),
        first.starts_at + AFTER_FIRST,
    )
    found = [start]
    for week in _ends_of_modules(theirs):
        if week.number != last.number and week.ends_at > found[-1].opens_at:
            key = f"week-{week.number}"
            found.append(Occasion(key, week.module, week.ends_at, week.ends_at + AFTER_MODULE))
    found.append(Occasion(END, "", last.ends_at, last.ends_at + AFTER_END))
    return _one_at_a_time(found)


def _ends_of_modules(weeks: Sequence[TaughtWeek]) -> list[TaughtWeek]:
    """The last week of each module. Mindfulness opens the module that follows and is no end."""
    runs = [list(run) for _module, run in groupby(weeks, key=lambda week: week.module)]
    return [run[-1] for run in runs if run[0].module != Module.MINDFULNESS]


def _one_at_a_time(found: list[Occasion]) -> list[Occasion]:
    """Each closes when the next one opens, at the latest."""
    nexts = [*(one.opens_at for one in found[1:]), found[-1].closes_at]
    return [
        Occasion(one.key, one.module, one.opens_at, max(one.opens_at, min(one.closes_at, until)))
        for one, until in zip(found, nexts, strict=True)
    ]
