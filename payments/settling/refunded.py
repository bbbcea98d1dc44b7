"""Refunds and disputes as Stripe reports them, and a coordinator's full refund."""

from datetime import datetime

from django.db import transaction

from groups.seats.actions import cancel_seat
from groups.seats.models import ENROLLED, SeatState
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.checkout.locks import lock_order
from payments.gateway.objects import StripeDispute, StripeRefund
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.orders.actions import mark_refunded
from payments.orders.models import Order
from payments.refunds.actions import ask_refund, keep_refund
from payments.refunds.models import Refund
from payments.settling.letters import post_refunded
from payments.settling.models import Payment

# What a coordinator sends back by hand; late and double payments go back by themselves.
REFUNDABLE = [Payment.State.APPLIED, Payment.State.CASE]


class NothingToRefund(Exception):
    """No payment stands behind the order, or all of it is on its way back."""


class Disputed(Exception):
    """The bank has the money while a dispute is open: refunding would pay twice."""


def settle_refunds(intent_id: str, refunds: list[StripeRefund], *, now: datetime) -> bool:
    """Applies every refund of a payment as Stripe has them; returns whether the payment is ours.

    A payment that backs a seat and went back in full ends the enrolment, wherever it was refunded;
    one refunded in Stripe's dashboard is also put before the coordinators.
    """
    payment = Payment.objects.filter(stripe_payment_intent=intent_id).first()
    if payment is None:
        return False
    with transaction.atomic():
        if payment.order_id is not None:
            lock_order(payment.order_id)
        kept = [keep_refund(refund, order=payment.order, now=now) for refund in refunds]
        if payment.order_id is not None and payment.state == Payment.State.APPLIED:
            _end_if_all_went_back(payment, kept, now=now)
    return True


def _end_if_all_went_back(payment: Payment, refunds: list[Refund], *, now: datetime) -> None:
    standing = [refund for refund in refunds if refund.state != Refund.State.FAILED]
    back = sum(refund.amount_minor for refund in standing)
    if payment.order_id is None or back < payment.amount_minor:
        return
    locked = lock_order(payment.order_id)
    if locked.order.state != Order.State.PAID:
        return
    mark_refunded(locked.order, now=now)
    if locked.enrollment.state in ENROLLED:
        cancel_seat(locked.enrollment, reason="refunded in full", now=now)
    if any(refund.reason == Refund.Reason.OUTSIDE for refund in standing):
        open_case(
            ExceptionCase.Kind.OUTSIDE_REFUND,
            key=f"outside:{payment.stripe_payment_intent}",
            order=locked.order,
            intent_id=payment.stripe_payment_intent,
            now=now,
            amount_minor=back,
            currency=payment.currency,
        )


def settle_dispute(dispute: StripeDispute, *, now: datetime) -> bool:
    """Keeps a dispute in the ledger and before the coordinators; returns whether it is ours."""
    payment = Payment.objects.filter(stripe_payment_intent=dispute.intent_id).first()
    if payment is None:
        return False
    with transaction.atomic():
        for kind, happened, amount in (
            (LedgerEntry.Kind.DISPUTE, dispute.taken, -dispute.amount_minor),
            (LedgerEntry.Kind.DISPUTE_REVERSED, dispute.given_back, dispute.amount_minor),
        ):
            if happened:
                enter(
                    kind,
                    source=dispute.id,
                    order=payment.order,
                    amount_minor=amount,
                    currency=dispute.currency,
                    at=dispute.created_at,
                )
        open_case(
            ExceptionCase.Kind.DISPUTE,
            key=f"dispute:{dispute.id}",
            order=payment.order,
            intent_id=dispute.intent_id,
            now=now,
            amount_minor=dispute.amount_minor,
            currency=dispute.currency,
        )
    return True


def refund_and_cancel(order: Order, *, by: int, reason: str, now: datetime) -> Refund:
    """A coordinator ends the enrolment and sends all of its money back.

    The seat, its links and its room end in this transaction; the money follows through the worker.
    Raises NothingToRefund or Disputed.
    """
    with transaction.atomic():
        locked = lock_order(order.pk)
        payment = locked.order.payments.filter(state__in=REFUNDABLE).first()
        if payment is None or locked.order.state == Order.State.REFUNDED:
            raise NothingToRefund
        if is_disputed(payment):
            raise Disputed
        left = payment.amount_minor - _already_back(payment)
        if left <= 0:
            raise NothingToRefund
        refund = ask_refund(
            locked.order,
            intent_id=payment.stripe_payment_intent,
            amount_minor=left,
            currency=payment.currency,
            reason=Refund.Reason.STAFF,
            now=now,
            asked_by=by,
        )
        mark_refunded(locked.order, now=now, by=by)
        if locked.enrollment.state in {*ENROLLED, SeatState.HELD}:
            cancel_seat(locked.enrollment, reason=reason[:60], now=now, by=by)
        post_refunded(locked.order, amount_minor=refund.amount_minor, now=now)
    return refund


def _already_back(payment: Payment) -> int:
    standing = Refund.objects.filter(stripe_payment_intent=payment.stripe_payment_intent).exclude(
        state=Refund.State.FAILED
    )
    return sum(refund.amount_minor for refund in standing)


def is_disputed(payment: Payment) -> bool:
    """Whether the bank has taken the money and not given it back."""
    disputes = {
        kind: set(
            LedgerEntry.objects.filter(kind=kind, order=payment.order).values_list(
                "source", flat=True
            )
        )
        for kind in (LedgerEntry.Kind.DISPUTE, LedgerEntry.Kind.DISPUTE_REVERSED)
    }
    return bool(disputes[LedgerEntry.Kind.DISPUTE] - disputes[LedgerEntry.Kind.DISPUTE_REVERSED])
