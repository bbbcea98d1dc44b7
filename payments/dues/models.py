"""Dues: the parts in which an order's price is paid, each by its day. Today every order has one."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from payments.orders.models import Order


class Dues(models.QuerySet["Due"]):
    """Dues by name of how they stand."""

    def open(self) -> "Dues":
        """They are still to be paid."""
        return self.filter(state=Due.State.OPEN)


class Due(models.Model):
    """One part of an order's price. The parts of an order add up to its sum, in its currency.

    Whoever changes one holds the lock of its order.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        VOID = "void", _("Void")

    steps: ClassVar[Steps] = Steps(
        {
            State.OPEN: frozenset({State.PAID, State.VOID}),
            State.VOID: frozenset({State.PAID}),  # money that came after the seat went back
            State.PAID: frozenset(),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="dues")
    number = models.PositiveSmallIntegerField(help_text="from 1, in the order of their days")
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    paid_at = models.DateTimeField(null=True)

    objects = Dues.as_manager()

    class Meta:
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_due_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_minor} {self.currency} ({self.state})"
