"""Dated meetings of a cohort. The interface says "session"; code never says `session` alone."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.states import Steps
from groups.cohorts.models import Cohort

OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(minutes=30)


class GroupSession(models.Model):
    """One meeting. `version` rises with every move or cancellation (the calendar's SEQUENCE).

    What was promised is a day and an hour on the group's wall, `on` and `starts`, in the cohort's
    zone, which never changes. `starts_at` is the moment that the time-zone rules made of it; where
    a government changes them, `groups.clocks` makes it anew.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ENDED = "ended", _("Ended")
        CANCELLED = "cancelled", _("Cancelled")

    steps: ClassVar[Steps] = Steps(
        {
            State.PLANNED: frozenset({State.ENDED, State.CANCELLED}),
            State.ENDED: frozenset({State.PLANNED}),  # opened again, while its hours last
            State.CANCELLED: frozenset(),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    on = models.DateField(help_text="the day on the group's wall")
    starts = models.TimeField(help_text="the hour on the group's wall")
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    version = models.PositiveIntegerField(default=0)
    note = models.CharField(_("note to members"), max_length=300, blank=True)
    changed_at = models.DateTimeField(
        null=True, help_text="when somebody last moved or cancelled it"
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="replacements",
        help_text="the cancelled session that it was added for",
    )
    ended_at = models.DateTimeField(null=True)
    attendance_checked_at = models.DateTimeField(null=True, help_text="a leader looked at it")

    class Meta:
        ordering = ["cohort", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_session_per_number")
        ]

    def __str__(self) -> str:
        return f"session {self.number} of {self.cohort_id}"

    @property
    def ends_at(self) -> datetime:
        """When it should end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def room_opens_at(self) -> datetime:
        """Fifteen minutes before the start."""
        return self.starts_at - OPENS_BEFORE

    @property
    def room_closes_at(self) -> datetime:
        """When links stop working, if nobody ended the session before."""
        return self.ends_at + CLOSES_AFTER

    def keeps_the_plan(self, cohort: Cohort) -> bool:
        """Whether it is promised for the weekday and hour that its cohort was founded with."""
        return (self.on.weekday(), self.starts) == (cohort.weekday, cohort.starts)

    def room_is_open(self, now: datetime) -> bool:
        """Whether the room may be entered at `now`."""
        return self.state == self.State.PLANNED and self.room_opens_at <= now < self.room_closes_at

    @property
    def called_off(self) -> bool:
        """Whether its room was closed for all before it began: it took place for nobody."""
        return called_off(state=self.state, ended_at=self.ended_at, starts_at=self.starts_at)

    def may_reopen(self, now: datetime) -> bool:
        """Whether it has ended, and its leaders may open its room again: until its hours pass."""
        return self.state == self.State.ENDED and now < self.room_closes_at


def called_off(*, state: str, ended_at: datetime | None, starts_at: datetime) -> bool:
    """The same of what was read of a session's row."""
    return state == GroupSession.State.ENDED and ended_at is not None and ended_at < starts_at


class RulesChange(models.Model):
    """A release of the time-zone rules that moved sessions of a cohort which were planned before.

    Nobody decided it: the group keeps its hour on the wall, and the moment of that hour is another.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rules_changes")
    release = models.CharField(max_length=10, help_text="of the rules, as IANA names it")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.release} for {self.cohort_id}"


class SessionMove(models.Model):
    """One move of a session: from when to when, and which version of the session it made.

    `rules` is set where nobody moved it but the clocks did.
    """

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="moves")
    version = models.PositiveIntegerField()
    was_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    rules = models.ForeignKey(
        RulesChange, null=True, on_delete=models.CASCADE, related_name="moves"
    )

    class Meta:
        ordering = ["session", "version"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="one_move_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} to {self.starts_at:%Y-%m-%d %H:%M}"
