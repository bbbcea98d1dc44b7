"""HandedIn: an answer as its member handed it to the leaders of a group; who has seen it, and what
was said of it."""

import uuid

from django.conf import settings
from django.db import models

from courses.answers.models import Answer
from courses.answers.words import Words, read
from groups.seats.models import Enrollment
from vault.fields import EncryptedTextField


class HandedInRows(models.QuerySet["HandedIn"]):
    """What was handed in, by name."""

    def in_force(self) -> "HandedInRows":
        """What leaders may read now: not taken back, by somebody who takes part. Everything that
        shows a leader something of an answer asks here."""
        return self.filter(taken_back_at=None, enrollment__in=Enrollment.objects.enrolled())


class HandedIn(models.Model):
    """An answer in the hands of the leaders of one enrolment's group.

    `words` are a copy of what was answered at `handed_at`: what leaders read changes only when the
    member hands it in again, which raises `version` and is told. Taken back, the copy is emptied;
    what was said of it stays with the member.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="handed_in")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="handed_in")
    words = EncryptedTextField(blank=True, default="")
    edits = models.PositiveIntegerField(help_text="how often the answer had been saved then")
    version = models.PositiveIntegerField(default=1)
    handed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = HandedInRows.as_manager()

    class Meta:
        ordering = ["-handed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "enrollment"], name="an_answer_is_handed_in_once_a_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} for {self.enrollment_id}"

    @property
    def answers(self) -> tuple[Words, ...]:
        """What was answered, as it was handed in."""
        return read(self.words, self.answer.asked)


class HandedInSeen(models.Model):
    """A leader has opened it, as it was handed in at that version."""

    handed_in = models.ForeignKey(HandedIn, on_delete=models.CASCADE, related_name="seen")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["handed_in", "account", "version"], name="a_leader_sees_a_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handed_in_id} seen by {self.account_id}"


class HandedInComment(models.Model):
    """What a leader, or the member, said of it. `filling` is the id that its form had."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handed_in = models.ForeignKey(HandedIn, on_delete=models.CASCADE, related_name="comments")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by_member = models.BooleanField()
    words = EncryptedTextField()
    filling = models.UUIDField()
    said_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="when the other side first opened it")

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handed_in", "filling"], name="a_comment_is_said_once")
        ]

    def __str__(self) -> str:
        return f"comment on {self.handed_in_id}"
