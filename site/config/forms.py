"""What is sent by whoever is no longer signed in: not a word of it is lost.

A view that asks for signing in would lead there, and the form would be gone. Its words come back
instead, as those of a form whose token was old (`resending`), and are sent once somebody has signed
in, in another window.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from config.resending import UNTYPED, Refused, refused_form
from config.views.errors import form_of_a_stranger

# Its two buttons are pressed by strangers too, and a yes asks for signing in by itself.
ASKS_ITSELF = frozenset({"seat-offer"})


class FormsMiddleware:
    """Gives back what was typed where a view would only lead its sender to signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not _leads_to_signing_in(response):
            return response
        refused = _typed_by_nobody(request)
        return form_of_a_stranger(request, refused) if refused else response


def _typed_by_nobody(request: HttpRequest) -> Refused | None:
    match = request.resolver_match
    if match is None or match.url_name in ASKS_ITSELF or request.user.is_authenticated:
        return None
    refused = refused_form(request)
    if refused is None or not any(name not in UNTYPED for name, _value in refused.fields):
        return None
    return refused


def _leads_to_signing_in(response: HttpResponse) -> bool:
    where: str = response.get("Location", "")
    return where.partition("?")[0] == resolve_url(settings.LOGIN_URL)
