"""The letters about money: posted in the transaction that causes them, once each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from clock.words import Reader
from outbox.actions import post_letter
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order
from payments.received.models import Payment
from payments.refunds.models import Refund

CONFIRMATION = "payments.confirmation"
LATE_AND_FULL = "payments.late-and-full"
PAID_TWICE = "payments.paid-twice"
REFUNDED = "payments.refunded"
MONEY_BACK = "payments.money-back"
PART_BACK = "payments.part-back"
BANK_WAITS = "payments.bank-waits"
BANK_REFUSED = "payments.bank-refused"
HOLD_OVER = "payments.hold-over"


def post_confirmation(order: Order, *, now: datetime) -> None:
    """The seat is theirs: receipt, dates, calendar file."""
    _about_order(CONFIRMATION, order, str(order.pk), now=now)


def post_late_and_full(payment: Payment, *, now: datetime) -> None:
    """The money came when the last seat was gone: our apology, and that all of it goes back."""
    _about_payment(LATE_AND_FULL, payment, now=now)


def post_paid_twice(payment: Payment, *, now: datetime) -> None:
    """A second payment arrived for the same seat and goes back; the seat is untouched."""
    _about_payment(PAID_TWICE, payment, now=now)


def post_refunded(order: Order, refunds: Sequence[Refund], *, now: datetime) -> None:
    """A coordinator cancelled the enrolment and sent the money back, in the currency it came in."""
    post_letter(
        REFUNDED,
        key=f"{REFUNDED}:{order.pk}",
        to=order.payer.email,
        reader=reader_of(order),
        about={
            "order": str(order.pk),
            "refunds": [str(refund.pk) for refund in refunds],
        },
        now=now,
    )


def post_part_back(
    order: Order, decision: UUID, *, refunds: Sequence[Refund], ended: bool, now: datetime
) -> None:
    """A coordinator sends a part of the money back, and the seat stays or ends with it."""
    post_letter(
        PART_BACK,
        key=f"{PART_BACK}:{decision}",
        to=order.payer.email,
        reader=reader_of(order),
        about={
            "order": str(order.pk),
            "decision": str(decision),
            "refunds": [str(refund.pk) for refund in refunds],
            "ended": ended,
        },
        now=now,
    )


def post_money_back(payment: Payment, refund: Refund, *, now: datetime) -> None:
    """Money goes back that somebody sent in Stripe's dashboard: told at once, whatever is decided
    about the seat afterwards."""
    _about_payment(MONEY_BACK, payment, now=now, refund=str(refund.pk))


def post_bank_waits(order: Order, attempt: CheckoutAttempt, *, now: datetime) -> None:
    """The payer is done and their bank is not: the seat is kept meanwhile."""
    _about_order(BANK_WAITS, order, str(attempt.pk), now=now)


def post_bank_refused(order: Order, attempt: CheckoutAttempt, *, now: datetime) -> None:
    """The bank said no, and the seat went back to the group."""
    _about_order(BANK_REFUSED, order, str(attempt.pk), now=now)


def post_hold_over(order: Order, *, now: datetime) -> None:
    """Nobody paid in time, and the seat went back to the group."""
    _about_order(HOLD_OVER, order, str(order.pk), now=now)


def _about_order(kind: str, order: Order, cause: str, *, now: datetime) -> None:
    post_letter(
        kind,
        key=f"{kind}:{cause}",
        to=order.payer.email,
        reader=reader_of(order),
        about={"order": str(order.pk)},
        now=now,
    )


def reader_of(order: Order) -> Reader:
    """Whoever takes the seat; the payer where it is for something else."""
    return order.enrollment.member.reader if order.enrollment else order.payer.reader


def _about_payment(kind: str, payment: Payment, *, now: datetime, **more: str) -> None:
    if payment.order is None or payment.order.enrollment_id is None:
        return  # nobody we know, or nothing that these letters have words for
    post_letter(
        kind,
        key=":".join([kind, *(more.values() or [payment.stripe_payment_intent])]),
        to=payment.order.payer.email,
        reader=reader_of(payment.order),
        about={"order": str(payment.order_id), "payment": str(payment.pk), **more},
        now=now,
    )
