"""Letters that wait, leave, or could not leave."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.states import Steps
from clock.claiming import Work
from clock.words import Reader
from outbox.names import letter_name
from vault.fields import EncryptedTextField


class Letter(Work):
    """One e-mail. Written in the transaction that causes it; its words are made at sending time.

    `key` is unique: asking twice for the same letter leaves one. In which language and for which
    country it is written is fixed when it is posted. The outbox knows no session and no
    member: `about` holds ids that only the app which registered `kind` understands. `to` is where
    it was posted to, and from the moment it is made where it goes.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        SKIPPED = "skipped"  # past its use before it could leave
        DEAD = "dead"  # given up; staff see it

    steps: ClassVar[Steps] = Steps(
        {
            State.WAITING: frozenset({State.SENT, State.SKIPPED, State.DEAD}),
            State.SENT: frozenset(),
            State.SKIPPED: frozenset(),
            State.DEAD: frozenset({State.WAITING}),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=2, blank=True)
    about = models.JSONField(default=dict)
    sealed = EncryptedTextField(blank=True, default="", help_text="wiped when sent: sign-in codes")
    urgent = models.BooleanField(default=False, help_text="sign-in codes go first")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    posted_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-urgent", "next_try_at"],
                name="outbox_due",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["to", "-posted_at"], name="outbox_by_address"),
            # For the desk: the list of all, and those that wait or were given up.
            models.Index(fields=["-posted_at"], name="outbox_by_age"),
            models.Index(
                fields=["state", "posted_at"],
                name="outbox_unsent",
                condition=Q(state__in=["waiting", "dead"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def called(self) -> str:
        """What its kind is called where the team reads of it."""
        return letter_name(self.kind)

    @property
    def reader(self) -> Reader:
        """For whom its words, dates and hours are written."""
        return Reader(self.language, self.country)
