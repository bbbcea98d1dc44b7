"""Which country's lines a reader sees, without asking the database."""

from django.http import HttpRequest, HttpResponse

from help.crisis import ELSEWHERE_SLUG, default_country, place_named

COOKIE = "country"
COOKIE_SECONDS = 365 * 24 * 3600


def chosen_country(request: HttpRequest) -> str:
    """The country chosen on the crisis page, else the reader's, else the clinic's.

    Empty for somebody who chose "another country" there. `request.reader_country` is set by the
    app that knows accounts: the account's country, else the one whose clock the browser goes by.
    """
    chosen = place_named(request.COOKIES.get(COOKIE, ""))
    if chosen is not None:
        return chosen
    return str(getattr(request, "reader_country", "") or default_country())


def remember_country(response: HttpResponse, country: str, *, secure: bool) -> None:
    """Keeps the choice (a code, or ELSEWHERE) in a cookie of our own; it names nothing else."""
    response.set_cookie(
        COOKIE,
        country or ELSEWHERE_SLUG,
        max_age=COOKIE_SECONDS,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
