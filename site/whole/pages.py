"""Pages that are the same for everybody who is not signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponse)


def same_for_visitors(response: Answer) -> Answer:
    """Says of a page that visitors with one country, zone and language all see the same until
    something changes that is shown to them. Returns it."""
    response.same_for_visitors = True  # type: ignore[attr-defined]
    return response


def is_same_for_visitors(response: HttpResponse) -> bool:
    """Whether its view has said so."""
    return bool(getattr(response, "same_for_visitors", False))


def whole_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view whose answers are the same for all visitors."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return same_for_visitors(view(request, *args, **kwargs))

    return marked
