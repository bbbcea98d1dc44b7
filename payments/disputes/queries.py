"""Where the money of disputed payments is."""

from collections.abc import Iterable
from uuid import UUID

from payments.disputes.models import Dispute
from payments.received.models import Payment


def is_disputed(payment: Payment) -> bool:
    """Whether the bank has taken the money and not given it back."""
    return bool(disputed_among([payment]))


def disputed_among(payments: Iterable[Payment]) -> set[UUID]:
    """The ids of those payments whose money a bank has, in one query."""
    found = Dispute.objects.with_the_bank().filter(payment__in=list(payments))
    return set(found.values_list("payment_id", flat=True))
