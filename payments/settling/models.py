"""Payments as they arrived, and the cases that a coordinator must decide."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order


class Payment(models.Model):
    """One succeeded payment intent. Every one ends somewhere: applied, late, duplicate, or case."""

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        LATE = "late", _("Late: refunded")
        DUPLICATE = "duplicate", _("Paid twice: refunded")
        CASE = "case", _("With a coordinator")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(
        Order, null=True, on_delete=models.PROTECT, related_name="payments"
    )
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


class ExceptionCase(models.Model):
    """Money or an event without a place: what happened and what was done about it."""

    class Kind(models.TextChoices):
        AMOUNT_DIFFERS = "amount_differs", _("The amount is not what was agreed")
        UNKNOWN_PAYMENT = "unknown_payment", _("A payment that belongs to no order")
        REFUND_FAILED = "refund_failed", _("A refund failed")
        DISPUTE = "dispute", _("The bank disputes a payment")
        EVENT_FAILED = "event_failed", _("An event could not be handled")
        STRIPE_UNREACHABLE = "stripe_unreachable", _("Stripe did not answer at a deadline")
        OUTSIDE_REFUND = "outside_refund", _("Refunded in Stripe's own dashboard")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=160, unique=True, help_text="the same trouble opens one case")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="cases")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="cases")
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["resolved_at", "-opened_at"]

    def __str__(self) -> str:
        return f"{self.kind} ({'open' if self.resolved_at is None else 'resolved'})"
