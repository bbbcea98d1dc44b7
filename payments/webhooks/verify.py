"""Is this body really from Stripe, and fresh."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

# Stripe's own tolerance for old signatures; the library accepts any time in the future, we do not.
TOLERANCE_SECONDS = 300
LARGEST_BODY = 256 * 1024
HINTS = ("object", "status", "payment_status", "amount", "currency")


class NotFromStripe(Exception):
    """The body is unsigned, altered, too old, from the future, or not an event for us."""


@dataclass(frozen=True)
class Event:
    """A verified snapshot event. `object_id` names what it is about; the rest is only a hint.

    Events carry names, addresses and cards of payers: of all that, only states are kept.
    """

    id: str
    type: str
    api_version: str
    object_id: str
    intent_id: str
    hint: Mapping[str, Any]


def verify(body: bytes, signature: str, *, live_mode: bool, real_now: datetime) -> Event:
    """Checks a raw body against the signing secret and reads it. Raises NotFromStripe.

    `STRIPE_WEBHOOK_SECRET` may hold two secrets with a comma between while one is rolled. Time is
    the machine's own, for signatures are not a matter of the site's clock.
    """
    if not any(
        _signed_with(secret.strip(), body, signature)
        for secret in settings.STRIPE_WEBHOOK_SECRET.split(",")
        if secret.strip()
    ):
        raise NotFromStripe("signature")
    if _signed_at(signature) > real_now.timestamp() + TOLERANCE_SECONDS:
        raise NotFromStripe("from the future")
    return _read(body, live_mode=live_mode)


def _signed_with(secret: str, body: bytes, signature: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, ValueError):
        return False
    return True


def _signed_at(signature: str) -> int:
    stamps = [part[2:] for part in signature.split(",") if part.startswith("t=")]
    return int(stamps[0])


def _read(body: bytes, *, live_mode: bool) -> Event:
    try:
        return read_event(json.loads(body), live_mode=live_mode)
    except ValueError as error:
        raise NotFromStripe("no event") from error


def read_event(payload: Any, *, live_mode: bool) -> Event:
    """An event as Stripe tells of it, in a post or when it is asked. Raises NotFromStripe."""
    try:
        subject = payload["data"]["object"]
        event = Event(
            id=payload["id"],
            type=payload["type"],
            api_version=str(payload.get("api_version") or "")[:40],
            object_id=str(subject.get("id") or ""),
            intent_id=_intent_of(subject),
            hint={name: subject[name] for name in HINTS if name in subject},
        )
        live = payload["livemode"]
    except (KeyError, TypeError, AttributeError) as error:
        raise NotFromStripe("no event") from error
    if not isinstance(event.id, str) or not isinstance(event.type, str) or len(event.id) > 120:
        raise NotFromStripe("no event")
    if live is not live_mode:
        raise NotFromStripe("live mode does not match our key")
    return event


def _intent_of(subject: Mapping[str, Any]) -> str:
    if subject.get("object") == "payment_intent":
        return str(subject.get("id") or "")
    found = subject.get("payment_intent")
    return str(found.get("id") if isinstance(found, Mapping) else found or "")
