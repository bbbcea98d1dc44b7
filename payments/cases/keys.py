"""What makes two troubles the same: every key of a case is made here."""

from uuid import UUID

from payments.cases.models import ExceptionCase


def key_of(kind: ExceptionCase.Kind, about: UUID | str) -> str:
    """The key of the one case of a kind about one thing: a row of ours, or Stripe's id of its own.

    One thing may have several: a dispute that was lost is told anew (`about="du_1:lost"`).
    """
    return f"{kind}:{about}"[:160]
