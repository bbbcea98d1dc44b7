"""What of payments is still here."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum

from payments.orders.models import Order
from payments.received.models import Payment
from payments.refunds.models import Refund


def has_money(order: Order) -> bool:
    """Whether a payment stands behind the order that has not gone back in full."""
    return any(left > 0 for left in left_of_each(list(order.payments.all())).values())


def left_of(payment: Payment) -> int:
    """What of a payment was neither refunded nor is on its way back, in minor units."""
    return left_of_each([payment])[payment.pk]


def left_of_each(payments: Sequence[Payment]) -> dict[UUID, int]:
    """The same for several payments by their id, in one query."""
    standing = (
        Refund.objects.standing()
        .order_by()
        .filter(payment__in=payments)
        .values_list("payment_id")
        .annotate(Sum("amount_minor"))
    )
    back: dict[UUID, int] = dict(standing)
    return {one.pk: one.amount_minor - back.get(one.pk, 0) for one in payments}
