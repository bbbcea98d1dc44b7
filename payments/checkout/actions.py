"""From a held seat to Stripe's payment page."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from audit.states import StateMoved, move
from groups.seats.actions import extend_hold
from groups.seats.models import Enrollment
from payments.by_hand.queries import is_by_hand
from payments.checkout.locks import Locked, lock_attempt, lock_order
from payments.checkout.models import LIVE, STEPS, AttemptState, CheckoutAttempt
from payments.dues.models import Due
from payments.gateway.calls import create_session
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.gateway.objects import HostedSession
from payments.orders.models import Order

# Stripe wants at least 30 minutes; the minute more is for the way there.
PAGE_LIFE = timedelta(minutes=31)
# The hold outlives the page, so that money paid in its last second still meets a seat.
HOLD_OUTLIVES = timedelta(minutes=5)
HOLD = PAGE_LIFE + HOLD_OUTLIVES
# What pages promise of it: whole five minutes, so that nobody is promised more than there is.
MINUTES_HELD = HOLD // timedelta(minutes=5) * 5
# However often somebody comes back to pay, a seat is not kept from others longer than this.
LONGEST_HOLD = timedelta(hours=2)


class SeatGone(Exception):
    """The seat is no longer held for this order: released, paid, or kept long enough."""


class PaidAlready(Exception):
    """Money for this order is under way, a coordinator has it, or it comes past Stripe: nobody
    shall pay it there."""


class NothingToPay(Exception):
    """What is due is zero: confirm the seat instead."""


def start_checkout(order_id: UUID, *, now: datetime) -> CheckoutAttempt:
    """Returns an open attempt to pay what of the order is due first; its `url` is Stripe's page.

    A second click, tab or device gets the attempt that is open already. The attempt and its key are
    committed before Stripe is called, so a crash or a lost answer is asked again under the same key
    and leads to the same page. Raises SeatGone, PaidAlready, NothingToPay, StripeUnreachable (try
    again: the seat stays held) or StripeRefused (the seat stays held too).
    """
    attempt = _attempt_to_use(order_id, now=now)
    if attempt.state != AttemptState.CREATING:
        return attempt
    asked_before = attempt.began_at < now
    try:
        return open_page(attempt, now=now)
    except StripeRefused:
        if not asked_before:
            raise
    # An attempt left over from a crash was too old to begin now; it is closed, so begin afresh.
    return open_page(_attempt_to_use(order_id, now=now), now=now)


def _attempt_to_use(order_id: UUID, *, now: datetime) -> CheckoutAttempt:
    with transaction.atomic():
        locked = lock_order(order_id)
        seat = locked.enrollment
        # Whoever takes part already may still owe a later part of the price.
        if locked.order.state != Order.State.OPEN or not (seat.is_held or seat.enrolled):
            raise SeatGone
        if seat.enrolled and is_by_hand(locked.order):
            raise PaidAlready  # what is open of it never comes through Stripe
        due = locked.order.dues.open().first()
        attempts = list(CheckoutAttempt.objects.of(locked.order).filter(due__state=Due.State.OPEN))
        if due is None or any(attempt.is_taken for attempt in attempts):
            raise PaidAlready
        if due.amount_minor == 0:
            raise NothingToPay
        live = next((one for one in attempts if one.due_id == due.pk and one.is_live), None)
        if live is not None and not _page_is_over(live, now=now):
            return live
        if live is not None or (seat.is_held and held_long_enough(seat, now=now)):
            # Over by our clock, perhaps not by Stripe's: the hold's end asks Stripe first.
            raise SeatGone
        return _new_attempt(locked, due, now=now)


def held_long_enough(seat: Enrollment, *, now: datetime) -> bool:
    """Whether the seat cannot be held for one more payment page."""
    return now + HOLD > seat.held_at + LONGEST_HOLD


def _page_is_over(attempt: CheckoutAttempt, *, now: datetime) -> bool:
    return now >= attempt.expires_at


def _new_attempt(locked: Locked, due: Due, *, now: datetime) -> CheckoutAttempt:
    expires_at = (now + PAGE_LIFE).replace(microsecond=0)
    if locked.enrollment.is_held:
        extend_hold(locked.enrollment, until=expires_at + HOLD_OUTLIVES)
    return CheckoutAttempt.objects.create(
        due=due, began_at=now, checked_at=now, expires_at=expires_at
    )


def open_page(attempt: CheckoutAttempt, *, now: datetime) -> CheckoutAttempt:
    """Asks Stripe for the attempt's page, under the key that was committed with it.

    Raises StripeUnreachable (the attempt stays as it is, to be asked again) or StripeRefused (the
    attempt has failed).
    """
    due, order = attempt.due, attempt.order
    try:
        session = create_session(
            attempt=attempt.pk,
            number=order.number,
            amount_minor=due.amount_minor,
            currency=due.currency,
            expires_at=attempt.expires_at,
            success_url=_absolute(reverse("checkout-success", args=[order.pk]))
            + "?session_id={CHECKOUT_SESSION_ID}",
            cancel_url=_absolute(reverse("checkout-back", args=[order.pk])),
            idempotency_key=attempt.idempotency_key,
        )
    except StripeUnreachable:
        note_silence(attempt, now=now)
        raise
    except StripeRefused:
        with transaction.atomic():
            step(lock_attempt(attempt.pk).attempt, to=AttemptState.FAILED, now=now)
        raise
    return _keep_page(attempt, session, now=now)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _keep_page(
    attempt: CheckoutAttempt, session: HostedSession, *, now: datetime
) -> CheckoutAttempt:
    """For the attempt alone, if nobody has moved it meanwhile: seat and order stay as they are."""
    page = {"stripe_session_id": session.id, "url": session.url}
    try:
        step(attempt, to=AttemptState.OPEN, now=now, **page)
    except StateMoved:
        attempt.refresh_from_db()
    return attempt


def step(attempt: CheckoutAttempt, *, to: AttemptState, now: datetime, **page: str) -> bool:
    """Moves an attempt on and keeps that Stripe was heard; never backwards.

    Returns whether it moved. `page` is what Stripe told of the page that opened. Raises StateMoved
    where somebody else moved it since it was read; a caller who holds its lock is alone.
    """
    heard = {"checked_at": now, "unreachable_since": None, **page}
    if STEPS.allow(attempt.state, to):
        ended = {"ended_at": None if to in LIVE else now}
        move(attempt, to=to, act=f"attempt.{to}", by=None, now=now, changes=heard | ended)
        return True
    attempt.checked_at, attempt.unreachable_since = now, None
    attempt.save(update_fields=["checked_at", "unreachable_since"])
    return False


def note_silence(attempt: CheckoutAttempt, *, now: datetime) -> datetime:
    """Stripe did not answer about this attempt; returns since when."""
    CheckoutAttempt.objects.filter(pk=attempt.pk, unreachable_since=None).update(
        unreachable_since=now
    )
    attempt.refresh_from_db(fields=["unreachable_since"])
    return attempt.unreachable_since or now
