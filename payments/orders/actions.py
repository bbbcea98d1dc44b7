"""Placing orders and moving them on. All within the caller's transaction."""

from datetime import datetime

from accounts.models import Account
from audit.actions import record
from audit.states import move
from groups.seats.models import Enrollment
from payments.orders.models import Order
from payments.prices.queries import Terms


def place_order(
    enrollment: Enrollment,
    *,
    payer: Account,
    terms: Terms,
    now: datetime,
    by: Account | None = None,
    free: bool = False,
) -> Order:
    """What this enrolment owes, agreed now. For a caller who holds the cohort's lock and saw that
    nothing was ordered yet.

    A later change of the price or of the refund terms changes nothing here. `by` is the coordinator
    who enrols them; `free`: they owe nothing, whatever others pay.
    """
    order = Order.objects.create(
        enrollment=enrollment,
        purpose=Order.Purpose.ENROLMENT,
        member_id=enrollment.member_id,
        payer=payer,
        price=terms.price,
        amount_minor=0 if free else terms.amount_minor,
        currency=terms.currency,
        part_sessions=terms.part_sessions,
        all_sessions=terms.all_sessions,
        refund_terms=terms.refund_terms,
        refund_until=terms.refund_until,
        placed_at=now,
    )
    record(
        "order.placed",
        on=order,
        by=by.pk if by else payer.pk,
        member_id=enrollment.member_id,
        now=now,
        amount_minor=order.amount_minor,
        currency=order.currency,
    )
    return order


def mark_paid(order: Order, *, now: datetime) -> None:
    """All of the order is settled, in money or because nothing was owed. Raises StateMoved."""
    move(
        order,
        to=Order.State.PAID,
        act="order.paid",
        by=None,
        now=now,
        changes={"paid_at": now},
        amount_minor=order.amount_minor,
    )


def change_sum(order: Order, *, amount_minor: int, currency: str) -> None:
    """Another sum was agreed for it; receipt and letters then name it."""
    order.amount_minor, order.currency = amount_minor, currency
    order.save(update_fields=["amount_minor", "currency"])


def mark_refunded(order: Order, *, now: datetime, by: int | None = None) -> None:
    """All the money went back. Raises StateMoved."""
    move(order, to=Order.State.REFUNDED, act="order.refunded", by=by, now=now)


def mark_kept(order: Order, *, now: datetime) -> None:
    """The refund of all its money failed: it is paid as before. Raises StateMoved."""
    move(order, to=Order.State.PAID, act="order.refund_failed", by=None, now=now)


def void_order(order: Order, *, now: datetime, by: int | None = None) -> None:
    """The seat went back unpaid; nothing is owed. Money that still arrives is looked at again."""
    if order.state == Order.State.OPEN:
        move(order, to=Order.State.VOID, act="order.void", by=by, now=now)
