"""Dates and times, always with the zone they are meant in."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clock import words
from clock.places import city_of, is_place
from design.tags.registry import one_of, register, render

HOUR = r"\d{1,2}:\d\d(?: [ap]\.?m\.?)?"
RANGE = re.compile(f"{HOUR}–{HOUR}", re.IGNORECASE)

# What `written` can write, by the name of the function in clock.words.
WAYS = {
    way.__name__: way
    for way in (
        words.date_and_hour,
        words.day,
        words.day_and_hour,
        words.hour,
        words.long_date,
        words.month,
        words.near_date,
        words.near_date_and_hour,
        words.near_day,
        words.near_day_and_hour,
        words.near_short_day_and_hour,
        words.short_date_and_hour,
        words.short_date_and_second,
        words.weekday_and_hour,
    )
}


@register.filter(expects_localtime=True)
def written(moment: datetime | None, way: str) -> str:
    """A moment in words: ``{{ paid_at|timezone:zone|written:"long_date" }}``; nothing for None.

    ``way`` is a function of `clock.words`. Without ``timezone`` it is told on the reader's clock.
    """
    if moment is None:
        return ""
    one_of(way, tuple(WAYS), component="written")
    return WAYS[way](moment)


@register.simple_tag
def reader_locale() -> str:
    """The reader's locale for the scripts that write an hour: ``en-GB``, ``en-US``."""
    return words.locale_tag()


@register.filter
def whole_ranges(text: str) -> SafeString:
    """Text in which no range of hours, such as 09:00–17:00, breaks between two lines."""
    return mark_safe(RANGE.sub(r'<span class="hours">\g<0></span>', escape(str(text))))  # noqa: S308


@register.simple_tag
def when(
    starts_at: datetime,
    group_zone: str | ZoneInfo,
    reader_zone: str | ZoneInfo = "",
    minutes: int = 0,
) -> SafeString:
    """A moment as the reader's clock shows it, and as the group's does where that differs.

    Zones are IANA names. Without a reader's zone (or with one that is no place, such as UTC) the
    group's time is shown, and the browser adds its own where it differs. ``minutes`` adds the end.
    ``starts_at`` must be aware.
    """
    group_zone, reader_zone = str(group_zone), str(reader_zone)
    if not is_place(reader_zone):
        reader_zone = ""
    shown = reader_zone or group_zone
    own = _moment(starts_at, shown, minutes)
    group = _moment(starts_at, group_zone, minutes)
    differs = own != group
    same_day = starts_at.astimezone(ZoneInfo(shown)).date() == (
        starts_at.astimezone(ZoneInfo(group_zone)).date()
    )
    return render(
        "when",
        starts_at=starts_at.astimezone(ZoneInfo("UTC")).isoformat(),
        day=own[0],
        hours=own[1],
        place=place(shown),
        reader_known=bool(reader_zone),
        group=_("%(hours)s in %(place)s") % {"hours": group[1], "place": place(group_zone)}
        if differs
        else "",
        group_day="" if same_day else group[0],
        group_zone=group_zone,
    )


@register.simple_tag
def countdown(until: datetime, now: datetime, done: str = "") -> SafeString:
    """How long until something, in words; the browser keeps the words true.

    ``done`` is said when the moment has come.
    """
    return render(
        "countdown",
        until=until.astimezone(ZoneInfo("UTC")).isoformat(),
        now=now.astimezone(ZoneInfo("UTC")).isoformat(),
        text=remaining(until - now) if until > now else done or _("now"),
        done=done or _("now"),
    )


def remaining(span: timedelta) -> str:
    """“in 3 days”, “in 2 hours 5 minutes”, “in 40 seconds”: no finer than one can use."""
    seconds = max(0, int(span.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds // 3600, seconds // 60
    if days >= 2:
        return _("in %(days)d days") % {"days": days}
    if hours >= 1:
        return _("in %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    if minutes >= 1:
        return _("in %(minutes)d min") % {"minutes": minutes}
    return _("in %(seconds)d s") % {"seconds": seconds}


@register.filter
def place(zone: str | ZoneInfo) -> str:
    """The city of an IANA zone as people say it today: ``Asia/Calcutta`` is Kolkata.

    A name that is no place (UTC, EST) stays as it is.
    """
    return city_of(str(zone)) or str(zone)


def _moment(starts_at: datetime, zone: str, minutes: int) -> tuple[str, str]:
    start = starts_at.astimezone(ZoneInfo(zone))
    shown = words.hour(start)
    if minutes:
        # Added in UTC: across a clock change the wall clock and the length of a session differ.
        end = (starts_at.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(
            ZoneInfo(zone)
        )
        shown = words.hours(start, end)
    return words.day(start), shown
