"""Payments as they arrived."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order
from payments.received.heard import Heard


class Payments(models.QuerySet["Payment"]):
    """Payments by name of what can be done with them."""

    def refundable(self) -> "Payments":
        """A coordinator sends them back; late and double ones go back by themselves."""
        return self.filter(state__in=[Payment.State.APPLIED, Payment.State.CASE])


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
    heard_by = models.CharField(
        max_length=6, choices=Heard.choices, blank=True, help_text="the first who told us of it"
    )

    objects = Payments.as_manager()

    class Meta:
        ordering = ["-paid_at"]

    def __str__(self) -> str:
        return f"{self.stripe_payment_intent} ({self.state})"

    @property
    def goes_back_by_itself(self) -> bool:
        """Whether it came late or twice."""
        return self.state in {self.State.LATE, self.State.DUPLICATE}

    @property
    def refundable(self) -> bool:
        """Whether a coordinator sends it back, if anybody does."""
        return self.state in {self.State.APPLIED, self.State.CASE}
