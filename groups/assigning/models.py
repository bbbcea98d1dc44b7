"""An assignment, and what happened to it at each member."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Member
from courses.catalogue.models import Kind
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from vault.fields import EncryptedTextField


class Assignments(models.QuerySet["Assignment"]):
    """Assignments by name of how they stand; a row answers the same names."""

    def in_force(self) -> "Assignments":
        """Those that nobody took back."""
        return self.filter(withdrawn_at=None)


class Assignment(models.Model):
    """A resource that a leader gave to a group, or to one member of it.

    With `for_session` it is given when that session is over, as a lesson is; without one at once.
    Where a session is cancelled, what hangs on it waits for the next one (`timing.py`).
    `form` names the form that it was sent with, so that a second click gives nothing twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.PositiveBigIntegerField(help_text="the resource's id in the table of its kind")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="assignments")
    enrollment = models.ForeignKey(
        Enrollment,
        null=True,
        on_delete=models.CASCADE,
        related_name="assignments",
        help_text="the only member who gets it; empty: the whole group",
    )
    for_session = models.ForeignKey(
        GroupSession, null=True, on_delete=models.CASCADE, related_name="+"
    )
    due_session = models.ForeignKey(
        GroupSession, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = EncryptedTextField(blank=True, default="")
    form = models.UUIDField(unique=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = Assignments.as_manager()

    class Meta:
        ordering = ["-assigned_at", "-id"]
        indexes = [models.Index(fields=["kind", "ref"], name="assignments_by_resource")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="who_took_back_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref} for {self.enrollment_id or self.cohort_id}"

    @property
    def key(self) -> tuple[str, int]:
        """The resource's reference."""
        return self.kind, self.ref

    @property
    def in_force(self) -> bool:
        """Whether nobody took it back."""
        return self.withdrawn_at is None


class Delivery(models.Model):
    """What happened to an assignment at one member: there is a row once anything did.

    That it was delivered follows from dates. `opened_at` is the first time; `done_at` is what the
    member says, and can take back; a leader notes `paper_at` when they gave it on paper.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="deliveries")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="deliveries")
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    paper_at = models.DateTimeField(null=True)
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "member"], name="an_assignment_reaches_a_member_once"
            ),
            models.CheckConstraint(
                condition=Q(paper_at=None, paper_by=None)
                | Q(paper_at__isnull=False, paper_by__isnull=False),
                name="who_gave_it_on_paper_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} at {self.member_id}"
