"""When a group meets: pure functions of the wall clock."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo


def meeting_times(*, first_on: date, starts: time, zone: ZoneInfo, count: int) -> list[datetime]:
    """`count` weekly meetings at the same wall-clock time in `zone`, as moments in UTC.

    Clock changes keep the hour on the group's wall. An hour that the clocks skip is read as the
    hour before the change (18:00 never is; 02:30 could be).
    """
    return [
        datetime.combine(first_on + timedelta(weeks=week), starts, tzinfo=zone).astimezone(UTC)
        for week in range(count)
    ]


def is_skipped(*, on: date, starts: time, zone: ZoneInfo) -> bool:
    """Whether the clocks of `zone` jump over that hour on that day."""
    moment = datetime.combine(on, starts, tzinfo=zone)
    return moment.astimezone(UTC).astimezone(zone).time() != starts


def wall_time(moment: datetime, *, zone: ZoneInfo) -> tuple[date, time]:
    """The day and the hour that a wall in `zone` shows at `moment`."""
    wall = moment.astimezone(zone)
    return wall.date(), wall.time()


def apart(moment: datetime, one: tzinfo, other: tzinfo) -> timedelta:
    """How far the clock of `one` is ahead of that of `other` at an aware moment."""
    here, there = moment.astimezone(one).utcoffset(), moment.astimezone(other).utcoffset()
    return (here or timedelta(0)) - (there or timedelta(0))


def by_the_rules(starts_at: datetime, *, on: date, starts: time, zone: ZoneInfo) -> datetime:
    """The moment that today's rules make of a wall time; `starts_at` itself where that fits it.

    It fits where a wall shows that time at `starts_at`, also in the second of two hours that the
    clocks give twice, and where it is what a skipped hour was read as.
    """
    if wall_time(starts_at, zone=zone) == (on, starts):
        return starts_at
    return meeting_time(on=on, starts=starts, zone=zone)


def meeting_time(*, on: date, starts: time, zone: ZoneInfo) -> datetime:
    """One meeting as a moment in UTC."""
    return meeting_times(first_on=on, starts=starts, zone=zone, count=1)[0]
