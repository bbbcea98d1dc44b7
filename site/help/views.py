"""Crisis help. These pages ask the session and the database for nothing."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

import clock
from help.brand import brand
from help.choosing import LastingLine, LineNow
from help.context import crisis_words
from help.crisis import countries, crisis_for, place_named
from help.reader import (
    carries_session,
    chosen_country,
    clock_country,
    kept_copy,
    remember_country,
)
from help.shapes import ELSEWHERE

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def crisis(request: HttpRequest) -> HttpResponse:
    """The reader's own country, or the one the chooser asks for (`?country=DE`)."""
    return _choose(request, discreet=False) or _page(request, _asked_country(request))


@require_safe
def crisis_country(request: HttpRequest, country: str) -> HttpResponse:
    """One country's lines, or `elsewhere`. Raises 404 for what is no country; "UK" leads to GB."""
    return _country_page(request, country, discreet=False)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """The same lines under a neutral title, for those who chose discreet letters."""
    return _choose(request, discreet=True) or _page(request, _asked_country(request), discreet=True)


@require_safe
def numbers_country(request: HttpRequest, country: str) -> HttpResponse:
    """One country's lines under a neutral title. Raises 404 like `crisis_country`."""
    # Also the answer that there is no such country stays neutral.
    request.reader_discreet = True  # type: ignore[attr-defined]
    return _country_page(request, country, discreet=True)


@require_safe
def accent(request: HttpRequest) -> HttpResponse:
    """The stylesheet of the clinic's accent colour.

    At the address that pages name, which has its digest, it never changes and is kept for good; at
    any other for a day, checked by its ETag.
    """
    body, digest = brand().accent_sheet
    etag = quote_etag(digest)
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/css")
    response.headers["ETag"] = etag
    for_good = request.META.get("QUERY_STRING") == digest
    response.headers["Cache-Control"] = KEPT_FOR_GOOD if for_good else "public, max-age=86400"
    return response


def _choose(request: HttpRequest, *, discreet: bool) -> HttpResponse | None:
    country = place_named(request.GET.get("country", ""))
    if country is None:
        return None
    found = crisis_for(country)
    response = HttpResponseRedirect(found.neutral_url if discreet else found.url)
    remember_country(response, country, secure=settings.HTTPS)
    return response


def _country_page(request: HttpRequest, country: str, *, discreet: bool) -> HttpResponse:
    place = place_named(country)
    if place is None:
        raise Http404
    if place not in {country.upper(), ELSEWHERE}:
        found = crisis_for(place)
        return HttpResponseRedirect(found.neutral_url if discreet else found.url)
    return _page(request, place, discreet=discreet)


def _asked_country(request: HttpRequest) -> str:
    # Whoever asks for what is no country of ours gets the lines that serve all.
    return ELSEWHERE if request.GET.get("country") else chosen_country(request)


def _page(request: HttpRequest, country: str, *, discreet: bool = False) -> HttpResponse:
    # Rendered without the request: context processors would ask for the session and the database,
    # and this page has to stand when neither answers.
    kept, now = kept_copy(request), clock.now()
    shown = crisis_words(country, kept=kept is not None)
    line_of = LineNow if kept is None else LastingLine
    here = clock_country(request)
    words = {
        **shown,
        "elsewhere_now": crisis_for(here) if here and here != shown["crisis"].code else None,
        "brand": brand(),
        "lines": [line_of(line, now) for line in shown["crisis"].lines],
        "countries": countries(),
        "discreet": discreet,
        "kept_copy": kept,
        "perhaps_signed_in": kept is None and carries_session(request),
    }
    response = HttpResponse(render_to_string("help/crisis.html", words))
    # It tells what is open now, and for whom: not even this browser may show it again later.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
