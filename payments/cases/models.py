"""The cases that a coordinator must decide: money or an event without a place."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from payments.orders.models import Order
from payments.received.models import Payment


class ExceptionCase(models.Model):
    """What happened, and what was done about it. `facts` hold ids, states and sums only."""

    class Kind(models.TextChoices):
        AMOUNT_DIFFERS = "amount_differs", _("The amount is not what was agreed")
        UNKNOWN_PAYMENT = "unknown_payment", _("A payment that belongs to no order")
        REFUND_FAILED = "refund_failed", _("A refund failed")
        DISPUTE = "dispute", _("The bank disputes a payment")
        EVENT_FAILED = "event_failed", _("An event could not be handled")
        STRIPE_UNREACHABLE = "stripe_unreachable", _("Stripe did not answer at a deadline")
        STRIPE_REFUSED = "stripe_refused", _("Stripe refused what we asked")
        OUTSIDE_REFUND = "outside_refund", _("Refunded in Stripe's own dashboard")
        ENDED_WITH_MONEY = "ended_with_money", _("Somebody's part has ended, and has been paid for")
        UNDER_AGE = "under_age", _("Somebody with a seat says that they are under age")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        RESOLVED = "resolved", _("Resolved")

    steps: ClassVar[Steps] = Steps(
        {
            State.OPEN: frozenset({State.RESOLVED}),
            State.RESOLVED: frozenset({State.OPEN}),  # the trouble came back
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=160, unique=True, help_text="the same trouble opens one case")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="cases")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="cases")
    stripe_payment_intent = models.CharField(
        max_length=120, blank=True, help_text="what an event named, while no payment of ours did"
    )
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", resolved_at__isnull=True)
                | Q(state="resolved", resolved_at__isnull=False),
                name="a_resolved_case_says_when",
            )
        ]
        indexes = [models.Index(fields=["state", "-opened_at"], name="cases_open_first")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def intent_id(self) -> str:
        """Stripe's id of the payment it is about; empty where it is about none."""
        return self.payment.stripe_payment_intent if self.payment else self.stripe_payment_intent
