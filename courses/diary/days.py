"""Which day a card belongs to. Pure: a moment and a zone go in, days come out.

A day is the one on the wall where the member is: whoever flies west lives a date twice and has one
card for it, whoever crosses the date line eastwards may have none for a date that was not there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

# How far back a day can be filled for the first time: longer ago, one remembers moods and not days.
DAYS_BACK = 28
DAYS_OF_WEEK = 7
TREND_WEEKS = 12
COURSE_WEEKS = 24  # of the longest course that ships
# A card that waited on a device is as old as the device says, up to here.
LONGEST_WAIT = timedelta(days=56)
# A device that is further off than this is on another day, or will be for a part of it.
DEVICE_MAY_BE_OFF = timedelta(hours=6)


class DayAhead(Exception):
    """A card for a day that has not begun where the member is."""


class DayLongAgo(Exception):
    """A first card for a day before the earliest that can be filled."""


def day_at(moment: datetime, *, zone: ZoneInfo) -> date:
    """The day on the wall at that moment."""
    return moment.astimezone(zone).date()


def earliest_day(today: date) -> date:
    """The first day that can still be filled."""
    return today - timedelta(days=DAYS_BACK)


def check_day(day: date, *, today: date, filled_on: date | None = None) -> None:
    """Raises DayAhead or DayLongAgo for a day that cannot be filled for the first time.

    `filled_on`, where it was not today, is when the card was filled: one that waited for a
    connection is not too old for having waited.
    """
    if day > today:
        raise DayAhead
    if day < earliest_day(filled_on or today):
        raise DayLongAgo


def when_filled(waited: timedelta, *, day: date, zone: ZoneInfo, now: datetime) -> datetime:
    """When a card was filled that waited so long on a device.

    Never after now, and never before its own day: then the device's clock was moved meanwhile.
    """
    filled_at = now - min(max(waited, timedelta()), LONGEST_WAIT)
    return filled_at if day_at(filled_at, zone=zone) >= day else now


def was_late(day: date, *, filled_at: datetime, zone: ZoneInfo) -> bool:
    """Whether the day was over where the member was when they filled it."""
    return day_at(filled_at, zone=zone) > day


def week_of(day: date) -> tuple[date, ...]:
    """The seven days of its week, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=ahead) for ahead in range(DAYS_OF_WEEK))


def trend_days(today: date, *, weeks: int = TREND_WEEKS) -> tuple[date, ...]:
    """The days of so many weeks, of which the last is this one, in order."""
    last = week_of(today)[-1]
    many = weeks * DAYS_OF_WEEK
    return tuple(last - timedelta(days=many - 1 - ahead) for ahead in range(many))


@dataclass(frozen=True)
class DeviceClock:
    """What a device said the time was, beside what it is. `day` is what stands on its wall."""

    day: date
    off: timedelta

    @property
    def is_wrong(self) -> bool:
        """Whether it is so far off that its day may be another one."""
        return abs(self.off) > DEVICE_MAY_BE_OFF


def device_clock(told: str, *, now: datetime, zone: ZoneInfo) -> DeviceClock | None:
    """`told` are milliseconds since 1970, as a script sends them. None for nothing, or nonsense."""
    try:
        at = datetime.fromtimestamp(int(told) / 1000, tz=now.tzinfo)
        return DeviceClock(day_at(at, zone=zone), at - now)
    except (ValueError, OverflowError, OSError):
        return None
