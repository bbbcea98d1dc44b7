"""The neutral host of discreet letters: an address that says nothing, and leads to the site."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class NeutralHostMiddleware:
    """Answers every address of DISCREET_SITE_URL with the same address of the site.

    Nothing is served there, and nobody signs in there: cookies and rooms know one host only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.DISCREET_SITE_URL == settings.SITE_URL:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.host = urlsplit(settings.DISCREET_SITE_URL).netloc

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leads on where the reader came by the neutral host."""
        if request.get_host() != self.host:
            return self.get_response(request)
        answer = HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        answer.headers["Cache-Control"] = "no-store"
        return answer
