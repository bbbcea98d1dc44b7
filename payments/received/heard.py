"""Who told us of a payment: several ways lead to it, and one of them is first."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heard(models.TextChoices):
    """The way in which we heard of it."""

    EVENT = "event", _("Stripe's message")
    RETURN = "return", _("the payer, who came back from the payment page")
    ROUND = "round", _("our own round, which asks Stripe")
    DESK = "desk", _("a coordinator, who asked Stripe")


_now: ContextVar[str] = ContextVar("who tells of payments now", default="")


@contextmanager
def heard_by(way: Heard) -> Iterator[None]:
    """Whatever is learned of payments within it, is learned in that way."""
    token = _now.set(way)
    try:
        yield
    finally:
        _now.reset(token)


def heard_now() -> str:
    """In which way we hear of payments at this moment; empty where nobody said."""
    return _now.get()
