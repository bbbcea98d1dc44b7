"""Money that goes back."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from clock.claiming import Work
from payments.orders.models import Order
from payments.prices.back import Basis
from payments.received.models import Payment
from vault.fields import EncryptedTextField


class Refunds(models.QuerySet["Refund"]):
    """Refunds by name of how they stand."""

    def of(self, order: Order) -> "Refunds":
        """They send back what the order was paid with."""
        return self.filter(payment__order=order)

    def standing(self) -> "Refunds":
        """They went back, or are on their way."""
        return self.exclude(state=Refund.State.FAILED)

    def under_way(self) -> "Refunds":
        """Asked for, and no bank has said yet that the money is there."""
        return self.filter(state__in=[Refund.State.CREATING, Refund.State.PENDING])


class Refund(Work):
    """One refund of one payment; row and idempotency key are committed before Stripe is
    called, so that a crash can never pay it twice."""

    class State(models.TextChoices):
        CREATING = "creating", _("On its way")
        PENDING = "pending", _("Pending at the bank")
        SUCCEEDED = "succeeded", _("Paid back")
        FAILED = "failed", _("Failed")

    steps: ClassVar[Steps] = Steps(
        {
            State.CREATING: frozenset({State.PENDING, State.SUCCEEDED, State.FAILED}),
            State.PENDING: frozenset({State.SUCCEEDED, State.FAILED}),
            # A bank may send money back days later.
            State.SUCCEEDED: frozenset({State.FAILED}),
            # Stripe refused one of ours, and has it all the same.
            State.FAILED: frozenset({State.PENDING, State.SUCCEEDED}),
        }
    )

    class Reason(models.TextChoices):
        LATE_AND_FULL = "late_and_full", _("Paid after the seat was gone")
        DUPLICATE = "duplicate", _("Paid twice")
        STAFF = "staff", _("Decided by a coordinator")
        OUTSIDE = "outside", _("Made in Stripe's dashboard")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    stripe_refund_id = models.CharField(max_length=120, unique=True, null=True)
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CREATING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    basis = models.CharField(
        max_length=10,
        choices=Basis.choices,
        blank=True,
        help_text="how a coordinator found it",
    )
    words = EncryptedTextField(blank=True, default="")
    decision = models.UUIDField(
        null=True, help_text="the preview that was confirmed: sent again, it moves nothing more"
    )

    objects = Refunds.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            # Whatever happens twice, what came late or twice is sent back by ourselves once,
            models.UniqueConstraint(
                fields=["payment"],
                condition=models.Q(reason__in=["late_and_full", "duplicate"])
                & ~models.Q(state="failed"),
                name="one_refund_by_itself_per_payment",
            ),
            # and what a coordinator confirmed is done once.
            models.UniqueConstraint(
                fields=["payment", "decision"], name="one_refund_per_payment_and_decision"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="refunds_due")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} ({self.state})"

    @property
    def is_under_way(self) -> bool:
        """Whether it was asked for, and no bank has said yet that the money is there."""
        return self.state in {self.State.CREATING, self.State.PENDING}

    @property
    def is_news_to_the_payer(self) -> bool:
        """Whether the money moves and nobody here has decided it, so that no letter told of it."""
        outside = self.reason == self.Reason.OUTSIDE and self.state != self.State.FAILED
        return outside and not self.payment.goes_back_by_itself
