"""A group's weekly time on two clocks. Pure functions of their arguments."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from design.tags.times import place


@dataclass(frozen=True)
class WallTime:
    """One meeting on one clock: "Tuesday", "18:00–20:00", "London", and its date in words."""

    weekday: str
    hours: str
    place: str
    day: str


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
    )


def weekly(on: WallTime) -> str:
    """ "Tuesdays, 18:00–20:00" in the reader's language."""
    return _("%(weekday)s, %(hours)s") % {"weekday": on.weekday, "hours": on.hours}


def reader_hour_moves(starts: list[datetime], *, zone: ZoneInfo, reader: ZoneInfo) -> bool:
    """Whether the reader's clock shows another hour for some meeting than for the first.

    The group keeps its hour in `zone`; a reader in a zone that changes its clocks on other dates
    (or not at all) comes at another hour for a while.
    """
    hours = {start.astimezone(reader).time() for start in starts}
    own = {start.astimezone(zone).time() for start in starts}
    return len(hours) > len(own)
