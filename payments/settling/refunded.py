"""Refunds and disputes as Stripe reports them, and a coordinator's full refund."""

from datetime import datetime

from django.db import transaction

from groups.seats.actions import cancel_seat
from payments.cases.actions import close_case, open_case
from payments.cases.models import ExceptionCase
from payments.checkout.locks import lock_order
from payments.disputes.actions import keep_dispute
from payments.disputes.queries import is_disputed
from payments.dues.actions import call_off
from payments.gateway.objects import StripeDispute, StripeRefund
from payments.orders.models import Order
from payments.received.models import Payment
from payments.received.queries import payment_of
from payments.refunds.actions import ask_refund, keep_refund
from payments.refunds.models import Refund
from payments.refunds.queries import left_of
from payments.settling.letters import post_refunded


class NothingToRefund(Exception):
    """No payment stands behind the order, or all of it is on its way back."""


class Disputed(Exception):
    """The bank has the money while a dispute is open: refunding would pay twice."""


def settle_refunds(intent_id: str, refunds: list[StripeRefund], *, now: datetime) -> bool:
    """Applies every refund of a payment as Stripe has them; returns whether the payment is ours.

    A payment that backs a seat and went back in full ends the enrolment, wherever it was refunded;
    one refunded in Stripe's dashboard is also put before the coordinators.
    """
    payment = payment_of(intent_id)
    if payment is None:
        return False
    with transaction.atomic():
        if payment.order_id is not None:
            lock_order(payment.order_id)
        kept = [keep_refund(refund, payment=payment, now=now) for refund in refunds]
        if left_of(payment) <= 0:
            _end_what_it_paid_for(payment, kept, now=now)
    return True


def _end_what_it_paid_for(payment: Payment, refunds: list[Refund], *, now: datetime) -> None:
    _close_waiting(payment, now=now)
    if payment.order_id is None or payment.state != Payment.State.APPLIED:
        return
    locked = lock_order(payment.order_id)
    if locked.order.state != Order.State.PAID:
        return
    call_off(locked.order, now=now)
    if locked.enrollment.enrolled:
        cancel_seat(locked.enrollment, reason="refunded in full", now=now)
    _close_ended(locked.order, now=now)
    standing = [refund for refund in refunds if refund.state != Refund.State.FAILED]
    if any(refund.reason == Refund.Reason.OUTSIDE for refund in standing):
        open_case(
            ExceptionCase.Kind.OUTSIDE_REFUND,
            about=payment.pk,
            order=locked.order,
            payment=payment,
            now=now,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
        )


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
            lock_order(payment.order_id)
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
        payments = [
            payment for payment in locked.order.payments.refundable() if left_of(payment) > 0
        ]
        refunds = [pay_back(payment, by=by, now=now) for payment in payments]
        if not refunds:
            raise NothingToRefund
        call_off(locked.order, now=now, by=by)
        if locked.enrollment.enrolled or locked.enrollment.is_held:
            cancel_seat(locked.enrollment, reason=reason[:60], now=now, by=by)
        _close_ended(locked.order, now=now)
        post_refunded(locked.order, refunds, now=now)
    return refunds


def pay_back(payment: Payment, *, by: int, now: datetime) -> Refund:
    """Asks for the refund of whatever is left of a payment, within the caller's transaction.

    Raises NothingToRefund or Disputed.
    """
    if is_disputed(payment):
        raise Disputed
    left = left_of(payment)
    if left <= 0:
        raise NothingToRefund
    _close_waiting(payment, now=now)
    return ask_refund(payment, amount_minor=left, reason=Refund.Reason.STAFF, now=now, asked_by=by)
