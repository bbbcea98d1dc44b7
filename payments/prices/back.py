"""Which part of what was paid goes back, and by which rule. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.prices.money import step_of


class Basis(models.TextChoices):
    """How the sum that goes back was found."""

    ALL = "all", _("Everything that is left")
    PROMISE = "promise", _("What was promised when it was ordered")
    SESSIONS = "sessions", _("The share of the sessions they have not had")
    OWN = "own", _("A sum of your own")


def share_of_the_rest(paid_minor: int, currency: str, *, sessions: int, had: int) -> int:
    """What of a price for so many sessions belongs to those that were not had, in minor units.

    Rounded up to what can be paid, never above what was paid: the odd cent is theirs.
    """
    if not sessions:
        return paid_minor
    step = step_of(currency)
    whole = -(-paid_minor * (sessions - had) // (sessions * step)) * step
    return min(whole, paid_minor)
