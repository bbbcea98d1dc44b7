"""A group's weekly time on two clocks. Pure functions of their arguments."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clock.words import hours, long_date, near_date, short_day, weekday
from design.tags.times import place
from groups.cohorts.models import Cohort
from groups.sessions.dates import apart
from groups.sessions.models import GroupSession


@dataclass(frozen=True)
class WallTime:
    """One meeting on one clock: "Tuesday", "18:00–20:00", "London", "8 September 2026", and the
    same date in short, "Tue 8 Sep 2026", and without its year, "8 September"."""

    weekday: str
    hours: str
    place: str
    day: str
    short: str
    date: str


def wall_time(starts_at: datetime, *, minutes: int, zone: ZoneInfo) -> WallTime:
    """What a clock in `zone` shows for a meeting. `starts_at` is aware."""
    start = starts_at.astimezone(zone)
    # Through UTC: in a night when the clocks change, a wall clock and two hours differ.
    end = (starts_at + timedelta(minutes=minutes)).astimezone(zone)
    return WallTime(
        weekday=weekday(start),
        hours=hours(start, end),
        place=place(zone.key),
        day=long_date(start),
        short=short_day(start),
        date=near_date(start),
    )


@dataclass(frozen=True)
class Weekly:
    """When a group meets on one clock: most of its meetings, and in words when it is another hour
    there, such as "23:00–01:00 until 28 March"."""

    usual: WallTime
    others: tuple[str, ...] = ()


def weekly(moments: Sequence[datetime], *, minutes: int, zone: ZoneInfo) -> Weekly:
    """What a clock in `zone` shows for meetings at one hour of a group's own clock.

    `moments` are aware, soonest first, and at least one; moved meetings are not among them.
    """
    times = [wall_time(moment, minutes=minutes, zone=zone) for moment in moments]
    runs = [list(run) for _key, run in groupby(times, key=_week_of)]
    most = Counter(map(_week_of, times)).most_common(1)[0][0]
    usual = next(time for time in times if _week_of(time) == most)
    others = [
        _other_hours(run, first=run is runs[0], last=run is runs[-1], usual=usual)
        for run in runs
        if _week_of(run[0]) != most
    ]
    return Weekly(usual, tuple(others))


def _week_of(time: WallTime) -> tuple[str, str]:
    return time.weekday, time.hours


def _other_hours(run: list[WallTime], *, first: bool, last: bool, usual: WallTime) -> str:
    """In words, from when to when a reader comes at another hour; `run` is in order."""
    told = {"hours": run[0].hours, "weekday": run[0].weekday}
    told |= {"day": run[0].date, "until": run[-1].date}
    if len(run) == 1:
        words = _("%(hours)s on %(weekday)s %(day)s")
    elif run[0].weekday == usual.weekday:
        words = _("%(hours)s from %(day)s until %(until)s")
        words = _("%(hours)s from %(day)s") if last else words
        words = _("%(hours)s until %(until)s") if first else words
    else:
        words = _("%(weekday)ss, %(hours)s, from %(day)s until %(until)s")
        words = _("%(weekday)ss, %(hours)s, from %(day)s") if last else words
        words = _("%(weekday)ss, %(hours)s, until %(until)s") if first else words
    return words % told


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in a list. `reader` is None where the reader's clock is unknown or shows the same
    throughout. `moved`: for everybody, off the group's own weekday or hour. `clocks_differ`: the
    two clocks are further apart, or less far, than at most of the meetings."""

    number: int
    group: WallTime
    reader: WallTime | None
    moved: bool
    clocks_differ: bool

    @property
    def other_day(self) -> bool:
        """Whether it is another day in the group's zone than in the reader's."""
        return self.reader is not None and self.reader.day != self.group.day


def meetings_on_two_clocks(
    cohort: Cohort, meetings: Sequence[GroupSession], *, reader: ZoneInfo | None
) -> list[MeetingRow]:
    """The meetings on the group's clock and, if any of them differs there, on the reader's.

    The group keeps its hour in its zone; where clocks change on other dates, or not at all, a
    reader comes at another hour for some weeks.
    """
    own = reader or cohort.zone
    ahead = [apart(meeting.starts_at, own, cohort.zone) for meeting in meetings]
    usual = Counter(ahead).most_common(1)[0][0] if ahead else timedelta(0)
    return [
        MeetingRow(
            number=meeting.number,
            group=wall_time(meeting.starts_at, minutes=meeting.minutes, zone=cohort.zone),
            reader=wall_time(meeting.starts_at, minutes=meeting.minutes, zone=own)
            if any(ahead)
            else None,
            moved=not meeting.keeps_the_plan(cohort),
            clocks_differ=between != usual,
        )
        for meeting, between in zip(meetings, ahead, strict=True)
    ]
