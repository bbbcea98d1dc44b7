"""Keeping a payment that arrived, and giving one that waited its place."""

from datetime import datetime

from audit.states import move
from payments.checkout.models import CheckoutAttempt
from payments.gateway.objects import Intent
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.received.models import Payment


def keep_payment(
    intent: Intent, *, attempt: CheckoutAttempt | None, state: Payment.State, now: datetime
) -> tuple[Payment, bool]:
    """Writes a succeeded payment down, in the ledger too; returns it, and whether it is new here.

    Within the caller's transaction, who holds the lock of the attempt's order.
    """
    payment, made = Payment.objects.get_or_create(
        stripe_payment_intent=intent.id,
        defaults={
            "order": attempt.order if attempt else None,
            "attempt": attempt,
            "amount_minor": intent.received_minor,
            "currency": intent.currency,
            "state": state,
            "paid_at": intent.paid_at or now,
            "settled_at": now,
        },
    )
    if made:
        enter(
            LedgerEntry.Kind.PAYMENT,
            source=payment.stripe_payment_intent,
            order=payment.order,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            at=payment.paid_at,
        )
    return payment, made


def apply_payment(payment: Payment, *, by: int, now: datetime) -> None:
    """A coordinator takes a payment that waited for what was due. Raises StateMoved."""
    move(payment, to=Payment.State.APPLIED, act="payment.applied", by=by, now=now)
