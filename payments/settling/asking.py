"""Asking Stripe how an attempt stands, and closing one for good. Never inside a transaction."""

from datetime import datetime

from django.db import transaction

from payments.cases.actions import close_case
from payments.checkout.actions import note_silence, open_page, step
from payments.checkout.locks import lock_attempt, lock_order
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.gateway.calls import expire_session, fetch_session
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.settling.actions import Outcome, settle_session


def sync_attempt(attempt: CheckoutAttempt, *, now: datetime) -> Outcome:
    """Asks Stripe how the attempt stands and settles the answer. Raises StripeUnreachable.

    An attempt whose page was never answered is asked for again under its key: Stripe then tells
    which page it made, or refuses, and then there is none.
    """
    attempt = _with_page(attempt, now=now)
    if attempt.stripe_session_id is None:
        return Outcome.FAILED
    try:
        session = fetch_session(attempt.stripe_session_id)
    except StripeUnreachable:
        note_silence(attempt, now=now)
        raise
    except StripeRefused as refused:
        return _unknown_to_stripe(attempt, refused, now=now)
    return _settled(attempt, settle_session(session, now=now), now=now)


def close_attempt(attempt: CheckoutAttempt, *, now: datetime) -> Outcome:
    """Makes sure that nobody can pay the attempt any more, or learns that somebody did.

    Raises StripeUnreachable: then nothing is known and the seat must stay.
    """
    attempt = _with_page(attempt, now=now)
    if attempt.stripe_session_id is None:
        return Outcome.FAILED
    try:
        session = expire_session(attempt.stripe_session_id, idempotency_key=attempt.idempotency_key)
    except StripeUnreachable:
        note_silence(attempt, now=now)
        raise
    except StripeRefused as refused:
        return _unknown_to_stripe(attempt, refused, now=now)
    return _settled(attempt, settle_session(session, now=now), now=now)


def silence_key(attempt: CheckoutAttempt) -> str:
    """The key of the alarm about an attempt that Stripe does not answer for."""
    return f"unreachable:{attempt.pk}"


def _settled(attempt: CheckoutAttempt, outcome: Outcome, *, now: datetime) -> Outcome:
    if attempt.unreachable_since is not None:
        close_case(key=silence_key(attempt), outcome="Stripe answered again.", now=now)
    return outcome


def _with_page(attempt: CheckoutAttempt, *, now: datetime) -> CheckoutAttempt:
    if attempt.state != AttemptState.CREATING:
        return attempt
    try:
        return open_page(attempt, now=now)
    except StripeRefused:
        attempt.refresh_from_db()
        return attempt


def _unknown_to_stripe(
    attempt: CheckoutAttempt, refused: StripeRefused, *, now: datetime
) -> Outcome:
    """Stripe does not know the page (another account's key, a reset sandbox): nobody can pay it.

    Any other refusal tells nothing, which is StripeUnreachable.
    """
    if refused.code != "resource_missing":
        raise StripeUnreachable(refused.code) from refused
    with transaction.atomic():
        lock_order(attempt.order_id)
        step(lock_attempt(attempt.pk), to=AttemptState.FAILED, now=now)
    return Outcome.FAILED
