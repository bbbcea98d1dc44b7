"""Where the reader is, and what they read: the zone of a page's times, country and language."""

from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from accounts.models import Account
from accounts.zones import UTC, is_place, place_of
from clock.words import present_reader
from help.reader import chosen_country
from help.shapes import ELSEWHERE

ZONE_COOKIE = "tz"  # set by static/accounts/zone.js


def reader_zone(request: HttpRequest) -> ZoneInfo:
    """The account's zone, else the one the browser told, else UTC, which is nobody's."""
    reader: Account | AnonymousUser = request.user
    own = reader.time_zone if isinstance(reader, Account) else ""
    name = own if is_place(own) else cookie_zone(request)
    return ZoneInfo(name) if name else UTC


def told_zone(request: HttpRequest) -> str:
    """The reader's zone by name; empty while we do not know where they are."""
    zone = reader_zone(request)
    return "" if zone == UTC else zone.key


def clock_of(request: HttpRequest, group: ZoneInfo) -> ZoneInfo:
    """The reader's clock; the group's while we do not know theirs."""
    return ZoneInfo(told_zone(request) or group.key)


def cookie_zone(request: HttpRequest) -> str:
    """The zone the browser told, by its name of today, or empty; what is no place is silence.

    So does "UTC": browsers that protect their reader say it wherever they are.
    """
    told = unquote(request.COOKIES.get(ZONE_COOKIE, ""))
    return place_of(told).zone if is_place(told) else ""


def reader_country(request: HttpRequest) -> str:
    """Two letters: chosen on the crisis page, else the account's, else the clock's; or empty."""
    country = chosen_country(request)
    return "" if country == ELSEWHERE else country


def reads_discreetly(account: Account) -> bool:
    """Whether anybody of the account chose discreet letters; its pages then name no crisis."""
    kept: bool | None = getattr(account, "discreet_reader", None)
    if kept is None:  # an account that did not come through the sign-in backend
        kept = account.members.filter(discreet=True).exists()
    return kept


def name_language(response: HttpResponse) -> None:
    """Says on a page in which language it is written, unless its view has said so."""
    if response.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Language", present_reader().language)
