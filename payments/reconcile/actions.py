"""What would be missed if every webhook were lost, and the end of holds."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from groups.seats.actions import lock_cohort, release_seat
from groups.seats.models import Enrollment
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.checkout.locks import lock_order
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.gateway.calls import refunds_of
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.orders.models import Order
from payments.refunds.models import Refund
from payments.settling.actions import Outcome, give_seat_back
from payments.settling.asking import close_attempt, sync_attempt, sync_intent
from payments.settling.letters import post_hold_over
from payments.settling.reasons import Freed
from payments.settling.refunded import settle_refunds

logger = logging.getLogger(__name__)
LOOK_AFTER = timedelta(minutes=3)
ALARM_AFTER = timedelta(minutes=30)
AT_ONCE = 100
# One object that Stripe cannot answer for must not keep us from asking about the others.
SILENCES = 3


def look_after_attempts(*, now: datetime) -> int:
    """Asks Stripe about every live attempt that was not heard of for three minutes.

    So a payment is found within ten minutes when no webhook ever comes. Returns how many were
    asked; stops after three silences in a row, for Stripe is then down for all of them.
    """
    quiet = (
        CheckoutAttempt.objects.opened()
        .filter(checked_at__lte=now - LOOK_AFTER)
        .order_by("checked_at")
    )
    asked = silent = 0
    for attempt in quiet[:AT_ONCE]:
        try:
            sync_attempt(attempt, now=now)
        except StripeUnreachable:
            silent += 1
            if silent == SILENCES:
                break
        else:
            asked += 1
            silent = 0
    return asked


def end_holds(*, now: datetime) -> None:
    """Frees the seats whose hold is over: closed at Stripe first, given back after.

    Stripe unreachable: the seat stays, is tried again, and after half an hour a coordinator is
    told. A seat with money behind it stays.
    """
    over = (
        Enrollment.objects.held()
        .filter(hold_until__lte=now)
        .order_by("hold_until")
        .values_list("pk", flat=True)
    )
    for enrollment_id in list(over[:AT_ONCE]):
        try:
            end_hold(enrollment_id, now=now)
        except StripeUnreachable:
            continue
        except Exception:
            logger.exception("hold not ended", extra={"enrollment": str(enrollment_id)})


def end_hold(enrollment_id: UUID, *, now: datetime) -> None:
    """Ends one hold that is over, and says so in a letter. Raises StripeUnreachable; the alarm is
    raised here in time."""
    order = Order.objects.filter(enrollment=enrollment_id).first()
    if order is None:
        _release_without_order(enrollment_id, now=now)
        return
    if close_live_attempts(order, now=now):
        return
    with transaction.atomic():
        locked = lock_order(order.pk)
        hold_until = locked.enrollment.hold_until
        if hold_until is None or hold_until > now:
            return
        if give_seat_back(locked, reason=Freed.NOT_IN_TIME, now=now):
            post_hold_over(locked.order, now=now)


def close_live_attempts(order: Order, *, now: datetime) -> bool:
    """Closes every live attempt at Stripe; returns whether one of them keeps the seat: paid, or a
    bank that is still at it. Raises StripeUnreachable."""
    keeps = False
    for attempt in CheckoutAttempt.objects.of(order).live():
        try:
            outcome = (
                sync_attempt(attempt, now=now)
                if attempt.state == AttemptState.PROCESSING
                else close_attempt(attempt, now=now)
            )
        except StripeUnreachable:
            _alarm(attempt, now=now)
            raise
        keeps = keeps or outcome not in {Outcome.EXPIRED, Outcome.FAILED}
    return keeps


def give_back(order: Order, *, reason: Freed, by: int, now: datetime) -> bool:
    """The payer gives the held seat back, or has held it long enough; returns whether it is free
    now (not if it was paid).

    Raises StripeUnreachable: then nothing has changed for anybody.
    """
    if close_live_attempts(order, now=now):
        return False
    with transaction.atomic():
        return give_seat_back(lock_order(order.pk), reason=reason, now=now, by=by)


def _release_without_order(enrollment_id: UUID, *, now: datetime) -> None:
    with transaction.atomic():
        seat = Enrollment.objects.get(pk=enrollment_id)
        lock_cohort(seat.cohort_id)
        seat.refresh_from_db()
        if seat.is_held and not Order.objects.filter(enrollment=seat).exists():
            release_seat(seat, reason="not ordered", now=now)


def _alarm(attempt: CheckoutAttempt, *, now: datetime) -> None:
    attempt.refresh_from_db(fields=["unreachable_since"])
    since = attempt.unreachable_since
    if since is not None and now - since >= ALARM_AFTER:
        open_case(
            ExceptionCase.Kind.STRIPE_UNREACHABLE,
            about=attempt.pk,
            order=attempt.order,
            now=now,
            reopen=True,
            since=since.isoformat(),
        )


def look_after_refunds(*, now: datetime) -> None:
    """Asks Stripe about refunds that a bank still has."""
    pending = (
        Refund.objects.filter(state=Refund.State.PENDING)
        .order_by()
        .values_list("payment__stripe_payment_intent", flat=True)
        .distinct()
    )
    silent = 0
    for intent_id in list(pending[:AT_ONCE]):
        try:
            settle_refunds(intent_id, refunds_of(intent_id), now=now)
        except (StripeUnreachable, StripeRefused):
            silent += 1
            if silent == SILENCES:
                return
        else:
            silent = 0


def find_money_without_a_seat(*, now: datetime) -> None:
    """Somebody's part ended and what they paid is still here: a coordinator decides about it.

    Not so what they paid by hand: it is not here but in the clinic's own books, and the order's
    page says what is to be given back.
    """
    ended = Order.objects.filter(
        state=Order.State.PAID,
        amount_minor__gt=0,
        by_hand__isnull=True,
        enrollment__in=Enrollment.objects.departed(),
    ).exclude(cases__kind=ExceptionCase.Kind.ENDED_WITH_MONEY)
    for order in ended[:AT_ONCE]:
        open_case(
            ExceptionCase.Kind.ENDED_WITH_MONEY,
            about=order.pk,
            order=order,
            now=now,
            amount_minor=order.amount_minor,
            currency=order.currency,
        )


def sync_case(case: ExceptionCase, *, now: datetime) -> None:
    """Asks Stripe about whatever a case is about. Raises StripeUnreachable or StripeRefused."""
    if case.order is not None:
        sync_order(case.order, now=now)
    if case.intent_id:
        sync_intent(case.intent_id, now=now)


def sync_order(order: Order, *, now: datetime) -> None:
    """Asks Stripe about everything of one order: the coordinator's button.

    Raises StripeUnreachable, or StripeRefused for a payment that Stripe does not know.
    """
    for attempt in CheckoutAttempt.objects.of(order).exclude(state=AttemptState.CREATING):
        if attempt.stripe_session_id:
            sync_attempt(attempt, now=now)
    for payment in order.payments.all():
        settle_refunds(
            payment.stripe_payment_intent, refunds_of(payment.stripe_payment_intent), now=now
        )
