"""Finding orders and cases by Stripe's numbers, as they stand in its dashboard."""

import re
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from payments.cases.models import ExceptionCase
from payments.orders.models import Order

# By the beginning of a number of Stripe's: where it is kept, seen from an order.
KEPT_AT = {
    "cs": "dues__attempts__stripe_session_id",
    "pi": "payments__stripe_payment_intent",
    "re": "payments__refunds__stripe_refund_id",
    "pyr": "payments__refunds__stripe_refund_id",
    "dp": "payments__disputes__stripe_dispute_id",
    "du": "payments__disputes__stripe_dispute_id",
}
# Also what Stripe has numbers for and we keep none of: the page can then say what to look for.
NUMBER = re.compile(r"\b(cs|pi|re|pyr|dp|du|ch|py|evt|cus|txn|po|in|pm|seti)_\w+")


def stripe_number(typed: str) -> str:
    """Stripe's number in what was typed, also within an address of its dashboard; or empty."""
    found = NUMBER.search(typed)
    return found.group() if found else ""


def orders_with_number(number: str) -> QuerySet[Order]:
    """The orders that a number of Stripe's leads to; none where we keep no such numbers."""
    kept_at = KEPT_AT.get(number.partition("_")[0])
    return Order.objects.filter(**{kept_at: number}) if kept_at else Order.objects.none()


def orders_paid_by(intents: Collection[str]) -> QuerySet[Order]:
    """The orders that these payments of Stripe's were for."""
    return Order.objects.filter(payments__stripe_payment_intent__in=intents).distinct()


def orders_known_as(key: UUID) -> QuerySet[Order]:
    """The order with this key, or one of whose payment pages Stripe knows by it."""
    return Order.objects.filter(Q(pk=key) | Q(dues__attempts=key)).distinct()


def ownerless_cases(intents: Collection[str]) -> QuerySet[ExceptionCase]:
    """Cases about these payments of Stripe's that belong to no order."""
    about = Q(stripe_payment_intent__in=intents) | Q(payment__stripe_payment_intent__in=intents)
    return ExceptionCase.objects.filter(about, order=None)
