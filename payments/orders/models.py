"""Orders: what one enrolment owes, as it was agreed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from groups.seats.models import Enrollment
from payments.prices.models import Price


class Order(models.Model):
    """The server-side snapshot of the price and the refund terms at the moment the seat was held.

    The payer is an account: it may pay for someone else and sees money and dates only.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        REFUNDED = "refunded", _("Refunded")
        VOID = "void", _("Void")

    steps: ClassVar[Steps] = Steps(
        {
            State.OPEN: frozenset({State.PAID, State.REFUNDED, State.VOID}),
            State.PAID: frozenset({State.REFUNDED}),
            # Money may come after the seat went back, and even after other money did.
            State.VOID: frozenset({State.PAID, State.REFUNDED}),
            State.REFUNDED: frozenset({State.PAID}),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="order")
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders"
    )
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="orders")
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    refund_terms = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at"]

    def __str__(self) -> str:
        return self.number

    @property
    def unpaid(self) -> bool:
        """Whether nothing has paid it, and nothing it was paid with went back."""
        return self.state in {self.State.OPEN, self.State.VOID}

    @property
    def number(self) -> str:
        """The number on the receipt; says nothing about the group."""
        return f"EK-{self.id.hex[:8].upper()}"
