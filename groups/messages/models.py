"""What the clinic wrote to a group or to one of its members, and to whom."""

import uuid

from django.conf import settings
from django.db import models

from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from vault.fields import EncryptedTextField


class GroupMessage(models.Model):
    """One message, written once and never changed. `token` names the form it was sent with, so that
    a second click sends nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="messages")
    token = models.UUIDField(unique=True)
    subject = EncryptedTextField()
    text = EncryptedTextField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"message to {self.cohort_id}"


class MessageCopy(models.Model):
    """The message went to one member: each gets a letter of their own, and knows of no other."""

    message = models.ForeignKey(GroupMessage, on_delete=models.CASCADE, related_name="copies")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "enrollment"], name="one_copy_of_a_message_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.enrollment_id}"
