"""Keeping a payment that arrived, and giving one that waited its place."""

from datetime import datetime

from audit.states import move
from payments.checkout.models import CheckoutAttempt
from payments.gateway.objects import Intent
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.received.heard import heard_now
from payments.received.models import Payment


def keep_payment(
    intent: Intent, *, attempt: CheckoutAttempt | None, state: Payment.State, now: datetime
) -> Payment:
    """Writes a succeeded payment down, in the ledger too. Within the caller's transaction, who
    holds the lock of the attempt's order. Raises IntegrityError for one that is here already.
    """
    payment = Payment.objects.create(
        order=attempt.order if attempt else None,
        attempt=attempt,
        stripe_payment_intent=intent.id,
        amount_minor=intent.received_minor,
        currency=intent.currency,
        state=state,
        paid_at=intent.paid_at or now,
        settled_at=now,
        heard_by=heard_now(),
    )
    enter(
        LedgerEntry.Kind.PAYMENT,
        source=payment.stripe_payment_intent,
        order=payment.order,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        at=payment.paid_at,
    )
    return payment


def apply_payment(payment: Payment, *, by: int, now: datetime) -> None:
    """A coordinator takes a payment that waited for what was due. Raises StateMoved."""
    move(payment, to=Payment.State.APPLIED, act="payment.applied", by=by, now=now)
