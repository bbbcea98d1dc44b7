"""The live place of one session: its state, its numbered log, and who may sit in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from vault.fields import EncryptedTextField


class Stage(models.TextChoices):
    """The parts of a run sheet, in order."""

    ARRIVE = "arrive", _("Arrive")
    MINDFULNESS = "mindfulness", _("Mindfulness")
    HOMEWORK_REVIEW = "homework_review", _("Homework review")
    BREAK = "break", _("Break")
    NEW_SKILL = "new_skill", _("New skill")
    PRACTICE_PLAN = "practice_plan", _("Practice plan")
    WIND_DOWN = "wind_down", _("Wind down")


class Room(models.Model):
    """The room of one session. `head` is the number of the newest event."""

    session = models.OneToOneField(
        GroupSession, on_delete=models.CASCADE, primary_key=True, related_name="room"
    )
    head = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.ARRIVE)
    stage_started_at = models.DateTimeField(null=True)
    slide = models.PositiveSmallIntegerField(default=0)
    locked = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"room of {self.session_id}"


class RoomSeat(models.Model):
    """One person in one room: a member by enrolment, or a facilitator by account.

    `device` rises when a second device takes over; the older one is closed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("In the lobby")
        ADMITTED = "admitted", _("In the room")
        REMOVED = "removed", _("Removed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="room_seats")
    enrollment = models.ForeignKey(
        Enrollment, null=True, on_delete=models.CASCADE, related_name="room_seats"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="room_seats"
    )
    name = models.CharField(max_length=60)
    leads = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    device = models.PositiveIntegerField(default=1)
    hand_raised_at = models.DateTimeField(null=True)
    muted = models.BooleanField(default=False, help_text="a facilitator silenced the microphone")
    came_at = models.DateTimeField()

    class Meta:
        ordering = ["came_at"]
        constraints = [
            models.UniqueConstraint(fields=["room", "enrollment"], name="one_room_seat_per_member"),
            models.UniqueConstraint(fields=["room", "account"], name="one_room_seat_per_leader"),
            models.CheckConstraint(
                condition=Q(enrollment__isnull=False, account__isnull=True)
                | Q(enrollment__isnull=True, account__isnull=False),
                name="a_room_seat_is_a_member_or_a_leader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class RoomEvent(models.Model):
    """One durable event: the log is the truth, the layer is a doorbell.

    `client_id` is the sender's own id of the frame: sending it again changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    sender = models.ForeignKey(RoomSeat, null=True, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    data = EncryptedTextField(help_text="JSON")
    at = models.DateTimeField()

    class Meta:
        ordering = ["room", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_event_per_number"),
            models.UniqueConstraint(
                fields=["room", "sender", "client_id"], name="a_frame_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.seq}"
