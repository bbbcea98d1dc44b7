"""Asking Stripe how an attempt stands, and closing one for good. Never inside a transaction."""

from datetime import datetime

from django.db import transaction

from payments.cases.actions import close_case
from payments.cases.models import ExceptionCase
from payments.checkout.actions import note_silence, open_page, step
from payments.checkout.locks import lock_attempt
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.gateway.calls import (
    disputes_of,
    expire_session,
    fetch_intent,
    fetch_session,
    refunds_of,
    session_of_intent,
)
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.gateway.objects import HostedSession, Intent
from payments.settling.actions import Outcome, settle_session, unknown_payment
from payments.settling.refunded import settle_dispute, settle_refunds


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
    return _settled(attempt, settle_as_found(session, now=now), now=now)


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
    return _settled(attempt, settle_as_found(session, now=now), now=now)


def settle_as_found(session: HostedSession, *, now: datetime) -> Outcome:
    """Settles a fetched session, and what has left its payment again since.

    A refund or a dispute may be heard of before the payment itself is known here; it then has no
    place to go, and nobody tells of it twice. Raises StripeUnreachable.
    """
    outcome = settle_session(session, now=now)
    if session.intent is not None and outcome is not Outcome.NOT_OURS:
        _settle_what_left(session.intent, now=now)
    return outcome


def sync_intent(intent_id: str, *, now: datetime) -> bool:
    """Asks Stripe about a payment and settles the answer; returns whether it is ours.

    Raises StripeUnreachable or StripeRefused.
    """
    session = session_of_intent(intent_id)
    if session is not None:
        return settle_as_found(session, now=now) is not Outcome.NOT_OURS
    intent = fetch_intent(intent_id)
    if not intent.paid or not intent.reference:
        return False
    unknown_payment(intent, now=now)
    _settle_what_left(intent, now=now)
    return True


def _settle_what_left(intent: Intent, *, now: datetime) -> None:
    if not intent.money_left:
        return
    settle_refunds(intent.id, refunds_of(intent.id), now=now)
    for dispute in disputes_of(intent.id):
        settle_dispute(dispute, now=now)


def _settled(attempt: CheckoutAttempt, outcome: Outcome, *, now: datetime) -> Outcome:
    if attempt.unreachable_since is not None:
        kind = ExceptionCase.Kind.STRIPE_UNREACHABLE
        close_case(kind, about=attempt.pk, outcome="Stripe answered again.", now=now)
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
        step(lock_attempt(attempt.pk).attempt, to=AttemptState.FAILED, now=now)
    return Outcome.FAILED
