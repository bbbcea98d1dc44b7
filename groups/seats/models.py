"""Seats: the ledger that the database itself keeps. The schema refuses the thirteenth seat."""

import uuid
from collections.abc import Iterable
from typing import ClassVar, Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.zones import is_place
from audit.states import Steps
from groups.cohorts.models import ROOM_CARRIES, Cohort
from vault.fields import EncryptedTextField
from whole.asked import Given


class Numbered(Protocol):
    """A session, as far as a seat has to know it."""

    @property
    def number(self) -> int:
        """Which of the group's sessions it is."""


N = TypeVar("N", bound=Numbered)


class SeatState(models.TextChoices):
    """Where a member's part in a cohort stands; see STEPS."""

    HELD = "held", _("Held while you pay")
    OFFERED = "offered", _("Offered")
    ACTIVE = "active", _("Enrolled")
    PAST_DUE = "past_due", _("Payment due")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")
    REMOVED = "removed", _("Removed")
    COMPLETED = "completed", _("Completed")


# Lists of states stay in this module: others ask by name, so that a state that is added later reads
# as nothing it is not.
OCCUPYING = [SeatState.HELD, SeatState.OFFERED, SeatState.ACTIVE, SeatState.PAST_DUE]
CLAIMED = [SeatState.HELD, SeatState.ACTIVE, SeatState.PAST_DUE]
ENROLLED = [SeatState.ACTIVE, SeatState.PAST_DUE]
BELONGING = [*ENROLLED, SeatState.COMPLETED]
DEPARTED = [SeatState.RELEASED, SeatState.CANCELLED, SeatState.REMOVED]

STEPS = Steps(
    {
        SeatState.HELD: frozenset({SeatState.ACTIVE, SeatState.RELEASED, SeatState.CANCELLED}),
        SeatState.OFFERED: frozenset({SeatState.HELD, SeatState.ACTIVE, SeatState.RELEASED}),
        SeatState.ACTIVE: frozenset(
            {SeatState.PAST_DUE, SeatState.CANCELLED, SeatState.REMOVED, SeatState.COMPLETED}
        ),
        SeatState.PAST_DUE: frozenset(
            {SeatState.ACTIVE, SeatState.CANCELLED, SeatState.REMOVED, SeatState.COMPLETED}
        ),
        SeatState.RELEASED: frozenset({SeatState.HELD, SeatState.ACTIVE}),
        SeatState.CANCELLED: frozenset(),
        SeatState.REMOVED: frozenset(),
        SeatState.COMPLETED: frozenset(),
    }
)


def takes_part(state: str) -> bool:
    """Whether whoever has a seat in that state takes part, where a query read only the state."""
    return state in ENROLLED


def seat_in(cohort: Cohort | Given) -> FilteredRelation:
    """The seat that a member holds or has there, joined to a query over members; at most one."""
    here = Q(enrollments__cohort=cohort, enrollments__state__in=OCCUPYING)
    return FilteredRelation("enrollments", condition=here)


class Enrollments(models.QuerySet["Enrollment"]):
    """Enrolments by name of what they are; a row answers the same names."""

    def held(self) -> "Enrollments":
        """A seat is kept for them while it is paid."""
        return self.filter(state=SeatState.HELD)

    def offered(self) -> "Enrollments":
        """A seat is kept for them while they make up their mind."""
        return self.filter(state=SeatState.OFFERED)

    def occupying(self) -> "Enrollments":
        """They hold a seat now."""
        return self.filter(state__in=OCCUPYING)

    def claimed(self) -> "Enrollments":
        """They hold a seat by their own doing: while they pay for it, or for good."""
        return self.filter(state__in=CLAIMED)

    def enrolled(self) -> "Enrollments":
        """They take part: paid, or within grace."""
        return self.filter(state__in=ENROLLED)

    def belonging(self) -> "Enrollments":
        """They take part, or did to the end of the course."""
        return self.filter(state__in=BELONGING)

    def above(self) -> "Enrollments":
        """They hold a seat above the number of seats of their group."""
        return self.filter(state__in=OCCUPYING, seat_no__gt=F("cohort__capacity"))

    def past_due(self) -> "Enrollments":
        """They take part, and a payment is due."""
        return self.filter(state=SeatState.PAST_DUE)

    def by_hand(self) -> "Enrollments":
        """A coordinator enrolled them."""
        return self.filter(by_hand=True)

    def completed(self) -> "Enrollments":
        """They took part to the end of the course."""
        return self.filter(state=SeatState.COMPLETED)

    def departed(self) -> "Enrollments":
        """They were here and no longer take part, the course not being over."""
        return self.filter(state__in=DEPARTED)


class Enrollment(models.Model):
    """A member's part in a cohort, with the numbered seat it occupies.

    `epoch` rises whenever what was given out must stop working (removal, refund, transfer): links
    and room tickets are derived from it. `entries` rises when the member changes between ordinary
    and discreet letters: what stands in their calendar cannot be changed from then on, and the UIDs
    of new entries are derived from it. `begins_with` is the number of their first session: whoever
    came to a group that had begun has no part in those before.
    of new entries are derived from it.

    A number above the cohort's capacity is overbooked: a coordinator gave it on purpose and wrote
    down why (`overbooked_reason`, sealed, for nobody else). What was written stays when the person
    moves into a seat that came free.
    """

    steps: ClassVar[Steps] = STEPS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrollments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="enrollments")
    state = models.CharField(max_length=10, choices=SeatState.choices)
    seat_no = models.PositiveSmallIntegerField(null=True)
    epoch = models.PositiveIntegerField(default=1)
    entries = models.PositiveSmallIntegerField(default=0)
    begins_with = models.PositiveSmallIntegerField(default=1)
    by_hand = models.BooleanField(
        default=False,
        help_text="a coordinator enrolled them: they are asked afterwards what others answer first",
    )
    held_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=60, blank=True)
    overbooked_at = models.DateTimeField(null=True)
    overbooked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    overbooked_reason = EncryptedTextField(blank=True, default="")

    objects = Enrollments.as_manager()

    class Meta:
        ordering = ["cohort", "seat_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "seat_no"],
                condition=Q(state__in=["held", "offered", "active", "past_due"]),
                name="one_person_per_seat",
            ),
            models.UniqueConstraint(
                fields=["cohort", "member"],
                condition=Q(state__in=["held", "offered", "active", "past_due"]),
                name="one_seat_per_member",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "offered", "active", "past_due"])
                | Q(seat_no__isnull=False, seat_no__gte=1),
                name="who_occupies_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(begins_with__gte=1), name="a_part_begins_with_a_session"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(hold_until__isnull=False),
                name="a_hold_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(hold_until__isnull=False),
                name="an_offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(seat_no__isnull=True) | Q(seat_no__lte=ROOM_CARRIES),
                name="no_seat_beyond_what_a_room_carries",
            ),
            # The words are sealed, so that the database can only see whether there are any.
            models.CheckConstraint(
                condition=Q(overbooked_at__isnull=True, overbooked_by__isnull=True)
                | Q(overbooked_at__isnull=False, overbooked_by__isnull=False)
                & Q(GreaterThan(Length(F("overbooked_reason")), 0)),
                name="nobody_is_overbooked_without_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "hold_until"], name="seats_by_deadline")]

    def __str__(self) -> str:
        return f"seat {self.seat_no} of {self.cohort_id} ({self.state})"

    @property
    def is_held(self) -> bool:
        """Whether a seat is kept for them while it is paid."""
        return self.state == SeatState.HELD

    @property
    def is_offered(self) -> bool:
        """Whether a seat is kept for them while they make up their mind."""
        return self.state == SeatState.OFFERED

    @property
    def occupies(self) -> bool:
        """Whether it holds a seat now."""
        return self.state in OCCUPYING

    @property
    def is_past_due(self) -> bool:
        """Whether they take part, and a payment is due."""
        return self.state == SeatState.PAST_DUE

    @property
    def is_above(self) -> bool:
        """Whether it holds a seat above the number of seats of its group."""
        return self.occupies and (self.seat_no or 0) > self.cohort.capacity

    @property
    def enrolled(self) -> bool:
        """Whether the person takes part: paid, or within grace."""
        return self.state in ENROLLED

    @property
    def belongs(self) -> bool:
        """Whether the person takes part, or did to the end of the course."""
        return self.state in BELONGING

    @property
    def came_later(self) -> bool:
        """Whether their part does not begin with the group's own first session."""
        return self.begins_with > 1

    def has_session(self, number: int) -> bool:
        """Whether the session of that number is one of theirs: numbers go up with the dates."""
        return number >= self.begins_with

    def theirs(self, sessions: Iterable[N]) -> list[N]:
        """Of these sessions of the group those that are theirs, in the order given."""
        return [one for one in sessions if self.has_session(one.number)]

    @property
    def clock(self) -> ZoneInfo:
        """The zone in which the member reads times: their own, the group's while it is unknown."""
        own = self.member.time_zone
        return ZoneInfo(own) if is_place(own) else self.cohort.zone
