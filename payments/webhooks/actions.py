"""Storing events, and acting on what they hint at."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit.states import StateMoved, move_unrecorded
from clock.claiming import FREED, Backoff, claim, due, holds, rest, take_at_once
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.gateway.calls import fetch_dispute, fetch_session, refunds_of
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.received.heard import Heard, heard_by
from payments.settling.actions import Outcome
from payments.settling.asking import settle_as_found, sync_intent
from payments.settling.refunded import settle_dispute, settle_refunds
from payments.webhooks.models import StripeEvent
from payments.webhooks.verify import Event

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=1)
# For the process that heard of it and acts at once: if it died, the worker shall not wait long.
AT_ONCE = timedelta(seconds=10)
BACKOFF = Backoff(first=timedelta(seconds=10), longest=timedelta(minutes=30))
TRIES = 8


def store_event(event: Event, *, now: datetime) -> StripeEvent | None:
    """Keeps a verified event, in one statement; returns it if it is to be acted on.

    It is then leased to this process for the moment in which it acts on it; if the process dies or
    has too much to do, the worker acts on it afterwards. None for a type that says nothing to us,
    and for an event that is here already (Stripe sends some twice).
    """
    heard = _act_for(event.type) is not None
    stored = StripeEvent(
        stripe_id=event.id,
        type=event.type[:80],
        api_version=event.api_version,
        object_id=event.object_id[:120],
        intent_id=event.intent_id[:120],
        hint=event.hint,
        state=StripeEvent.State.STORED if heard else StripeEvent.State.IGNORED,
        received_at=now,
        next_try_at=now,
        done_at=None if heard else now,
    )
    if heard:
        take_at_once(stored, lease=AT_ONCE)
    try:
        stored.save(force_insert=True)
    except IntegrityError:
        return None
    return stored if heard else None


def due_events(*, now: datetime, limit: int = 200) -> list[int]:
    """The stored events whose time has come, oldest first."""
    return list(
        StripeEvent.objects.filter(due(now), state=StripeEvent.State.STORED)
        .order_by("received_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )


def handle_event(event_id: int, *, now: datetime) -> None:
    """Acts on one event, if it is due and nobody else does; never raises.

    Stripe unreachable: tried again, without end. Any other trouble: tried again up to eight times
    over an hour, then an exception case; other events go on meanwhile.
    """
    stored = StripeEvent.objects.filter(due(now), pk=event_id, state=StripeEvent.State.STORED)
    event = claim(stored, lease=LEASE)
    if event is not None:
        handle_leased(event, now=now)


def handle_leased(event: StripeEvent, *, now: datetime) -> None:
    """The same for an event that this process has leased, as long as the lease holds."""
    if not holds(event):
        handle_event(event.pk, now=now)
        return
    try:
        ours = act_on(event, now=now)
    except StripeUnreachable as error:
        _later(event, error, now=now)
    except Exception as error:
        logger.exception("event not handled", extra={"event": event.stripe_id})
        if event.attempts >= TRIES:
            _give_up(event, error, now=now)
        else:
            _later(event, error, now=now)
    else:
        to = StripeEvent.State.DONE if ours else StripeEvent.State.IGNORED
        done = {**FREED, "done_at": now, "last_error": ""}
        # Whoever took it when our lease was over writes down what became of it.
        with suppress(StateMoved):
            move_unrecorded(event, to=to, changes=done, if_still={"lease": event.lease})


def _later(event: StripeEvent, error: Exception, *, now: datetime) -> None:
    rest(event, until=now + BACKOFF.after(event.attempts), last_error=type(error).__name__)


def _give_up(event: StripeEvent, error: Exception, *, now: datetime) -> None:
    failed = {**FREED, "done_at": now, "last_error": type(error).__name__}
    ours = {"lease": event.lease}
    with transaction.atomic():
        try:
            move_unrecorded(event, to=StripeEvent.State.FAILED, changes=failed, if_still=ours)
        except StateMoved:
            return
        open_case(
            ExceptionCase.Kind.EVENT_FAILED,
            about=event.stripe_id,
            order=None,
            intent_id=event.intent_id,
            now=now,
            reopen=True,
            event=event.stripe_id,
            type=event.type,
        )


def act_on(event: StripeEvent, *, now: datetime) -> bool:
    """Fetches what the event is about and settles it; returns whether it is ours.

    Nothing of the event's own words is used but ids, so an old, replayed or reordered event can
    only make us look at the present.
    """
    act = _act_for(event.type)
    with heard_by(Heard.EVENT):
        return act(event, now) if act else False


def _about_session(event: StripeEvent, now: datetime) -> bool:
    try:
        session = fetch_session(event.object_id)
    except StripeRefused:
        return False
    return settle_as_found(session, now=now) is not Outcome.NOT_OURS


def _about_intent(event: StripeEvent, now: datetime) -> bool:
    return bool(event.intent_id) and sync_intent(event.intent_id, now=now)


def _about_refund(event: StripeEvent, now: datetime) -> bool:
    if not event.intent_id:
        return False
    known = settle_refunds(event.intent_id, refunds_of(event.intent_id), now=now)
    return known or sync_intent(event.intent_id, now=now)


def _about_dispute(event: StripeEvent, now: datetime) -> bool:
    dispute = fetch_dispute(event.object_id)
    return settle_dispute(dispute, now=now) or (
        bool(dispute.intent_id) and sync_intent(dispute.intent_id, now=now)
    )


Act = Callable[[StripeEvent, datetime], bool]
# The first prefix that fits is taken.
_ACTS: dict[str, Act] = {
    "checkout.session.": _about_session,
    "payment_intent.succeeded": _about_intent,
    "charge.dispute.": _about_dispute,
    "charge.refund": _about_refund,
    "refund.": _about_refund,
}


def _act_for(kind: str) -> Act | None:
    return next((act for prefix, act in _ACTS.items() if kind.startswith(prefix)), None)
