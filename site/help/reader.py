"""Which country's lines a reader sees, without asking the database."""

from django.http import HttpRequest, HttpResponse

from help.crisis import default_country, is_listed

COOKIE = "country"
COOKIE_SECONDS = 365 * 24 * 3600


def chosen_country(request: HttpRequest) -> str:
    """The country chosen on the crisis page, else the reader's, else the clinic's.

    `request.reader_country` is set by the app that knows accounts: the account's country, else the
    one whose clock the browser goes by.
    """
    cookie = request.COOKIES.get(COOKIE, "")
    if is_listed(cookie):
        return cookie.upper()
    return str(getattr(request, "reader_country", "") or default_country())


def remember_country(response: HttpResponse, country: str, *, secure: bool) -> None:
    """Keeps the choice in a cookie of our own; it names a country and nothing else."""
    response.set_cookie(
        COOKIE,
        country.upper(),
        max_age=COOKIE_SECONDS,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
