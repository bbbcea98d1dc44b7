"""Orders that are paid past Stripe: in cash, by transfer, on an invoice, by an insurer, or not at
all. Nothing about them is ever told to Stripe."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from payments.orders.models import Order
from payments.prices.back import Basis
from vault.fields import EncryptedTextField


class HandPayment(models.Model):
    """How the order of somebody whom a coordinator enrolled is paid, and how that stands.

    The coordinators' words are sealed: a reference may tell of an insurer and a diagnosis.
    """

    class Way(models.TextChoices):
        INVOICE = "invoice", _("On an invoice")
        CASH = "cash", _("In cash")
        TRANSFER = "transfer", _("By bank transfer")
        INSURER = "insurer", _("By an insurer")
        FREE = "free", _("Free of charge")

    class State(models.TextChoices):
        FREE = "free", _("Nothing to pay")
        OWED = "owed", _("Not here yet")
        RECEIVED = "received", _("Here")
        RETURNED = "returned", _("Given back by hand")
        CALLED_OFF = "called_off", _("Not owed any more")

    steps: ClassVar[Steps] = Steps(
        {
            State.FREE: frozenset(),
            State.OWED: frozenset({State.RECEIVED, State.CALLED_OFF}),
            State.RECEIVED: frozenset({State.RETURNED}),
            State.RETURNED: frozenset(),
            State.CALLED_OFF: frozenset(),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="by_hand")
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = EncryptedTextField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_words = EncryptedTextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_words = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["-entered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="free", state="free") | (~Q(way="free") & ~Q(state="free")),
                name="free_of_charge_is_never_owed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "returned"]) | Q(received_at__isnull=False),
                name="money_by_hand_says_when_it_came",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "called_off"]) | Q(ended_at__isnull=False),
                name="money_by_hand_says_when_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} ({self.state})"

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to pay."""
        return self.way == self.Way.FREE

    @property
    def is_owed(self) -> bool:
        """Whether the money has yet to come."""
        return self.state == self.State.OWED

    @property
    def is_here(self) -> bool:
        """Whether the money came and was not given back."""
        return self.state == self.State.RECEIVED

    @property
    def returned_minor(self) -> int:
        """What of it was given back in parts. A query."""
        return sum(self.returns.values_list("amount_minor", flat=True))


class HandReturn(models.Model):
    """A part of what came by hand, given back by hand; all that was left is told by the payment's
    own state. In the order's currency; the coordinators' words are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(HandPayment, on_delete=models.PROTECT, related_name="returns")
    amount_minor = models.PositiveIntegerField()
    basis = models.CharField(max_length=10, choices=Basis.choices)
    words = EncryptedTextField()
    decision = models.UUIDField(
        unique=True, help_text="the preview that was confirmed: sent again, it notes nothing more"
    )
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField()

    class Meta:
        ordering = ["returned_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="a_part_given_back_is_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.payment_id}"
