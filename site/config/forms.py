"""What is sent by whoever is no longer signed in: not a word of it is lost.

A view that asks for signing in would lead there, and the form would be gone. Its words come back
instead, as those of a form whose token was old (`resending`), and are sent once somebody has signed
in, in another window.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import resolve_url

from config.resending import UNTYPED, Refused, refused_form
from config.views.errors import form_of_a_stranger

# Its two buttons are pressed by strangers too, and a yes asks for signing in by itself.
ASKS_ITSELF = frozenset({"seat-offer"})


class FormsMiddleware(CsrfViewMiddleware):
    """Django's own, and forms that came after their sender was signed out come back whole."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """What a view answered; instead of the way to signing in, what was typed."""
        refused = _typed_by_nobody(request, response)
        if refused is not None:
            response = form_of_a_stranger(request, refused)
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


def _typed_by_nobody(request: HttpRequest, response: HttpResponseBase) -> Refused | None:
    if request.method != "POST" or not _leads_to_signing_in(response):
        return None
    match = request.resolver_match
    if match is None or match.url_name in ASKS_ITSELF or request.user.is_authenticated:
        return None
    refused = refused_form(request)
    if refused is None or not any(name not in UNTYPED for name, _value in refused.fields):
        return None
    return refused


def _leads_to_signing_in(response: HttpResponseBase) -> bool:
    there = response.get("Location", "") if isinstance(response, HttpResponse) else ""
    return there.partition("?")[0] == resolve_url(settings.LOGIN_URL)
