"""Where every payment ends: applied, late, paid twice, or with a coordinator.

Webhooks, the success page, the reconcile jobs and the coordinator's button all come here with what
Stripe says now; the order in which they come changes nothing.
"""

import enum
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from groups.seats.actions import activate_seat, extend_hold, reclaim_seat, release_seat
from groups.seats.errors import AlreadyEnrolled, CohortFull, EnrolmentClosed
from groups.seats.models import SeatState
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.checkout.actions import step
from payments.checkout.locks import Locked, lock_attempt, lock_order
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.gateway.objects import HostedSession, Intent
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.orders.actions import mark_paid, void_order
from payments.orders.models import Order
from payments.refunds.actions import ask_refund
from payments.refunds.models import Refund
from payments.settling.letters import (
    post_confirmation,
    post_late_and_full,
    post_paid_twice,
)
from payments.settling.models import Payment

# A bank may take days; the seat is kept for another day each time we look.
BANK_WAIT = timedelta(days=1)


class Outcome(enum.Enum):
    """What Stripe's word about a session came to."""

    NOT_OURS = "not ours"
    OPEN = "open"
    PENDING = "pending"
    EXPIRED = "expired"
    FAILED = "failed"
    APPLIED = "applied"
    LATE = "late"
    DUPLICATE = "duplicate"
    CASE = "case"


OUTCOMES = {
    Payment.State.APPLIED: Outcome.APPLIED,
    Payment.State.LATE: Outcome.LATE,
    Payment.State.DUPLICATE: Outcome.DUPLICATE,
    Payment.State.CASE: Outcome.CASE,
}


def settle_session(session: HostedSession, *, now: datetime) -> Outcome:
    """Applies what Stripe says about a session, all of it in one transaction; again, nothing more.

    A session of somebody else who shares the Stripe account is left alone; one that carries a
    reference of our kind and no attempt of ours becomes an exception case when it is paid.
    """
    attempt = attempt_of(session.reference)
    if attempt is None:
        if session.paid and session.intent is not None and session.intent.reference:
            unknown_payment(session.intent, now=now)
            return Outcome.CASE
        return Outcome.NOT_OURS
    with transaction.atomic():
        locked = lock_order(attempt.order_id)
        attempt = lock_attempt(attempt.pk)
        if attempt.stripe_session_id is None:
            attempt.stripe_session_id, attempt.url = session.id, session.url
            attempt.save(update_fields=["stripe_session_id", "url"])
        if session.paid and session.intent is not None:
            step(attempt, to=AttemptState.COMPLETE, now=now)
            return OUTCOMES[
                Payment.State(_settle_payment(locked, attempt, session.intent, now=now).state)
            ]
        return _settle_unpaid(locked, attempt, session, now=now)


def attempt_of(reference: str) -> CheckoutAttempt | None:
    """The attempt that a `client_reference_id` names, if it is one of ours."""
    try:
        return CheckoutAttempt.objects.filter(pk=UUID(reference)).first()
    except ValueError:
        return None


def _settle_unpaid(
    locked: Locked, attempt: CheckoutAttempt, session: HostedSession, *, now: datetime
) -> Outcome:
    if session.id != attempt.stripe_session_id:
        return Outcome.NOT_OURS  # another page with our reference: unpaid, it says nothing
    if session.waits_for_bank:
        step(attempt, to=AttemptState.PROCESSING, now=now)
        if attempt.state == AttemptState.PROCESSING and locked.enrollment.is_held:
            extend_hold(locked.enrollment, until=now + BANK_WAIT)
        return Outcome.PENDING
    if session.bank_refused:
        if step(attempt, to=AttemptState.FAILED, now=now):
            give_seat_back(locked, reason="bank payment failed", now=now)
        return Outcome.FAILED
    if session.status == "expired":
        step(attempt, to=AttemptState.EXPIRED, now=now)
        return Outcome.EXPIRED
    step(attempt, to=AttemptState.OPEN, now=now)
    return Outcome.OPEN


def give_seat_back(locked: Locked, *, reason: str, now: datetime, by: int | None = None) -> bool:
    """Frees a held seat nobody has paid and nobody can pay any more; returns whether it did.

    A payment that waits for a coordinator keeps the seat: an enrolment with money never expires by
    itself.
    """
    order = locked.order
    if not locked.enrollment.is_held:
        return False
    if order.attempts.live().exists() or has_money(order):
        return False
    release_seat(locked.enrollment, reason=reason, now=now, by=by)
    void_order(order, now=now, by=by)
    return True


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
        .filter(stripe_payment_intent__in=[one.stripe_payment_intent for one in payments])
        .values_list("stripe_payment_intent")
        .annotate(Sum("amount_minor"))
    )
    back: dict[str, int] = dict(standing)
    return {one.pk: one.amount_minor - back.get(one.stripe_payment_intent, 0) for one in payments}


def _settle_payment(
    locked: Locked, attempt: CheckoutAttempt, intent: Intent, *, now: datetime
) -> Payment:
    known = Payment.objects.select_for_update().filter(stripe_payment_intent=intent.id).first()
    if known is not None:
        return known
    state = _place(locked, intent, now=now)
    payment = Payment.objects.create(
        order=locked.order,
        attempt=attempt,
        stripe_payment_intent=intent.id,
        amount_minor=intent.received_minor,
        currency=intent.currency,
        state=state,
        paid_at=intent.paid_at or now,
        settled_at=now,
    )
    _enter_payment(payment)
    _follow_up(locked, payment, now=now)
    return payment


def _place(locked: Locked, intent: Intent, *, now: datetime) -> Payment.State:
    """Decides where the payment belongs, and moves the seat if it buys it."""
    order, enrollment = locked.order, locked.enrollment
    if order.state == Order.State.PAID or enrollment.belongs:
        return Payment.State.DUPLICATE
    if (intent.received_minor, intent.currency) != (order.amount_minor, order.currency):
        return Payment.State.CASE
    if enrollment.is_held:
        activate_seat(enrollment, now=now)
    elif enrollment.state == SeatState.RELEASED:
        try:
            reclaim_seat(enrollment, now=now)
        except AlreadyEnrolled:
            return Payment.State.DUPLICATE
        except (CohortFull, EnrolmentClosed):
            return Payment.State.LATE
    else:
        return Payment.State.LATE
    mark_paid(order, now=now)
    return Payment.State.APPLIED


def _follow_up(locked: Locked, payment: Payment, *, now: datetime) -> None:
    """What the person hears, and what goes back."""
    if payment.state == Payment.State.APPLIED:
        post_confirmation(locked.order, now=now)
    elif payment.state == Payment.State.CASE:
        open_case(
            ExceptionCase.Kind.AMOUNT_DIFFERS,
            key=f"amount:{payment.stripe_payment_intent}",
            order=locked.order,
            intent_id=payment.stripe_payment_intent,
            now=now,
            paid_minor=payment.amount_minor,
            paid_currency=payment.currency,
            agreed_minor=locked.order.amount_minor,
            agreed_currency=locked.order.currency,
        )
    else:
        late = payment.state == Payment.State.LATE
        ask_refund(
            locked.order,
            intent_id=payment.stripe_payment_intent,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            reason=Refund.Reason.LATE_AND_FULL if late else Refund.Reason.DUPLICATE,
            now=now,
        )
        (post_late_and_full if late else post_paid_twice)(payment, now=now)


def _enter_payment(payment: Payment) -> None:
    enter(
        LedgerEntry.Kind.PAYMENT,
        source=payment.stripe_payment_intent,
        order=payment.order,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        at=payment.paid_at,
    )


def unknown_payment(intent: Intent, *, now: datetime) -> None:
    """Money that carries our reference and meets no attempt: kept, and put before a coordinator."""
    with transaction.atomic():
        payment, made = Payment.objects.get_or_create(
            stripe_payment_intent=intent.id,
            defaults={
                "amount_minor": intent.received_minor,
                "currency": intent.currency,
                "state": Payment.State.CASE,
                "paid_at": intent.paid_at or now,
                "settled_at": now,
            },
        )
        if made:
            _enter_payment(payment)
            open_case(
                ExceptionCase.Kind.UNKNOWN_PAYMENT,
                key=f"unknown:{intent.id}",
                order=None,
                intent_id=intent.id,
                now=now,
                paid_minor=intent.received_minor,
                paid_currency=intent.currency,
            )


def confirm_free_seat(order_id: UUID, *, now: datetime) -> None:
    """Nothing is owed: the held seat is the member's without Stripe. Again, nothing happens.

    Raises ValueError for an order that costs something.
    """
    with transaction.atomic():
        locked = lock_order(order_id)
        if locked.order.amount_minor:
            raise ValueError("This order costs something.")
        if locked.order.state == Order.State.OPEN and locked.enrollment.is_held:
            activate_seat(locked.enrollment, now=now, by=locked.order.payer_id)
            mark_paid(locked.order, now=now)
            post_confirmation(locked.order, now=now)
