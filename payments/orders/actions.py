"""Placing orders and moving them on. All within the caller's transaction."""

from datetime import datetime

from accounts.models import Account
from audit.actions import record
from audit.states import move
from groups.seats.models import Enrollment
from help.brand import brand
from payments.orders.models import Order
from payments.prices.models import Price


def place_order(enrollment: Enrollment, *, payer: Account, price: Price, now: datetime) -> Order:
    """What this enrolment owes, agreed now; asking again returns the order that stands.

    A later change of the price or of the refund terms changes nothing here.
    """
    order, made = Order.objects.get_or_create(
        enrollment=enrollment,
        defaults={
            "payer": payer,
            "price": price,
            "amount_minor": price.amount_minor,
            "currency": price.currency,
            "refund_terms": brand().refund_terms,
            "placed_at": now,
        },
    )
    if made:
        record(
            "order.placed",
            on=order,
            by=payer.pk,
            member_id=enrollment.member_id,
            now=now,
            amount_minor=order.amount_minor,
            currency=order.currency,
        )
    return order


def mark_paid(order: Order, *, now: datetime) -> None:
    """The order is settled, in money or because nothing was owed. Raises StateMoved."""
    move(
        order,
        to=Order.State.PAID,
        act="order.paid",
        by=None,
        now=now,
        changes={"paid_at": now},
        amount_minor=order.amount_minor,
    )


def agree_anew(order: Order, *, amount_minor: int, currency: str, by: int, now: datetime) -> None:
    """A coordinator takes the sum that was paid for the price; receipt and letters then name it."""
    before = f"{order.amount_minor} {order.currency}"
    order.amount_minor, order.currency = amount_minor, currency
    order.save(update_fields=["amount_minor", "currency"])
    record(
        "order.agreed_anew",
        on=order,
        by=by,
        now=now,
        before=before,
        after=f"{amount_minor} {currency}",
    )


def mark_refunded(order: Order, *, now: datetime, by: int | None = None) -> None:
    """All the money went back. Raises StateMoved."""
    move(order, to=Order.State.REFUNDED, act="order.refunded", by=by, now=now)


def void_order(order: Order, *, now: datetime, by: int | None = None) -> None:
    """The seat went back unpaid; nothing is owed. Money that still arrives is looked at again."""
    if order.state == Order.State.OPEN:
        move(order, to=Order.State.VOID, act="order.void", by=by, now=now)
