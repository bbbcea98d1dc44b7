"""Crisis help. These pages ask the session and the database for nothing."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from help.accent import accent_css
from help.brand import Brand, brand
from help.crisis import ELSEWHERE, countries, crisis_for, is_listed
from help.reader import chosen_country, remember_country


@require_safe
def crisis(request: HttpRequest) -> HttpResponse:
    """The reader's own country, or the one the chooser asks for (`?country=DE`)."""
    return _choose(request, discreet=False) or _page(request, _asked_country(request))


@require_safe
def crisis_country(request: HttpRequest, country: str) -> HttpResponse:
    """One country's lines. Raises 404 for a country without an entry."""
    if not is_listed(country):
        raise Http404
    return _page(request, country)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """The same lines under a neutral title, for those who chose discreet letters."""
    return _choose(request, discreet=True) or _page(request, _asked_country(request), discreet=True)


@require_safe
def accent(request: HttpRequest) -> HttpResponse:
    """The stylesheet of the clinic's accent colour; a day in the cache, checked by its ETag."""
    try:
        body = accent_css(brand().accent)
    except ValueError:
        body = accent_css(Brand.accent)
    etag = quote_etag(hashlib.sha256(body.encode()).hexdigest()[:16])
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/css")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _choose(request: HttpRequest, *, discreet: bool) -> HttpResponse | None:
    country = request.GET.get("country", "")
    if not is_listed(country):
        return None
    target = (
        reverse("help:numbers")
        if discreet
        else reverse("help:crisis-country", args=[country.upper()])
    )
    response = HttpResponseRedirect(target)
    remember_country(response, country, secure=settings.HTTPS)
    return response


def _asked_country(request: HttpRequest) -> str:
    # Whoever asks for a country without lines of its own gets those that serve all.
    return ELSEWHERE if request.GET.get("country") else chosen_country(request)


def _page(request: HttpRequest, country: str, *, discreet: bool = False) -> HttpResponse:
    # Rendered without the request: context processors would ask for the session and the database,
    # and this page has to stand when neither answers.
    words = {
        "brand": brand(),
        "crisis": crisis_for(country),
        "countries": countries(),
        "discreet": discreet,
    }
    return HttpResponse(render_to_string("help/crisis.html", words))
