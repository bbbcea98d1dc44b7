"""When a letter about a seat may reach somebody. Pure: everything comes in as an argument."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, EVENING = time(8), time(21)


def awake_at(now: datetime, zone: ZoneInfo) -> datetime:
    """`now` by day; the next morning at eight, on the clock of `zone`, from nine in the evening on.

    A seat must not be lost, nor anybody woken, because a letter came at night.
    """
    here = now.astimezone(zone)
    if MORNING <= here.time() < EVENING:
        return now
    day = here.date() + timedelta(days=1) if here.time() >= EVENING else here.date()
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)


def is_awake(now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is day there."""
    return awake_at(now, zone) == now


def half_way(told_at: datetime, until: datetime) -> datetime:
    """When somebody who has not answered is reminded."""
    return told_at + (until - told_at) / 2
