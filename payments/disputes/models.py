"""Disputes: payments that a payer's bank takes back while it looks into them."""

import uuid

from django.db import models

from payments.received.models import Payment


class Disputes(models.QuerySet["Dispute"]):
    """Disputes by name of where the money is."""

    def with_the_bank(self) -> "Disputes":
        """The bank has taken the money and not given it back."""
        return self.filter(taken=True, given_back=False)


class Dispute(models.Model):
    """One dispute as Stripe last told of it; `status` is Stripe's own word.

    The money left Stripe's balance if `taken`, and came back if `given_back`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    stripe_dispute_id = models.CharField(max_length=120, unique=True)
    status = models.CharField(max_length=40)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    taken = models.BooleanField(default=False)
    given_back = models.BooleanField(default=False)
    opened_at = models.DateTimeField()

    objects = Disputes.as_manager()

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.stripe_dispute_id} ({self.status})"
