"""VTIMEZONE parts: a zone's clock changes as a calendar file states them (RFC 5545, 3.6.5)."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=7)  # no zone changes its clocks twice within a week
_SECOND = timedelta(seconds=1)


def clock_changes(zone: ZoneInfo, *, after: datetime, before: datetime) -> list[datetime]:
    """The instants (UTC, whole seconds) at which `zone` changes its offset between two instants."""
    changes: list[datetime] = []
    left = after.astimezone(UTC).replace(microsecond=0)
    while left < before:
        right = left + _STEP
        if _offset(zone, left) != _offset(zone, right):
            low, high = left, right
            while high - low > _SECOND:
                middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
                if _offset(zone, middle) == _offset(zone, left):
                    low = middle
                else:
                    high = middle
            if high < before:
                changes.append(high)
        left = right
    return changes


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)


@lru_cache(maxsize=128)
def zone_part(zone: ZoneInfo, *, first: date, last: date) -> Timezone:
    """The VTIMEZONE of `zone`, right for every day from `first` to `last`.

    icalendar can make one, but states each onset in the new wall time instead of the old, which
    puts the change an hour off. Do not alter the returned part: it is kept.
    """
    start = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(days=31)
    end = datetime(last.year + 1, 1, 1, tzinfo=UTC) + timedelta(days=31)
    part = Timezone()
    part.add("TZID", zone.key)
    part.add_component(_observance(zone, start, offset_before=_offset(zone, start)))
    for change in clock_changes(zone, after=start, before=end):
        before = _offset(zone, change - _SECOND)
        part.add_component(_observance(zone, change, offset_before=before))
    return part


def _observance(
    zone: ZoneInfo, onset: datetime, *, offset_before: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    local = onset.astimezone(zone)
    saving = bool(local.dst())
    observance = TimezoneDaylight() if saving else TimezoneStandard()
    observance.add("DTSTART", (onset + offset_before).replace(tzinfo=None))
    observance.add("TZOFFSETFROM", offset_before)
    observance.add("TZOFFSETTO", local.utcoffset())
    observance.add("TZNAME", local.tzname() or zone.key)
    return observance
