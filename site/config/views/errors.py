"""Answers to requests that went wrong: a kind sentence, a next step, nothing of the stack.

These pages come before any view, so they carry the clinic's name, the reader's crisis lines and
their wish for discretion themselves, and ask for nothing else. Where the middleware has found out
already who reads, they have that reader's own header.
"""

from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control

from accounts.models import Account
from config.resending import Refused, refused_form
from help.context import brand_and_crisis
from help.reader import carries_session


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what could not be read.

    Whoever asks whether the site is ready, under a name that it does not answer to, asks through a
    proxy that does not pass on the visitors' host: nobody gets a page, and that is the answer.
    """
    if isinstance(exception, DisallowedHost) and request.path == reverse("health-ready"):
        return JsonResponse({"ready": False, "host": False}, status=503)
    return _page("400.html", request, status=400)


@cache_control(no_store=True)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: most often a page that stayed open too long.

    What was typed comes back with a fresh token, and leaves with the reader's own tap alone.
    """
    refused = refused_form(request)
    if refused is None:
        return _page("403_csrf.html", request, status=403)
    sender = request.user if request.user.is_authenticated else None
    again = {"refused": refused, "sender": sender, "csrf_token": get_token(request)}
    return _page("403_csrf.html", request, status=403, **again)


@cache_control(no_store=True)
def form_of_a_stranger(request: HttpRequest, refused: Refused) -> HttpResponse:
    """403 for a form that only somebody signed in may send: what was typed, and the way there."""
    again = {"refused": refused, "signed_out": True, "csrf_token": get_token(request)}
    return _page("403_csrf.html", request, status=403, **again)


def _page(template: str, request: HttpRequest, *, status: int, **words: Any) -> HttpResponse:
    if _is_known(request):
        page = render_to_string(template, words, request)
    else:
        around = {"perhaps_signed_in": carries_session(request)}
        page = render_to_string(template, brand_and_crisis(request) | around | words)
    return HttpResponse(page, status=status)


def _is_known(request: HttpRequest) -> bool:
    """Whether `ReaderMiddleware` has put the account itself in the place of Django's lazy one:
    looking at that one would ask session and database."""
    return type(vars(request).get("user")) is Account
