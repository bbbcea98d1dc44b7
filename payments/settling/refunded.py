"""Refunds and disputes as Stripe reports them, and a coordinator's full refund."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from groups.seats.actions import cancel_seat
from payments.cases.actions import close_case, open_case
from payments.cases.models import ExceptionCase
from payments.checkout.locks import lock_order
from payments.gateway.objects import StripeDispute, StripeRefund
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.orders.actions import mark_refunded
from payments.orders.models import Order
from payments.refunds.actions import ask_refund, keep_refund
from payments.refunds.models import Refund
from payments.settling.actions import left_of
from payments.settling.letters import post_refunded
from payments.settling.models import Payment


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
        if left_of(payment) <= 0:
            _end_what_it_paid_for(payment, kept, now=now)
    return True


def _end_what_it_paid_for(payment: Payment, refunds: list[Refund], *, now: datetime) -> None:
    for key in waiting_keys(payment):
        close_case(key=key, outcome="Paid back.", now=now)
    if payment.order_id is None or payment.state != Payment.State.APPLIED:
        return
    locked = lock_order(payment.order_id)
    if locked.order.state != Order.State.PAID:
        return
    mark_refunded(locked.order, now=now)
    if locked.enrollment.enrolled:
        cancel_seat(locked.enrollment, reason="refunded in full", now=now)
    close_case(key=ended_key(locked.order), outcome="Paid back.", now=now)
    standing = [refund for refund in refunds if refund.state != Refund.State.FAILED]
    if any(refund.reason == Refund.Reason.OUTSIDE for refund in standing):
        open_case(
            ExceptionCase.Kind.OUTSIDE_REFUND,
            key=f"outside:{payment.stripe_payment_intent}",
            order=locked.order,
            intent_id=payment.stripe_payment_intent,
            now=now,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
        )


def waiting_keys(payment: Payment) -> list[str]:
    """The keys of the cases in which a payment waits for a coordinator."""
    return [f"{what}:{payment.stripe_payment_intent}" for what in ("amount", "unknown")]


def ended_key(order: Order) -> str:
    """The key of the case about what was paid for a part that has ended."""
    return f"ended:{order.pk}"


def settle_dispute(dispute: StripeDispute, *, now: datetime) -> bool:
    """Keeps a dispute in the ledger and before the coordinators; returns whether it is ours.

    A lost one is put before them again: the money is gone, and a seat may still stand on it.
    """
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
        told = "dispute-lost" if dispute.status == "lost" else "dispute"
        open_case(
            ExceptionCase.Kind.DISPUTE,
            key=f"{told}:{dispute.id}",
            order=payment.order,
            intent_id=dispute.intent_id,
            now=now,
            status=dispute.status,
            amount_minor=dispute.amount_minor,
            currency=dispute.currency,
        )
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
        mark_refunded(locked.order, now=now, by=by)
        if locked.enrollment.enrolled or locked.enrollment.is_held:
            cancel_seat(locked.enrollment, reason=reason[:60], now=now, by=by)
        close_case(key=ended_key(locked.order), outcome="Paid back.", now=now)
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
    for key in waiting_keys(payment):
        close_case(key=key, outcome="Paid back.", now=now)
    return ask_refund(
        payment.order,
        intent_id=payment.stripe_payment_intent,
        amount_minor=left,
        currency=payment.currency,
        reason=Refund.Reason.STAFF,
        now=now,
        asked_by=by,
    )


def is_disputed(payment: Payment) -> bool:
    """Whether the bank has taken the money and not given it back."""
    return bool(disputed_among([payment]))


def disputed_among(payments: Sequence[Payment]) -> set[UUID]:
    """The ids of those payments whose money a bank has, in two queries."""
    cases = ExceptionCase.objects.filter(
        kind=ExceptionCase.Kind.DISPUTE,
        stripe_payment_intent__in=[one.stripe_payment_intent for one in payments],
    )
    disputes = {
        key.partition(":")[2]: intent_id
        for key, intent_id in cases.values_list("key", "stripe_payment_intent")
    }
    moves = set(LedgerEntry.objects.filter(source__in=disputes).values_list("kind", "source"))
    with_the_bank = {
        intent_id
        for source, intent_id in disputes.items()
        if (LedgerEntry.Kind.DISPUTE, source) in moves
        and (LedgerEntry.Kind.DISPUTE_REVERSED, source) not in moves
    }
    return {one.pk for one in payments if one.stripe_payment_intent in with_the_bank}
