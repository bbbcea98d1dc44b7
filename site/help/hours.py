"""When a line is answered: written in one short text, read by weekday, asked for any moment.

The text is what files and site settings hold:

    always                                   day and night
    unknown                                  nobody could tell us
    daily 11:00-05:00                        a range may pass midnight
    Mon-Fri 14:00-22:00; Sat,Sun 10:00-18:00
    Mon 09:00-12:00, 14:00-17:00             two ranges on one day

Times are those of the clock where the line is, whose zone stands beside the text.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clock.places import is_zone
from clock.words import minute_of_day, weekday_name, weekday_short

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 24 * 60  # minutes
_RANGE = re.compile(r"([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)")


class HoursUnreadable(ValueError):
    """The text says no hours; the message says which part of it."""


class Known(StrEnum):
    """What is known about a line's hours."""

    ALWAYS = "always"
    WEEK = "week"
    UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class Span:
    """From one minute of a weekday to another; past midnight `end` is more than 1440."""

    weekday: int  # 0 is Monday
    start: int
    end: int


@dataclass(frozen=True)
class Hours:
    """The hours of a line. `spans` are empty unless they are known by weekday."""

    known: Known
    spans: tuple[Span, ...] = ()
    zone: str = ""

    @property
    def is_always(self) -> bool:
        """Whether somebody answers at any hour, for certain."""
        return self.known is Known.ALWAYS

    def open_at(self, now: datetime) -> bool | None:
        """Whether the line is answered at `now` (aware); None where nobody knows."""
        if self.known is Known.UNKNOWN:
            return None
        if self.is_always:
            return True
        here = now.astimezone(ZoneInfo(self.zone))
        minute = here.hour * 60 + here.minute
        return any(
            span.start <= minute + DAY * ((here.weekday() - span.weekday) % 7) < span.end
            for span in self.spans
        )

    def opens_at(self, now: datetime) -> datetime | None:
        """The next opening after `now`, in the line's zone; None unless hours are by weekday."""
        if self.known is not Known.WEEK:
            return None
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        coming = (
            _moment(today + timedelta(days=ahead), span.start, zone)
            for ahead in range(8)
            for span in self.spans
            if span.weekday == (today.weekday() + ahead) % 7
        )
        return min(moment for moment in coming if moment > now)

    @property
    def words(self) -> str:
        """The hours as people read them; empty where nobody knows."""
        return capfirst(self.words_within)

    @property
    def words_within(self) -> str:
        """The same inside a sentence."""
        if self.known is Known.UNKNOWN:
            return ""
        if self.is_always:
            return _("day and night")
        by_day = [
            tuple(_clock(span) for span in sorted(self.spans) if span.weekday == day)
            for day in range(7)
        ]
        return "; ".join(
            f"{_days(first, last)} {', '.join(by_day[first])}"
            for first, last in _runs(by_day)
            if by_day[first]
        )


ALWAYS = Hours(Known.ALWAYS)
UNKNOWN = Hours(Known.UNKNOWN)


def read_hours(text: str, *, zone: str) -> Hours:
    """The hours that `text` says. Raises HoursUnreadable, also where a week has no zone."""
    said = " ".join(text.split())
    if said.lower() in {Known.ALWAYS, Known.UNKNOWN}:
        return ALWAYS if said.lower() == Known.ALWAYS else UNKNOWN
    spans = [span for part in said.split(";") if part.strip() for span in _part(part.strip())]
    if not spans:
        raise HoursUnreadable(_("No hours are written here."))
    if not zone:
        raise HoursUnreadable(_("Hours by weekday need the time zone of the line."))
    if not is_zone(zone):
        raise HoursUnreadable(_("“%(zone)s” is no time zone.") % {"zone": zone})
    return Hours(Known.WEEK, tuple(sorted(spans)), zone)


def _part(text: str) -> list[Span]:
    """The spans of one part, such as `Mon-Fri 14:00-22:00`."""
    days, _blank, ranges = text.partition(" ")
    weekdays = _weekdays(days)
    return [
        Span(day, *_minutes(one.strip())) for one in ranges.split(",") for day in sorted(weekdays)
    ]


def _weekdays(text: str) -> set[int]:
    if text.lower() == "daily":
        return set(range(7))
    found: set[int] = set()
    for one in text.split(","):
        first, dash, last = one.partition("-")
        names = (first, last if dash else first)
        if any(name not in DAYS for name in names):
            raise HoursUnreadable(_("“%(text)s” is no weekday.") % {"text": one})
        begin, end = (DAYS.index(name) for name in names)
        found |= {(begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1)}
    return found


def _minutes(text: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(text)
    if found is None:
        raise HoursUnreadable(_("“%(text)s” is no range such as 09:00-17:00.") % {"text": text})
    hours = [int(group) for group in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if start >= DAY or end > DAY:
        raise HoursUnreadable(_("“%(text)s” goes beyond 24:00.") % {"text": text})
    return start, end if end > start else end + DAY


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    # An hour that a clock change leaves out becomes the one that follows it.
    return wall.astimezone(UTC).astimezone(zone)


def _clock(span: Span) -> str:
    end = span.end if span.end <= DAY else span.end - DAY
    return f"{minute_of_day(span.start)}–{minute_of_day(end)}"


def _runs(by_day: list[tuple[str, ...]]) -> list[tuple[int, int]]:
    """First and last weekday of each run of days with the same hours."""
    runs: list[tuple[int, int]] = []
    for day in range(7):
        if runs and by_day[runs[-1][0]] == by_day[day]:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return _("every day")
    if first == last:
        return weekday_name(first)
    return f"{weekday_short(first)}–{weekday_short(last)}"
