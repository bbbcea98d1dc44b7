"""Null characters: no browser sends one in an address or a cookie, and PostgreSQL takes none."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NULL = "\x00"


class NoNullCharacters:
    """Refuses (400) a request that hides one where the site would look something up by it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NULL in request.path_info or any(NULL in value for value in request.COOKIES.values()):
            raise BadRequest("a null character")
        return self.get_response(request)
