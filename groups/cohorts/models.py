"""Cohorts: people who take a course together. The interface says "group"."""

from datetime import datetime
from email.utils import parseaddr
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from courses.curriculum.models import Course
from design.tags.times import place

# From this age on people enrol and pay by themselves; nobody pays alone before.
OF_AGE = 18
# As many people as a room carries, however many seats somebody would like to add.
ROOM_CARRIES = 14


class Weekday(models.IntegerChoices):
    """As Python counts them: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def organizer_today() -> str:
    """The address that ordinary letters come from now."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def discreet_organizer_today() -> str:
    """The address that discreet letters come from now."""
    return parseaddr(settings.DISCREET_FROM_EMAIL)[1]


def taking_people(now: datetime, *, of: str = "") -> Q:
    """Which cohorts somebody can enrol in, as a condition of a query; `of`: how it names them."""
    state, gate, closes = f"{of}state", f"{of}gate__isnull", f"{of}enrolment_closes_at__gt"
    newcomers = Q(**{state: Cohort.State.RUNNING, gate: False})
    return (Q(**{state: Cohort.State.OPEN}) | newcomers) & Q(**{closes: now})


class Cohorts(models.QuerySet["Cohort"]):
    """Cohorts by name of how they stand; a row answers the same names."""

    def taking(self, now: datetime) -> "Cohorts":
        """Somebody can enrol in them, where there is a seat."""
        return self.filter(taking_people(now))

    def under_way(self) -> "Cohorts":
        """Public and not over: open for enrolment, or running."""
        return self.filter(state__in=[Cohort.State.OPEN, Cohort.State.RUNNING])

    def not_over(self) -> "Cohorts":
        """In preparation, or under way."""
        return self.exclude(state__in=[Cohort.State.ENDED, Cohort.State.CANCELLED])


class Cohort(models.Model):
    """Leaders, weekday, hour, zone and number of seats. The hour is wall-clock time in `zone`.

    The zone stays for the cohort's life: its sessions keep wall times in it. So do the two
    addresses that its calendar entries name as their organizer, for ordinary and for discreet
    letters: calendars ignore what another organizer than the entry's own says, so a clinic that
    changes its sender must not change those.

    A group that meets already takes people only at a module's beginning. `gate` is the number of
    the session with which whoever enrols now begins then, and `enrolment_closes_at` its deadline;
    `groups.gates` keeps both true. Before the group meets there is no gate: all begin together.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open for enrolment")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        CANCELLED = "cancelled", _("Cancelled")

    steps: ClassVar[Steps] = Steps(
        {
            State.DRAFT: frozenset({State.OPEN}),
            State.OPEN: frozenset({State.RUNNING, State.CANCELLED}),
            State.RUNNING: frozenset({State.ENDED, State.CANCELLED}),
            State.ENDED: frozenset(),
            State.CANCELLED: frozenset(),
        }
    )

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts")
    about = models.TextField(_("who it is for"), blank=True)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    starts = models.TimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    zone_name = models.CharField(_("time zone"), max_length=64)
    first_on = models.DateField(_("first session"))
    capacity = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(2), MaxValueValidator(ROOM_CARRIES)]
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    enrolment_closes_at = models.DateTimeField(_("enrolment closes"))
    gate = models.PositiveSmallIntegerField(null=True, editable=False)
    organizer = models.EmailField(default=organizer_today, editable=False)
    discreet_organizer = models.EmailField(default=discreet_organizer_today, editable=False)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), default=18)

    objects = Cohorts.as_manager()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=ROOM_CARRIES),
                name="cohort_capacity_sane",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The group's zone, in which its hour is fixed."""
        return ZoneInfo(self.zone_name)

    @property
    def under_way(self) -> bool:
        """Whether it is public and not over: open for enrolment, or running."""
        return self.state in {self.State.OPEN, self.State.RUNNING}

    @property
    def has_yet_to_start(self) -> bool:
        """Whether it never met: a draft, or open for enrolment."""
        return self.state in {self.State.DRAFT, self.State.OPEN}

    def takes_people(self, now: datetime) -> bool:
        """Whether somebody can enrol, where there is a seat."""
        may_begin = self.state == self.State.OPEN or self.has_gate
        return may_begin and now < self.enrolment_closes_at

    @property
    def has_gate(self) -> bool:
        """Whether it meets already, and newcomers can still begin with one of its modules."""
        return self.state == self.State.RUNNING and self.gate is not None

    @property
    def begins_with(self) -> int:
        """The number of the session with which whoever enrols now begins."""
        return self.gate or 1

    @property
    def takes_minors(self) -> bool:
        """Whether younger people may come, whom somebody else has to enrol."""
        return self.minimum_age < OF_AGE

    @property
    def enrols_alone_from(self) -> int:
        """The age, in years, from which somebody enrols and pays by themselves."""
        return max(OF_AGE, self.minimum_age)

    @property
    def place(self) -> str:
        """The city whose clock the group keeps, as people say it."""
        return place(self.zone_name)


class CohortLeader(models.Model):
    """A facilitator leads a cohort, as leader or co-leader."""

    class Part(models.TextChoices):
        LEADER = "leader", _("Leader")
        CO_LEADER = "co-leader", _("Co-leader")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="leaders")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leads"
    )
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        ordering = ["cohort", "-part"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "account"], name="leads_a_cohort_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} ({self.part})"
