"""Stripe's objects as this project knows them: frozen, with the few fields we act on.

Stripe's own classes end here. A field that Stripe leaves out reads as None instead of raising, so
another API version's shape cannot break a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe

Json = Mapping[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Intent:
    """A payment intent. `received_minor` is what was really paid; `reference` our attempt's id.

    `money_left` tells that some of it was refunded or disputed, as far as the charge was expanded.
    """

    id: str
    status: str
    received_minor: int
    currency: str
    reference: str
    charge_id: str
    paid_at: datetime | None
    money_left: bool = False

    @property
    def paid(self) -> bool:
        """Whether the money is there."""
        return self.status == "succeeded"


@dataclass(frozen=True)
class HostedSession:
    """A Checkout Session. `intent` is None until the payer confirms."""

    id: str
    status: str
    payment_status: str
    reference: str
    url: str
    amount_minor: int
    currency: str
    expires_at: datetime
    intent: Intent | None
    livemode: bool

    @property
    def paid(self) -> bool:
        """Whether the money is there."""
        return (
            self.status == "complete"
            and self.payment_status == "paid"
            and self.intent is not None
            and self.intent.paid
        )

    @property
    def waits_for_bank(self) -> bool:
        """Whether the payer is done and the bank is not, or says what we do not know: the seat is
        kept until there is a clear yes or no."""
        return self.status == "complete" and not self.paid and not self.bank_refused

    @property
    def bank_refused(self) -> bool:
        """Whether a delayed payment failed after the payer was done."""
        return (
            self.status == "complete"
            and self.intent is not None
            and self.intent.status in {"requires_payment_method", "canceled"}
        )


@dataclass(frozen=True)
class StripeRefund:
    """A refund at Stripe. `reference` is the id of our own row, empty for one made elsewhere."""

    id: str
    status: str
    amount_minor: int
    currency: str
    intent_id: str
    reference: str
    created_at: datetime


@dataclass(frozen=True)
class StripeDispute:
    """A dispute. Its amount left Stripe's balance if `taken`, and came back if `given_back`."""

    id: str
    status: str
    amount_minor: int
    currency: str
    intent_id: str
    taken: bool
    given_back: bool
    created_at: datetime


def plain(thing: stripe.StripeObject) -> Json:
    """The object's data as plain mappings and lists."""
    return thing.to_dict()


def moment(seconds: Any) -> datetime:
    """Stripe's seconds since 1970 as an aware time."""
    return datetime.fromtimestamp(int(seconds or 0), tz=UTC)


def _id_of(value: Any) -> str:
    """The id of a field that may be an id, an expanded object, or missing."""
    if isinstance(value, Mapping):
        return str(value.get("id") or "")
    return str(value or "")


def read_intent(data: Json) -> Intent:
    """A payment intent; its charge gives the moment of payment when it was expanded."""
    charge = data.get("latest_charge")
    known: Json = charge if isinstance(charge, Mapping) else {}
    paid_at = moment(known.get("created")) if known else None
    return Intent(
        id=str(data["id"]),
        status=str(data.get("status") or ""),
        received_minor=int(data.get("amount_received") or 0),
        currency=str(data.get("currency") or "").upper(),
        reference=str((data.get("metadata") or {}).get("attempt") or ""),
        charge_id=_id_of(charge),
        paid_at=paid_at,
        money_left=bool(known.get("amount_refunded") or known.get("disputed")),
    )


def read_session(data: Json) -> HostedSession:
    """A Checkout Session, its intent included where it was expanded."""
    intent = data.get("payment_intent")
    return HostedSession(
        id=str(data["id"]),
        status=str(data.get("status") or ""),
        payment_status=str(data.get("payment_status") or ""),
        reference=str(data.get("client_reference_id") or ""),
        url=str(data.get("url") or ""),
        amount_minor=int(data.get("amount_total") or 0),
        currency=str(data.get("currency") or "").upper(),
        expires_at=moment(data.get("expires_at")),
        intent=read_intent(intent) if isinstance(intent, Mapping) else None,
        livemode=bool(data.get("livemode")),
    )


def read_refund(data: Json) -> StripeRefund:
    """A refund."""
    return StripeRefund(
        id=str(data["id"]),
        status=str(data.get("status") or ""),
        amount_minor=int(data.get("amount") or 0),
        currency=str(data.get("currency") or "").upper(),
        intent_id=_id_of(data.get("payment_intent")),
        reference=str((data.get("metadata") or {}).get("refund") or ""),
        created_at=moment(data.get("created")),
    )


def read_dispute(data: Json) -> StripeDispute:
    """A dispute; its balance transactions tell where the money is."""
    transactions = data.get("balance_transactions") or []
    moves = [int(one.get("amount") or 0) for one in transactions if isinstance(one, Mapping)]
    return StripeDispute(
        id=str(data["id"]),
        status=str(data.get("status") or ""),
        amount_minor=int(data.get("amount") or 0),
        currency=str(data.get("currency") or "").upper(),
        intent_id=_id_of(data.get("payment_intent")),
        taken=any(move < 0 for move in moves),
        given_back=any(move > 0 for move in moves),
        created_at=moment(data.get("created")),
    )
