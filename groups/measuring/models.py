"""Which occasion of a course a response answers, with whom a measure is shared, what was told."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.measures.models import Response
from groups.seats.models import Enrollment


class OccasionResponse(models.Model):
    """The response that a member gave at one of the times at which their course asks for it.

    Deleted, it leaves an empty place and when it was deleted: outcomes that had counted it are
    shown no more, because the difference would tell it (`outcomes.py`).
    """

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="occasion_responses"
    )
    response = models.ForeignKey(
        Response, null=True, on_delete=models.SET_NULL, related_name="occasions"
    )
    deleted_at = models.DateTimeField(null=True)
    measure = models.SlugField(max_length=40)
    occasion = models.CharField(max_length=20)

    class Meta:
        ordering = ["enrollment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "measure", "occasion"], name="one_response_per_occasion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} at {self.occasion} of {self.enrollment_id}"


class MeasureShare(models.Model):
    """A member shows the leaders of one group the scores of one measure. Without `until` it lasts
    as long as they take part; the row goes when they take it back."""

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="measure_shares"
    )
    measure = models.SlugField(max_length=40)
    shared_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["enrollment", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "measure"], name="a_measure_is_shared_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("shared_at")),
                name="a_share_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.enrollment_id}"


class SafetyNote(models.Model):
    """An answer that is told to the leaders of a group, as was announced before the first question.

    It says that there was one, and when; the answer itself stays the member's, who may delete it.
    The note stays then: it was told so that somebody speaks with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="safety_notes"
    )
    response = models.ForeignKey(
        Response, null=True, on_delete=models.SET_NULL, related_name="safety_notes"
    )
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-noted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "response"], name="an_answer_is_told_once_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"note about {self.enrollment_id}"


class SafetyNoteSeen(models.Model):
    """A leader has seen a note, and said so."""

    note = models.ForeignKey(SafetyNote, on_delete=models.CASCADE, related_name="seen")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["note", "seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["note", "account"], name="a_note_is_seen_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.note_id} seen by {self.account_id}"
