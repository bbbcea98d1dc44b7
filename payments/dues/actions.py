"""Splitting an order's price into dues, and settling them. All within the caller's transaction.

An order is moved through its dues: it is paid with its last one. The caller holds the order's lock.
"""

from datetime import datetime

from audit.actions import record
from audit.states import move
from payments.dues.models import Due
from payments.orders.actions import change_sum, mark_paid, mark_refunded, void_order
from payments.orders.models import Order


def owe_at_once(order: Order, *, now: datetime) -> Due:
    """The whole price in one part, due now. For an order that was just placed."""
    return Due.objects.create(
        order=order,
        number=1,
        amount_minor=order.amount_minor,
        currency=order.currency,
        due_at=now,
    )


def settle_due(due: Due, *, order: Order, now: datetime) -> None:
    """One part is paid, in money or because it is nothing; with the last one the order is.

    Raises StateMoved for a part that was paid before.
    """
    move(
        due,
        to=Due.State.PAID,
        act="due.paid",
        by=None,
        now=now,
        changes={"paid_at": now},
        number=due.number,
        amount_minor=due.amount_minor,
    )
    # The parts add up to the sum, so a part that is the whole of it is the only one.
    whole = 0 < order.amount_minor == due.amount_minor
    if whole or not order.dues.open().exists():
        mark_paid(order, now=now)


def void_dues(order: Order, *, now: datetime, by: int | None = None) -> None:
    """The seat went back: what is open is not owed any more, and the order is void with it."""
    _void_open(order, by=by, now=now)
    void_order(order, now=now, by=by)


def call_off(order: Order, *, now: datetime, by: int | None = None) -> None:
    """All the money of an order went back: what is open of it is not owed any more."""
    _void_open(order, by=by, now=now)
    mark_refunded(order, now=now, by=by)


def _void_open(order: Order, *, by: int | None, now: datetime) -> None:
    for due in order.dues.open():
        move(due, to=Due.State.VOID, act="due.void", by=by, now=now, number=due.number)


def agree_anew(
    due: Due, *, order: Order, amount_minor: int, currency: str, by: int, now: datetime
) -> None:
    """A coordinator takes the sum that was paid for what was due; receipt and letters then name it.

    Raises ValueError for another currency than the order's other parts have.
    """
    if order.dues.exclude(pk=due.pk).exclude(currency=currency).exists():
        raise ValueError("An order has one currency.")
    before = f"{due.amount_minor} {due.currency}"
    total = order.amount_minor - due.amount_minor + amount_minor
    due.amount_minor, due.currency = amount_minor, currency
    due.save(update_fields=["amount_minor", "currency"])
    change_sum(order, amount_minor=total, currency=currency)
    record(
        "order.agreed_anew",
        on=order,
        by=by,
        now=now,
        number=due.number,
        before=before,
        after=f"{amount_minor} {currency}",
    )
