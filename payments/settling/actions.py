"""Where every payment ends: applied, late, paid twice, or with a coordinator.

Webhooks, the success page, the reconcile jobs and the coordinator's button all come here with what
Stripe says now; the order in which they come changes nothing.
"""

import enum
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from audit.actions import recorded_together
from groups.gates.queries import has_begun
from groups.seats.actions import activate_seat, extend_hold, release_seat
from groups.seats.errors import AlreadyEnrolled, CohortFull, EnrolmentClosed, KeptApart
from groups.seats.models import Enrollment, SeatState
from groups.waiting.actions import put_first, take_back
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.checkout.actions import step
from payments.checkout.locks import Locked, LockedAttempt, lock_attempt, lock_order
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.dues.actions import settle_due, void_dues
from payments.dues.models import Due
from payments.gateway.objects import HostedSession, Intent
from payments.orders.models import NotForASeat, Order
from payments.received.actions import keep_payment
from payments.received.models import Payment
from payments.received.queries import payment_of
from payments.refunds.actions import ask_refund
from payments.refunds.models import Refund
from payments.refunds.queries import has_money
from payments.settling.letters import (
    post_bank_refused,
    post_bank_waits,
    post_confirmation,
    post_late_and_full,
    post_paid_twice,
)
from payments.settling.reasons import Freed, freed_by

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
    reference of our kind and no attempt of ours becomes an exception case when it is paid; so does
    money for anything but a seat, for nothing else is sold here.
    """
    # Every payment is heard of several times; whatever became of it was written down at once.
    known = payment_of(session.intent.id) if session.paid and session.intent else None
    if known is not None:
        return OUTCOMES[Payment.State(known.state)]
    try:
        return _settle_ours(UUID(session.reference), session, now=now)
    except (ValueError, CheckoutAttempt.DoesNotExist, NotForASeat):
        if session.paid and session.intent is not None and session.intent.reference:
            unknown_payment(session.intent, now=now)
            return Outcome.CASE
        return Outcome.NOT_OURS


def _settle_ours(attempt_id: UUID, session: HostedSession, *, now: datetime) -> Outcome:
    """Raises CheckoutAttempt.DoesNotExist for an attempt that is not ours, or NotForASeat."""
    with transaction.atomic(), recorded_together():
        locked = lock_attempt(attempt_id)
        attempt = locked.attempt
        if attempt.stripe_session_id is None:
            attempt.stripe_session_id, attempt.url = session.id, session.url
            attempt.save(update_fields=["stripe_session_id", "url"])
        if session.paid and session.intent is not None:
            payment = payment_of(session.intent.id)
            if payment is None:
                step(attempt, to=AttemptState.COMPLETE, now=now)
                payment = _settle_payment(locked, session.intent, now=now)
            return OUTCOMES[Payment.State(payment.state)]
        return _settle_unpaid(locked, session, now=now)


def _settle_unpaid(locked: LockedAttempt, session: HostedSession, *, now: datetime) -> Outcome:
    attempt = locked.attempt
    if session.id != attempt.stripe_session_id:
        return Outcome.NOT_OURS  # another page with our reference: unpaid, it says nothing
    if session.waits_for_bank:
        if step(attempt, to=AttemptState.PROCESSING, now=now):
            post_bank_waits(locked.order, attempt, now=now)
        if attempt.state == AttemptState.PROCESSING and locked.enrollment.is_held:
            extend_hold(locked.enrollment, until=now + BANK_WAIT)
        return Outcome.PENDING
    if session.bank_refused:
        if step(attempt, to=AttemptState.FAILED, now=now):
            _bank_said_no(locked, now=now)
        return Outcome.FAILED
    if session.status == "expired":
        step(attempt, to=AttemptState.EXPIRED, now=now)
        return Outcome.EXPIRED
    step(attempt, to=AttemptState.OPEN, now=now)
    return Outcome.OPEN


def _bank_said_no(locked: LockedAttempt, *, now: datetime) -> None:
    if give_seat_back(locked, reason=Freed.BANK_REFUSED, now=now):
        post_bank_refused(locked.order, locked.attempt, now=now)


def give_seat_back(locked: Locked, *, reason: Freed, now: datetime, by: int | None = None) -> bool:
    """Frees a held seat nobody has paid and nobody can pay any more; returns whether it did.

    A payment that waits for a coordinator keeps the seat: an enrolment with money never expires by
    itself.
    """
    order = locked.order
    if not locked.enrollment.is_held:
        return False
    if CheckoutAttempt.objects.of(order).live().exists() or has_money(order):
        return False
    release_seat(locked.enrollment, reason=reason, now=now, by=by)
    void_dues(order, now=now, by=by)
    return True


def _settle_payment(locked: LockedAttempt, intent: Intent, *, now: datetime) -> Payment:
    due = locked.attempt.due
    state = _place(locked, due, intent, now=now)
    payment = keep_payment(intent, attempt=locked.attempt, state=state, now=now)
    _follow_up(locked, due, payment, now=now)
    return payment


def _place(locked: Locked, due: Due, intent: Intent, *, now: datetime) -> Payment.State:
    """Decides where the payment belongs, and moves the seat if it buys it."""
    order, enrollment = locked.order, locked.enrollment
    if due.state == Due.State.PAID and (order.state == Order.State.PAID or enrollment.belongs):
        return Payment.State.DUPLICATE
    if (intent.received_minor, intent.currency) != (due.amount_minor, due.currency):
        return Payment.State.CASE
    if enrollment.is_held:
        activate_seat(enrollment, now=now)
    elif enrollment.state == SeatState.RELEASED:
        if has_begun(enrollment, now=now):
            return Payment.State.LATE
        try:
            take_back(enrollment, now=now)
        except AlreadyEnrolled:
            return Payment.State.DUPLICATE
        except CohortFull:
            _apologise_in_line(enrollment, now=now)
            return Payment.State.LATE
        except (EnrolmentClosed, KeptApart):
            return Payment.State.LATE
    elif not enrollment.enrolled:
        return Payment.State.LATE
    settle_due(due, order=order, now=now)
    return Payment.State.APPLIED


def _apologise_in_line(enrollment: Enrollment, *, now: datetime) -> None:
    """They go before everybody who waits; whoever may not enrol alone does not wait alone."""
    if freed_by(enrollment.end_reason) is not Freed.TOO_YOUNG:
        put_first(enrollment.cohort, member=enrollment.member, now=now)


def _follow_up(locked: Locked, due: Due, payment: Payment, *, now: datetime) -> None:
    """What the person hears, and what goes back."""
    if payment.state == Payment.State.APPLIED:
        post_confirmation(locked.order, now=now)
    elif payment.state == Payment.State.CASE:
        open_case(
            ExceptionCase.Kind.AMOUNT_DIFFERS,
            about=payment.pk,
            order=locked.order,
            payment=payment,
            now=now,
            paid_minor=payment.amount_minor,
            paid_currency=payment.currency,
            agreed_minor=due.amount_minor,
            agreed_currency=due.currency,
        )
    else:
        late = payment.state == Payment.State.LATE
        ask_refund(
            payment,
            amount_minor=payment.amount_minor,
            reason=Refund.Reason.LATE_AND_FULL if late else Refund.Reason.DUPLICATE,
            now=now,
        )
        (post_late_and_full if late else post_paid_twice)(payment, now=now)


def unknown_payment(intent: Intent, *, now: datetime) -> None:
    """Money that carries our reference and meets no attempt: kept, and put before a coordinator."""
    if payment_of(intent.id) is not None:
        return
    # A twin may keep it at this moment: then that stands.
    with suppress(IntegrityError), transaction.atomic():
        payment = keep_payment(intent, attempt=None, state=Payment.State.CASE, now=now)
        open_case(
            ExceptionCase.Kind.UNKNOWN_PAYMENT,
            about=payment.pk,
            order=None,
            payment=payment,
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
            for due in locked.order.dues.open():
                settle_due(due, order=locked.order, now=now)
            post_confirmation(locked.order, now=now)
