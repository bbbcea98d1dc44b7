"""Refunds and disputes as Stripe reports them, and a coordinator's full refund."""

from datetime import datetime

from django.db import transaction

from groups.seats.actions import cancel_seat
from payments.cases.actions import close_case, open_case
from payments.cases.models import ExceptionCase
from payments.checkout.locks import Locked, lock_money, lock_order
from payments.disputes.actions import keep_dispute
from payments.disputes.queries import is_disputed
from payments.dues.actions import call_off
from payments.gateway.objects import StripeDispute, StripeRefund
from payments.orders.actions import mark_kept
from payments.orders.models import Order
from payments.prices.back import Basis
from payments.received.models import Payment
from payments.received.queries import payment_of
from payments.refunds.actions import Decided, TooMuch, ask_refund, keep_refund
from payments.refunds.models import Refund
from payments.refunds.queries import has_money, left_of
from payments.settling.letters import post_money_back, post_refunded


class NothingToRefund(Exception):
    """No payment stands behind the order, or all of it is on its way back."""


class Disputed(Exception):
    """The bank has the money while a dispute is open: refunding would pay twice."""


def settle_refunds(intent_id: str, refunds: list[StripeRefund], *, now: datetime) -> bool:
    """Applies every refund of a payment as Stripe has them; returns whether the payment is ours.

    One made in Stripe's dashboard is told to the payer at once. Where it leaves nothing of what a
    seat was paid with, the seat stands, and coordinators decide whether it does.
    """
    payment = payment_of(intent_id)
    if payment is None:
        return False
    with transaction.atomic():
        if payment.order_id is not None:
            lock_money(payment.order_id)
            payment.refresh_from_db()  # a colleague may have given it its place meanwhile
        known = set(payment.refunds.values_list("pk", flat=True))
        kept = [keep_refund(refund, payment=payment, now=now) for refund in refunds]
        for refund in kept:
            if refund.pk not in known and refund.is_news_to_the_payer:
                post_money_back(payment, refund, now=now)
        if left_of(payment) <= 0:
            _nothing_is_left(payment, now=now)
        else:
            _something_is_left(payment, now=now)
    return True


def _nothing_is_left(payment: Payment, *, now: datetime) -> None:
    _close_waiting(payment, now=now)
    if payment.order is None or payment.order.enrollment_id is None:
        return
    locked = lock_order(payment.order.pk)
    order, seat = locked.order, locked.enrollment
    if payment.state == Payment.State.CASE:
        if order.state == Order.State.OPEN and seat.is_held and not has_money(order):
            call_off(order, now=now)
            cancel_seat(seat, reason="refunded in full", now=now)
    elif payment.state == Payment.State.APPLIED and order.state == Order.State.PAID:
        call_off(order, now=now)
        _close_ended(order, now=now)
        if seat.belongs:
            open_case(
                ExceptionCase.Kind.OUTSIDE_REFUND,
                about=payment.pk,
                order=order,
                payment=payment,
                now=now,
                reopen=True,
                amount_minor=payment.amount_minor,
                currency=payment.currency,
            )


def _something_is_left(payment: Payment, *, now: datetime) -> None:
    """A bank may refuse days later what the dashboard sent back: then the seat is paid as before,
    and what remains to decide is the refund that failed."""
    if payment.order is None or payment.order.enrollment_id is None:
        return
    locked = lock_order(payment.order.pk)
    stands = payment.state == Payment.State.APPLIED and locked.enrollment.belongs
    if stands and locked.order.state == Order.State.REFUNDED:
        mark_kept(locked.order, now=now)
        kind = ExceptionCase.Kind.OUTSIDE_REFUND
        close_case(kind, about=payment.pk, outcome="The refund failed.", now=now)


def _close_waiting(payment: Payment, *, now: datetime) -> None:
    """Closes the cases in which a payment waits for a coordinator."""
    for kind in (ExceptionCase.Kind.AMOUNT_DIFFERS, ExceptionCase.Kind.UNKNOWN_PAYMENT):
        close_case(kind, about=payment.pk, outcome="Paid back.", now=now)


def _close_ended(order: Order, *, now: datetime) -> None:
    """Closes the case about what was paid for a part that has ended."""
    kind = ExceptionCase.Kind.ENDED_WITH_MONEY
    close_case(kind, about=order.pk, outcome="Paid back.", now=now)


def settle_dispute(dispute: StripeDispute, *, now: datetime) -> bool:
    """Keeps a dispute in the ledger and before the coordinators; returns whether it is ours."""
    payment = payment_of(dispute.intent_id)
    if payment is None:
        return False
    with transaction.atomic():
        if payment.order_id is not None:
            lock_money(payment.order_id)
        keep_dispute(payment, dispute, now=now)
    return True


def refund_and_cancel(order: Order, *, by: int, reason: str, now: datetime) -> list[Refund]:
    """A coordinator ends the enrolment and sends all of its money back.

    The seat, its links and its room end in this transaction; the money follows through the worker.
    Raises NothingToRefund or Disputed.
    """
    with transaction.atomic():
        locked = lock_order(order.pk)
        if locked.order.state == Order.State.REFUNDED:
            raise NothingToRefund
        decided = Decided(Basis.ALL, reason)
        payments = [
            payment for payment in locked.order.payments.refundable() if left_of(payment) > 0
        ]
        refunds = [pay_back(payment, by=by, now=now, decided=decided) for payment in payments]
        if not refunds:
            raise NothingToRefund
        everything_back(locked, refunds, reason=reason, by=by, now=now)
    return refunds


def everything_back(
    locked: Locked, refunds: list[Refund], *, reason: str, by: int, now: datetime
) -> None:
    """All the money of a locked order is on its way back: its part ends, and a letter says so."""
    call_off(locked.order, now=now, by=by)
    end_seat(locked, reason=reason, by=by, now=now)
    _close_ended(locked.order, now=now)
    post_refunded(locked.order, refunds, now=now)


def end_seat(locked: Locked, *, reason: str, by: int, now: datetime) -> None:
    """Ends whatever part the order still gives: links, room and dates stop with the commit."""
    if locked.enrollment.enrolled or locked.enrollment.is_held:
        cancel_seat(locked.enrollment, reason=reason[:60], now=now, by=by)


def pay_back(
    payment: Payment,
    *,
    by: int,
    now: datetime,
    decided: Decided,
    amount_minor: int | None = None,
) -> Refund:
    """Asks for the refund of a part of a payment, or of whatever is left of it, within the caller's
    transaction. What waited for a coordinator waits no more once all of it goes back.

    Raises NothingToRefund or Disputed.
    """
    if is_disputed(payment):
        raise Disputed
    left = left_of(payment)
    wanted = left if amount_minor is None else amount_minor
    try:
        refund = ask_refund(
            payment,
            amount_minor=wanted,
            reason=Refund.Reason.STAFF,
            now=now,
            asked_by=by,
            decided=decided,
        )
    except TooMuch as error:
        raise NothingToRefund from error
    if wanted == left:
        _close_waiting(payment, now=now)
    return refund
