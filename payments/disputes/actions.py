"""Keeping a dispute, in the ledger and before the coordinators."""

from datetime import datetime

from django.db import transaction

from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.disputes.models import Dispute
from payments.gateway.objects import StripeDispute
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.received.models import Payment


@transaction.atomic
def keep_dispute(payment: Payment, told: StripeDispute, *, now: datetime) -> Dispute:
    """Writes down a dispute as it stands at Stripe; again, nothing more. For a caller who holds the
    lock of the payment's order.

    A lost one is put before the coordinators again: the money is gone, and a seat may still stand
    on it.
    """
    dispute, _made = Dispute.objects.get_or_create(
        stripe_dispute_id=told.id,
        defaults={
            "payment": payment,
            "status": told.status,
            "amount_minor": told.amount_minor,
            "currency": told.currency,
            "opened_at": told.created_at,
        },
    )
    dispute.status = told.status
    # An older answer may come in late: what has moved, has moved.
    dispute.taken = dispute.taken or told.taken
    dispute.given_back = dispute.given_back or told.given_back
    dispute.save(update_fields=["status", "taken", "given_back"])
    for kind, happened, amount in (
        (LedgerEntry.Kind.DISPUTE, told.taken, -told.amount_minor),
        (LedgerEntry.Kind.DISPUTE_REVERSED, told.given_back, told.amount_minor),
    ):
        if happened:
            enter(
                kind,
                source=told.id,
                order=payment.order,
                amount_minor=amount,
                currency=told.currency,
                at=told.created_at,
            )
    open_case(
        ExceptionCase.Kind.DISPUTE,
        about=f"{told.id}:lost" if told.status == "lost" else told.id,
        order=payment.order,
        payment=payment,
        now=now,
        status=told.status,
        amount_minor=told.amount_minor,
        currency=told.currency,
    )
    return dispute
