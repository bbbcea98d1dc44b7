"""A group's weekly time on two clocks. Pure functions of their arguments."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from design.tags.times import place
from groups.sessions.models import GroupSession


@dataclass(frozen=True)
class WallTime:
    """One meeting on one clock: "Tuesday", "18:00–20:00", "London", "8 September 2026", and the
    same date in short, "Tue 8 Sep 2026"."""

    weekday: str
    hours: str
    place: str
    day: str
    short: str


def wall_time(starts_at: datetime, *, minutes: int, zone: ZoneInfo) -> WallTime:
    """What a clock in `zone` shows for a meeting. `starts_at` is aware."""
    start = starts_at.astimezone(zone)
    # Through UTC: in a night when the clocks change, a wall clock and two hours differ.
    end = (starts_at + timedelta(minutes=minutes)).astimezone(zone)
    return WallTime(
        weekday=date_format(start, "l"),
        hours=f"{date_format(start, 'H:i')}–{date_format(end, 'H:i')}",
        place=place(zone.key),
        day=date_format(start, "j F Y"),
        short=date_format(start, "D j M Y"),
    )


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in a list. `reader` is None where the reader's clock is unknown or shows the same
    throughout; `moved` marks a meeting that the reader's clock shows at another hour than usual."""

    number: int
    group: WallTime
    reader: WallTime | None
    moved: bool

    @property
    def other_day(self) -> bool:
        """Whether it is another day in the group's zone than in the reader's."""
        return self.reader is not None and self.reader.day != self.group.day


def meetings_on_two_clocks(
    meetings: Sequence[GroupSession], *, zone: ZoneInfo, reader: ZoneInfo | None
) -> list[MeetingRow]:
    """The meetings on the group's clock and, if any of them differs there, on the reader's.

    The group keeps its hour in `zone`; where clocks change on other dates, or not at all, a reader
    comes at another hour for some weeks.
    """
    group = [wall_time(m.starts_at, minutes=m.minutes, zone=zone) for m in meetings]
    own = [wall_time(m.starts_at, minutes=m.minutes, zone=reader or zone) for m in meetings]
    same = all((a.day, a.hours) == (b.day, b.hours) for a, b in zip(own, group, strict=True))
    usual = _most_common([mine.hours for mine in own])
    return [
        MeetingRow(
            number=meeting.number,
            group=theirs,
            reader=None if same else mine,
            moved=not same and mine.hours != usual,
        )
        for meeting, theirs, mine in zip(meetings, group, own, strict=True)
    ]


def _most_common(hours: list[str]) -> str:
    return Counter(hours).most_common(1)[0][0] if hours else ""
