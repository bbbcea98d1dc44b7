"""Events as Stripe sent them: stored first, acted on afterwards."""

from typing import ClassVar

from django.db import models

from audit.states import Steps
from clock.claiming import Work


class StripeEvent(Work):
    """One verified event. A hint that something changed; the truth is fetched from Stripe."""

    class State(models.TextChoices):
        STORED = "stored"
        DONE = "done"
        IGNORED = "ignored"  # a type or an object that is not ours
        FAILED = "failed"  # given up: an exception case is open

    steps: ClassVar[Steps] = Steps(
        {
            State.STORED: frozenset({State.DONE, State.IGNORED, State.FAILED}),
            State.DONE: frozenset(),
            State.IGNORED: frozenset(),
            State.FAILED: frozenset(),
        }
    )

    stripe_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    api_version = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=120, blank=True)
    intent_id = models.CharField(max_length=120, blank=True)
    hint = models.JSONField(default=dict, help_text="states only: no payer's name or address")
    state = models.CharField(max_length=8, choices=State.choices, default=State.STORED)
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="events_due"),
            # For the desk: what was told about one payment, page, refund or dispute.
            models.Index(fields=["intent_id"], name="events_by_payment"),
            models.Index(fields=["object_id"], name="events_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.stripe_id}"
