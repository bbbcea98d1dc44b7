"""Who waits for a seat in a full group, in order, and what became of it."""

import uuid
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.zones import is_place
from audit.states import Steps
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from vault.fields import EncryptedTextField


class EntryState(models.TextChoices):
    """Where somebody who waits stands; see STEPS."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("A seat is offered")
    ACCEPTED = "accepted", _("Took the seat")
    DECLINED = "declined", _("Said no")
    LAPSED = "lapsed", _("Did not answer in time")
    LEFT = "left", _("Left the list")
    CLOSED = "closed", _("Ended")


class Why(models.TextChoices):
    """Why an entry was closed by nobody's wish."""

    CLOSED = "closed", _("enrolment in this group is over")
    PLACED = "placed", _("they have a seat in this course")
    TAKEN_BACK = "taken-back", _("a coordinator took the offer back")
    YOUNG = "young", _("they are too young to enrol by themselves")


OPEN = [EntryState.WAITING, EntryState.OFFERED]
ANSWERED = [EntryState.ACCEPTED, EntryState.DECLINED]
# Ended while the person did nothing: a letter says so.
TOLD_AT_END = [EntryState.LAPSED, EntryState.CLOSED]

STEPS = Steps(
    {
        EntryState.WAITING: frozenset(
            {EntryState.OFFERED, EntryState.ACCEPTED, EntryState.LEFT, EntryState.CLOSED}
        ),
        EntryState.OFFERED: frozenset(
            {
                EntryState.ACCEPTED,
                EntryState.DECLINED,
                EntryState.LAPSED,
                EntryState.CLOSED,
                EntryState.WAITING,
            }
        ),
        EntryState.ACCEPTED: frozenset(),
        EntryState.DECLINED: frozenset(),
        EntryState.LAPSED: frozenset(),
        EntryState.LEFT: frozenset(),
        EntryState.CLOSED: frozenset(),
    }
)


class Entries(models.QuerySet["WaitingEntry"]):
    """Entries by name of how they stand; a row answers the same names."""

    def waiting(self) -> "Entries":
        """They stand in line."""
        return self.filter(state=EntryState.WAITING)

    def offered(self) -> "Entries":
        """A seat is kept for them, and they have not answered."""
        return self.filter(state=EntryState.OFFERED)

    def told(self, now: datetime) -> "Entries":
        """They know of their seat, and time may end that or remind them; who ends first is first.
        Whoever was reminded comes back when it ends, so that many of them hide nobody."""
        ends_or_reminds = Q(seat__hold_until__lte=now) | Q(reminded_at=None)
        told = self.offered().exclude(told_at=None).filter(ends_or_reminds)
        return told.order_by("seat__hold_until", "pk")

    def open(self) -> "Entries":
        """They wait, or a seat is kept for them."""
        return self.filter(state__in=OPEN)

    def ended(self) -> "Entries":
        """They wait no more, whatever became of it."""
        return self.exclude(state__in=OPEN)

    def ended_untold(self) -> "Entries":
        """They ended without the person's doing, and no letter says so yet."""
        return self.filter(state__in=TOLD_AT_END, end_told_at=None)


class WaitingEntry(models.Model):
    """Somebody waits for a seat in a group, from `joined_at` on; first come, first offered, but for
    those who go first: they had paid for a seat that was gone.

    A seat that is offered is a real one, `seat`, kept until its `hold_until`. `offered_at` is when
    that was decided, `told_at` when the letter about it was posted: at night it waits for morning.
    An entry that ended is kept; whoever joins again stands at the end, with another one. While
    `paused_at` is set they keep their place and are not asked: a coordinator took an offer back.
    """

    steps: ClassVar[Steps] = STEPS

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="waiting")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="waiting")
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.WAITING)
    joined_at = models.DateTimeField()
    goes_first = models.BooleanField(default=False)
    seat = models.OneToOneField(
        Enrollment, null=True, on_delete=models.PROTECT, related_name="waited"
    )
    offered_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    end_told_at = models.DateTimeField(null=True)

    objects = Entries.as_manager()

    class Meta:
        ordering = ["-goes_first", "joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "member"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waits_once_in_a_group",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(seat__isnull=False, offered_at__isnull=False),
                name="an_offer_is_of_a_seat",
            ),
        ]
        indexes = [models.Index(fields=["state", "cohort"], name="who_waits_where")]

    def __str__(self) -> str:
        return f"waits for {self.cohort_id} ({self.state})"

    @property
    def is_waiting(self) -> bool:
        """Whether they stand in line."""
        return self.state == EntryState.WAITING

    @property
    def is_offered(self) -> bool:
        """Whether a seat is kept for them, and they have not answered."""
        return self.state == EntryState.OFFERED

    @property
    def is_open(self) -> bool:
        """Whether they wait, or a seat is kept for them."""
        return self.state in OPEN

    @property
    def was_answered(self) -> bool:
        """Whether they said yes or no to a seat."""
        return self.state in ANSWERED

    @property
    def clock(self) -> ZoneInfo:
        """The zone in which the member reads times: their own, the group's while it is unknown."""
        own = self.member.time_zone
        return ZoneInfo(own) if is_place(own) else self.cohort.zone


class OfferTakenBack(models.Model):
    """A coordinator took back a seat that was offered to somebody who waited; why is sealed, and
    read by coordinators alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="taken_back")
    stays = models.BooleanField()
    reason = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"offer of entry {self.entry_id} taken back"


class OfferTime(models.Model):
    """For how many hours an offered seat is kept; the newest row counts."""

    hours = models.PositiveSmallIntegerField(_("hours"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=6, hours__lte=72), name="an_offer_lasts_hours_not_weeks"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hours} h"
