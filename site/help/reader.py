"""Which country's help a reader sees, without asking the database.

Three things may tell it: what they chose on the crisis page (the cookie `country`), the country of
their account (`request.reader_country`, or the cookie `home` where nobody may be asked), and the
clock of their browser. Where none of them does, nobody guesses: never the clinic's country.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from help.crisis import place_named
from help.shapes import NOBODY_SAID

COOKIE = "country"
HOME_COOKIE = "home"  # the account's country, while somebody is signed in
COOKIE_SECONDS = 365 * 24 * 3600


def chosen_country(request: HttpRequest) -> str:
    """Two letters, ELSEWHERE for somebody who chose that, or NOBODY_SAID.

    `request.reader_country` is set by the app that knows accounts: the account's country, else the
    one whose clock the browser goes by.
    """
    chosen = place_named(request.COOKIES.get(COOKIE, ""))
    if chosen is not None:
        return chosen
    return str(getattr(request, "reader_country", "")) or NOBODY_SAID


def kept_copy(request: HttpRequest) -> Any:
    """The copy (`offline.copies.Copy`) that a device keeps, to be read later without a connection;
    None where the answer is an ordinary page.

    `request.kept_copy` is set by the app that makes copies. In templates it is `kept_copy`.
    """
    return getattr(request, "kept_copy", None)


def carries_session(request: HttpRequest) -> bool:
    """Whether somebody may be signed in here, as far as it can be told without asking: pages that
    must ask nobody then offer no sign-in."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def clock_country(request: HttpRequest) -> str:
    """Two letters of the country whose clock the device goes by; empty where it tells none.

    `request.clock_country` is set for the pages of help by the app that knows the device's zone.
    """
    return place_named(str(getattr(request, "clock_country", ""))) or NOBODY_SAID


def home_country(request: HttpRequest) -> str:
    """The country of the account that is signed in here, as its cookie says; or empty."""
    return place_named(request.COOKIES.get(HOME_COOKIE, "")) or NOBODY_SAID


def remember_country(response: HttpResponse, country: str, *, secure: bool) -> None:
    """Keeps the choice (a code, or ELSEWHERE) in a cookie of our own; it names nothing else."""
    response.set_cookie(
        COOKIE, country, max_age=COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )


def remember_home(
    request: HttpRequest, response: HttpResponse, country: str, *, secure: bool
) -> None:
    """Keeps the account's country for pages that may ask nobody; empty forgets it."""
    kept = request.COOKIES.get(HOME_COOKIE, "")
    if country and country != kept:
        # Until the browser closes: on its disk it would tell where somebody lives who reads here.
        response.set_cookie(HOME_COOKIE, country, secure=secure, httponly=True, samesite="Lax")
    elif kept and not country:
        response.delete_cookie(HOME_COOKIE, samesite="Lax")
