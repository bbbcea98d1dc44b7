"""Visits as they were; attendance as it was judged."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


class Visit(models.Model):
    """One stay of a member in a room, from admission to the end of the connection.

    `door_at` is when they came to the door, where they waited there before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="visits")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="visits")
    door_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="last heartbeat: the end of a visit that was cut")
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["arrived_at"]

    def __str__(self) -> str:
        return f"visit of {self.enrollment_id}"


class Attendance(models.Model):
    """The verdict for one member and session; derived from visits, corrected with a reason."""

    class Verdict(models.TextChoices):
        PRESENT = "present", _("Present")
        LATE = "late", _("Late")
        LEFT_EARLY = "left_early", _("Left early")
        ABSENT = "absent", _("Absent")
        EXCUSED = "excused", _("Excused")
        UNMARKED = "unmarked", _("Not marked")

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="attendance")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="attendance")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    minutes = models.PositiveSmallIntegerField(default=0, help_text="minutes in the room")
    judged_at = models.DateTimeField()
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["session", "enrollment"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrollment"], name="one_verdict_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.verdict}"


class AttendanceRule(models.Model):
    """How much of a session somebody has to be there for; the newest row counts."""

    percent = models.PositiveSmallIntegerField(_("percent of the session"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=100),
                name="attendance_asks_for_a_part_of_a_session",
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
