"""Orders: what was agreed, for what, for whom, and who pays it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from audit.states import Steps
from groups.seats.models import Enrollment
from payments.prices.models import Price
from payments.prices.promise import RefundPromise, promise


class NotForASeat(Exception):
    """The order is for something else than an enrolment."""


class Order(models.Model):
    """The server-side snapshot of price, sessions and refund terms at the moment they were agreed.

    `purpose` names what it is for: an enrolment, today. The member takes part; the payer is an
    account, may pay for someone else, and sees money and dates only. What is owed when stands in
    its dues, which add up to its sum.
    """

    class Purpose(models.TextChoices):
        ENROLMENT = "enrolment", _("A seat in a group")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        REFUNDED = "refunded", _("Refunded")
        VOID = "void", _("Ended unpaid")

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
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.ENROLMENT)
    enrollment = models.OneToOneField(
        Enrollment, null=True, on_delete=models.PROTECT, related_name="order"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="orders")
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders"
    )
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="orders")
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    part_sessions = models.PositiveSmallIntegerField(
        null=True, help_text="for so many sessions, where it is for less than the whole course"
    )
    all_sessions = models.PositiveSmallIntegerField(
        default=0, help_text="so many the group had when it was agreed"
    )
    refund_terms = models.TextField(blank=True)
    refund_until = models.DateField(
        null=True, help_text="on the group's wall: everything comes back to the end of this day"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at"]
        indexes = [
            models.Index(fields=["-placed_at"], name="orders_by_age"),
            models.Index(fields=["state", "-placed_at"], name="orders_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="enrolment", enrollment__isnull=False)
                | (~Q(purpose="enrolment") & Q(enrollment__isnull=True)),
                name="an_order_names_what_it_is_for",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def seat(self) -> Enrollment:
        """The enrolment it is for. Raises NotForASeat where it is for something else."""
        if self.enrollment is None:
            raise NotForASeat(self.number)
        return self.enrollment

    @property
    def refund_promise(self) -> RefundPromise:
        """How its money comes back, as it was agreed; `over`: the day had passed already then."""
        cohort = self.seat.cohort
        return promise(
            self.refund_terms,
            until=self.refund_until,
            place=cohort.place,
            zone=cohort.zone,
            now=self.placed_at,
        )

    @property
    def unpaid(self) -> bool:
        """Whether nothing has paid it, and nothing it was paid with went back."""
        return self.state in {self.State.OPEN, self.State.VOID}

    @property
    def number(self) -> str:
        """The number on the receipt; says nothing about the group."""
        return f"EK-{self.id.hex[:8].upper()}"
