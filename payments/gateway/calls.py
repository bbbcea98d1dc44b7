"""The calls to Stripe: the only file that holds its client.

Never call any of these inside a transaction. Each raises StripeUnreachable or StripeRefused, and
nothing else of Stripe's. Every write takes an idempotency key that was committed before.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import stripe
from django.conf import settings

from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.gateway.objects import (
    HostedSession,
    Json,
    StripeDispute,
    StripeRefund,
    plain,
    read_dispute,
    read_intent,
    read_refund,
    read_session,
)
from payments.gateway.objects import Intent as Intent

CONNECT_SECONDS, ANSWER_SECONDS = 3, 8
RETRIES = 2
# Half of the page threads: a Stripe that hangs must not stop every page of the site.
LINES, PATIENCE_SECONDS = 4, 2
_LINES = threading.BoundedSemaphore(LINES)
WITH_CHARGE = ["payment_intent.latest_charge"]
# What payers see on Stripe's page. Neutral on purpose: it may show on a bank's statement.
WHAT_IS_BOUGHT = "Enrolment"

if TYPE_CHECKING:  # loading all of the library's parameter types would take half a second
    from stripe.params import EventListParams

Answer = TypeVar("Answer")


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else {},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, ANSWER_SECONDS)),
    )


def _stripe() -> stripe.StripeClient:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


def _ask(call: Callable[[], Answer]) -> Answer:
    """The answer, or one of our two errors.

    Silence and the statuses 409, 429 and 5xx mean "later". So do a refused key and a key reused
    with other parameters: they say nothing about what stands at Stripe. Everything else is a no.
    """
    if not _LINES.acquire(timeout=PATIENCE_SECONDS):
        raise StripeUnreachable("all lines are busy")
    try:
        return call()
    except stripe.StripeError as error:
        status = error.http_status
        if status is None or status in {401, 403, 409, 429} or status >= 500:
            raise StripeUnreachable(type(error).__name__) from error
        if isinstance(error, stripe.IdempotencyError):
            raise StripeUnreachable(type(error).__name__) from error
        kind = error.error.type if error.error is not None else type(error).__name__
        raise StripeRefused(
            str(error.user_message or kind), code=str(error.code or kind)
        ) from error
    finally:
        _LINES.release()


def live_mode() -> bool:
    """Whether our key moves real money."""
    return not settings.STRIPE_SECRET_KEY.startswith(("sk_test_", "rk_test_"))


def create_session(
    *,
    attempt: UUID,
    number: str,
    amount_minor: int,
    currency: str,
    expires_at: datetime,
    success_url: str,
    cancel_url: str,
    idempotency_key: UUID,
) -> HostedSession:
    """Opens Stripe's payment page for one attempt.

    The same arguments and key always give the same session. Stripe hears an opaque reference, our
    receipt number and a neutral word: nobody's name, group or reason.
    """
    made = _ask(
        lambda: _stripe().v1.checkout.sessions.create(
            {
                "mode": "payment",
                "client_reference_id": str(attempt),
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": currency.lower(),
                            "unit_amount": amount_minor,
                            "product_data": {"name": f"{WHAT_IS_BOUGHT} {number}"},
                        },
                    }
                ],
                "expires_at": int(expires_at.timestamp()),
                "success_url": success_url,
                "cancel_url": cancel_url,
                "adaptive_pricing": {"enabled": False},
                "metadata": {"attempt": str(attempt)},
                "payment_intent_data": {
                    "description": f"{WHAT_IS_BOUGHT} {number}",
                    "metadata": {"attempt": str(attempt)},
                },
            },
            {"idempotency_key": str(idempotency_key)},
        )
    )
    return read_session(plain(made))


def fetch_session(session_id: str) -> HostedSession:
    """The session as it is now, with its intent and charge."""
    return read_session(
        plain(
            _ask(
                lambda: _stripe().v1.checkout.sessions.retrieve(session_id, {"expand": WITH_CHARGE})
            )
        )
    )


def expire_session(session_id: str, *, idempotency_key: UUID) -> HostedSession:
    """Closes an open session, so that nobody can pay it any more.

    A session that is no longer open is left alone: the answer then tells what became of it. It is
    looked at first, for Stripe repeats even an answer that went wrong to whoever asks again under
    the same key.
    """
    found = fetch_session(session_id)
    if found.status != "open":
        return found
    try:
        _ask(
            lambda: _stripe().v1.checkout.sessions.expire(
                session_id, {}, {"idempotency_key": f"expire-{idempotency_key}"}
            )
        )
    except StripeRefused as refused:
        if refused.code == "resource_missing":
            raise
    return fetch_session(session_id)


def session_of_intent(intent_id: str) -> HostedSession | None:
    """The session that a payment intent belongs to; None for a payment made in another way."""
    found = _ask(
        lambda: _stripe().v1.checkout.sessions.list({"payment_intent": intent_id, "limit": 1})
    )
    return fetch_session(found.data[0].id) if found.data else None


def fetch_intent(intent_id: str) -> Intent:
    """The payment intent as it is now, with its charge."""
    return read_intent(
        plain(
            _ask(
                lambda: _stripe().v1.payment_intents.retrieve(
                    intent_id, {"expand": ["latest_charge"]}
                )
            )
        )
    )


def create_refund(
    *, refund: UUID, intent_id: str, amount_minor: int, idempotency_key: UUID
) -> StripeRefund:
    """Pays back; the same arguments and key pay back once."""
    made = _ask(
        lambda: _stripe().v1.refunds.create(
            {
                "payment_intent": intent_id,
                "amount": amount_minor,
                "metadata": {"refund": str(refund)},
            },
            {"idempotency_key": str(idempotency_key)},
        )
    )
    return read_refund(plain(made))


def refunds_of(intent_id: str) -> list[StripeRefund]:
    """Every refund of a payment intent, ours and those made in Stripe's dashboard."""
    found = _ask(lambda: _stripe().v1.refunds.list({"payment_intent": intent_id, "limit": 100}))
    return [read_refund(plain(one)) for one in found.data]


def events_between(since: datetime, until: datetime, *, types: list[str]) -> list[Json]:
    """Stripe's own list of what it sent, as it sent it; the newest first.

    Stripe keeps it for thirty days, whether anybody heard or not.
    """
    found: list[Json] = []
    more = True
    while more:
        asked: EventListParams = {
            "created": {"gte": int(since.timestamp()), "lte": int(until.timestamp())},
            "types": types,
            "limit": 100,
        }
        if found:
            asked["starting_after"] = str(found[-1]["id"])
        page = _ask(partial(_stripe().v1.events.list, asked))
        found += [plain(one) for one in page.data]
        more = page.has_more
    return found


def fetch_dispute(dispute_id: str) -> StripeDispute:
    """The dispute as it is now."""
    return read_dispute(plain(_ask(lambda: _stripe().v1.disputes.retrieve(dispute_id))))


def disputes_of(intent_id: str) -> list[StripeDispute]:
    """Every dispute about a payment intent."""
    found = _ask(lambda: _stripe().v1.disputes.list({"payment_intent": intent_id, "limit": 100}))
    return [read_dispute(plain(one)) for one in found.data]
