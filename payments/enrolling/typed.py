"""What somebody new typed, kept over the page that asks for a PIN first."""

from django.http import HttpRequest, QueryDict

from payments.enrolling.forms import NewcomerForm

TYPED = "enrolling_typed"
LONGEST = 200


def keep_typed(request: HttpRequest) -> None:
    """Notes in the browser session what the form for somebody new was sent with."""
    names = NewcomerForm.base_fields
    typed = {name: request.POST[name][:LONGEST] for name in names if name in request.POST}
    if typed:
        request.session[TYPED] = typed


def take_typed(request: HttpRequest) -> dict[str, str]:
    """What was noted, once; empty if nothing was."""
    typed: dict[str, str] = request.session.pop(TYPED, {})
    return typed


def typed_now(request: HttpRequest) -> QueryDict | None:
    """What the form for somebody new was sent with; None where it was not shown yet."""
    return request.POST if "name" in request.POST else None
