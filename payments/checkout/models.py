"""Attempts to pay a due on Stripe's hosted page."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.states import Steps
from payments.dues.models import Due
from payments.orders.models import Order


class AttemptState(models.TextChoices):
    """`creating → open → processing → complete | expired | failed`, never backwards."""

    CREATING = "creating"
    OPEN = "open"
    PROCESSING = "processing"
    COMPLETE = "complete"
    EXPIRED = "expired"
    FAILED = "failed"


LIVE = [AttemptState.CREATING, AttemptState.OPEN, AttemptState.PROCESSING]
TAKEN = [AttemptState.PROCESSING, AttemptState.COMPLETE]

_OVER = frozenset({AttemptState.COMPLETE, AttemptState.EXPIRED, AttemptState.FAILED})
STEPS = Steps(
    {
        AttemptState.CREATING: _OVER | {AttemptState.OPEN, AttemptState.PROCESSING},
        AttemptState.OPEN: _OVER | {AttemptState.PROCESSING},
        AttemptState.PROCESSING: frozenset({AttemptState.COMPLETE, AttemptState.FAILED}),
        AttemptState.COMPLETE: frozenset(),
        AttemptState.EXPIRED: frozenset(),
        AttemptState.FAILED: frozenset(),
    }
)


class CheckoutAttempts(models.QuerySet["CheckoutAttempt"]):
    """Attempts by name of what can still come of them."""

    def of(self, order: Order) -> "CheckoutAttempts":
        """They pay one of the order's dues; with due and order."""
        return self.filter(due__order=order).select_related("due__order")

    def live(self) -> "CheckoutAttempts":
        """They can still be paid, or a bank works on it."""
        return self.filter(state__in=LIVE)

    def opened(self) -> "CheckoutAttempts":
        """Live ones whose page Stripe has made."""
        return self.live().exclude(state=AttemptState.CREATING)

    def taken(self) -> "CheckoutAttempts":
        """The payer is done: paid, or a bank works on it."""
        return self.filter(state__in=TAKEN)


class CheckoutAttempt(models.Model):
    """One Checkout Session. Its id is Stripe's `client_reference_id`; the row and its idempotency
    key are committed before Stripe is called."""

    steps: ClassVar[Steps] = STEPS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(
        max_length=10, choices=AttemptState.choices, default=AttemptState.CREATING
    )
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True)
    stripe_session_id = models.CharField(max_length=120, unique=True, null=True)
    url = models.URLField(max_length=1000, blank=True)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="sent to Stripe; the hold outlives it by 5 minutes")
    ended_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(help_text="when Stripe last told us how it stands")
    unreachable_since = models.DateTimeField(null=True, help_text="Stripe did not answer")

    objects = CheckoutAttempts.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(state__in=["creating", "open", "processing"]),
                name="one_live_attempt_per_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"

    @property
    def is_live(self) -> bool:
        """Whether it can still be paid, or a bank works on it."""
        return self.state in LIVE

    @property
    def is_taken(self) -> bool:
        """Whether the payer is done: paid, or a bank works on it."""
        return self.state in TAKEN

    @property
    def order(self) -> Order:
        """The order whose due it pays."""
        return self.due.order

    @property
    def order_id(self) -> uuid.UUID:
        """That order's id."""
        return self.due.order_id
