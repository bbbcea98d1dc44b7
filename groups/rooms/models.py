"""The live place of one session: its state, its numbered log, and who may sit in it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from groups.attendance.models import Visit
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
    """A room of a session: the main one, or a small group's inside it.

    `head` is the number of the newest event, `led_at` when a leader was first there, by the
    session's clock.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("Main room")
        SMALL = "small", _("Small group")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.MAIN)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="small_rooms"
    )
    head = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.ARRIVE)
    stage_started_at = models.DateTimeField(null=True)
    slide = models.PositiveSmallIntegerField(default=0)
    locked = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    led_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(kind="main"), name="one_main_room_per_session"
            ),
            models.CheckConstraint(
                condition=Q(kind="main", parent__isnull=True)
                | Q(kind="small", parent__isnull=False),
                name="a_small_room_has_a_parent_and_a_main_one_has_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} room of {self.session_id}"


class RoomSeat(models.Model):
    """One person in one room: a member by enrolment, or a facilitator by account.

    `device` rises with every connection and `page` names the browser page that holds the seat: a
    second page takes over and the older one is closed, but a page that only lost its connection
    cannot push out the one that took over meanwhile.

    `door_at` is since when they have been waiting at the door, by the session's clock.

    `presence`, `seen_at` and `came_at` tell of connections, so they follow the machine's own clock
    (`clock.real_now`), which a moved demo clock leaves alone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("In the lobby")
        DENIED = "denied", _("Asked to wait")
        ADMITTED = "admitted", _("In the room")
        REMOVED = "removed", _("Removed")

    steps: ClassVar[Steps] = Steps(
        {
            State.WAITING: frozenset({State.ADMITTED, State.DENIED, State.REMOVED}),
            State.DENIED: frozenset({State.ADMITTED, State.REMOVED}),
            State.ADMITTED: frozenset({State.WAITING, State.REMOVED}),
            State.REMOVED: frozenset(),
        }
    )

    class Presence(models.TextChoices):
        HERE = "here", _("Here")
        RECONNECTING = "reconnecting", _("Reconnecting")
        AWAY = "away", _("Away")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="room_seats")
    enrollment = models.ForeignKey(
        Enrollment, null=True, on_delete=models.CASCADE, related_name="room_seats"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="room_seats"
    )
    name = models.CharField(max_length=60)
    like_leader = models.BooleanField(
        default=False, help_text="a member's name that could be taken for a leader's"
    )
    leads = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    device = models.PositiveIntegerField(default=0)
    page = models.CharField(max_length=40, blank=True)
    presence = models.CharField(max_length=12, choices=Presence.choices, default=Presence.AWAY)
    seen_at = models.DateTimeField(null=True, help_text="last heartbeat of the connection")
    microphone = models.BooleanField(default=False, help_text="what the person switched")
    camera = models.BooleanField(default=False, help_text="what the person switched")
    hand_raised_at = models.DateTimeField(null=True)
    muted = models.BooleanField(
        default=False, help_text="silenced by a facilitator; ends when the person unmutes"
    )
    came_at = models.DateTimeField(help_text="when this page entered: newcomers call the others")
    door_at = models.DateTimeField(null=True)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["came_at"]
        indexes = [models.Index(fields=["presence", "seen_at"], name="room_seats_by_heartbeat")]
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

    `client_id` is the sender's own id of the frame: sending it again changes nothing. The words of
    a `hidden` one never leave the server again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    sender = models.ForeignKey(RoomSeat, null=True, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    data = EncryptedTextField(help_text="JSON")
    hidden = models.BooleanField(default=False)
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


class ChatKept(models.Model):
    """For how many days what was said in a room is kept; the newest row counts for every room."""

    LONGEST = 365

    days = models.PositiveSmallIntegerField(_("days a room's chat is kept"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "chat kept"
        constraints = [
            models.CheckConstraint(condition=Q(days__lte=365), name="chat_is_kept_a_year_at_most")
        ]

    def __str__(self) -> str:
        return f"{self.days} days"


class RoomChange(models.Model):
    """That a room, or (`room` empty) somebody's right to be in any, has changed: a row each time.

    Added by the database itself, in the transaction of what changed (`kernel/changes.py`). No
    foreign key: a room that is deleted has changed, too.
    """

    id = models.BigAutoField(primary_key=True)
    room = models.UUIDField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.room}: {self.pk}"
