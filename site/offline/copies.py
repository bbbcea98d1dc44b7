"""Copies of pages that a device keeps: made for nobody, and true whenever they are read.

The service worker asks for a page with the header `Kept-For`, which says for which country,
language and clock, and whether discreetly. Whatever else the request tells about its reader is
dropped before anybody looks, so that no page with somebody's name can be kept, whatever the
browser sends. The answer repeats the header; the worker keeps no page without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.reader import ZONE_COOKIE, told_zone
from accounts.zones import country_of, is_place
from clock.words import present_reader
from help.crisis import place_named
from help.reader import COOKIE, chosen_country, kept_copy

HEADER = "Kept-For"
MOST_WORDS = 300


@dataclass(frozen=True)
class Copy:
    """For whom a copy is made, so far as it makes a difference: nothing of it names anybody.

    `country` is empty where it is the one whose clock the device goes by.
    """

    country: str = ""
    language: str = ""
    zone: str = ""
    discreet: bool = False

    @property
    def words(self) -> str:
        """What stands in the header; the same for equal copies."""
        told = {
            "country": self.country,
            "discreet": "yes" if self.discreet else "",
            "language": self.language,
            "zone": self.zone,
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser of such a visitor would send."""
        told = {
            COOKIE: self.country,
            settings.LANGUAGE_COOKIE_NAME: self.language,
            ZONE_COOKIE: self.zone,
        }
        return {name: value for name, value in told.items() if value}

    def here(self, moment: datetime) -> datetime:
        """An aware moment by the reader's clock: of it a copy tells the day."""
        return moment.astimezone(ZoneInfo(self.zone or "UTC"))


def read_copy(words: str) -> Copy:
    """For whom a header asks. Never raises: what it cannot read is nobody's."""
    told = dict(parse_qsl(words[:MOST_WORDS]))
    language, zone = told.get("language", ""), told.get("zone", "")
    zone = zone if is_place(zone) else ""
    country = place_named(told.get("country", "")) or ""
    return Copy(
        country="" if country == country_of(zone) else country,
        language=language if language in dict(settings.LANGUAGES) else "",
        zone=zone,
        discreet=told.get("discreet") == "yes",
    )


def copy_for(request: HttpRequest) -> Copy:
    """The copy that a reader's device should keep."""
    kept: Copy | None = kept_copy(request)
    if kept is not None:
        return kept
    zone, country = told_zone(request), chosen_country(request)
    return Copy(
        country="" if country == country_of(zone) else country,
        language=present_reader().language,
        zone=zone,
        discreet=bool(getattr(request, "reader_discreet", False)),
    )


class CopyMiddleware:
    """Makes whoever asks for a copy a visitor of whom nothing is known but what the header says.

    Before everything that reads a cookie. `request.kept_copy` tells pages that they are read later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.headers.get(HEADER)
        if asked is None or request.method != "GET":
            return self.get_response(request)
        kept = read_copy(asked)
        request.COOKIES = kept.cookies
        request.kept_copy = kept  # type: ignore[attr-defined]
        if kept.discreet:
            request.reader_discreet = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers[HEADER] = kept.words
        # The browser's own cache knows a page by its address alone and would take the copy for it.
        response.headers["Cache-Control"] = "no-store"
        return response
