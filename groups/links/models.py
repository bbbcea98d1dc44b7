"""Join links are derived, never stored; what is stored is that their owner confirmed them."""

import uuid

from django.db import models

from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


class LinkConfirmation(models.Model):
    """The owner confirmed, signed in, that the link is theirs. Valid for that epoch only."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="+")
    epoch = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "session", "epoch"], name="a_link_is_confirmed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} for {self.session_id}"


class LinkRequest(models.Model):
    """Somebody asked for their link again; its id goes into the letter's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrollment_id} for {self.session_id}"
