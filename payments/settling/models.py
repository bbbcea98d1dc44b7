"""Payments as they arrived."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order


class Payment(models.Model):
    """One succeeded payment intent. Every one ends somewhere: applied, late, duplicate, or case."""

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        LATE = "late", _("Late: refunded")
        DUPLICATE = "duplicate", _("Paid twice: refunded")
        CASE = "case", _("With a coordinator")

    steps: ClassVar[Steps] = Steps(
        {
            State.CASE: frozenset({State.APPLIED}),
            State.APPLIED: frozenset(),
            State.LATE: frozenset(),
            State.DUPLICATE: frozenset(),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="payments")
    attempt = models.ForeignKey(
        CheckoutAttempt, null=True, on_delete=models.PROTECT, related_name="payments"
    )
    stripe_payment_intent = models.CharField(max_length=120, unique=True)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices)
    paid_at = models.DateTimeField()
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ["-paid_at"]

    def __str__(self) -> str:
        return f"{self.stripe_payment_intent} ({self.state})"
