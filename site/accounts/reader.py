"""The reader of a page: their zone and their country."""

from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest

ZONE_COOKIE = "tz"


def reader_zone(request: HttpRequest) -> ZoneInfo:
    """The account's zone, else the browser's (cookie), else UTC."""
    name = getattr(request.user, "time_zone", "") or request.COOKIES.get(ZONE_COOKIE, "")
    return ZoneInfo(name if name in available_timezones() else "UTC")
