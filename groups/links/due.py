"""Which letters are due: derived from rows, never scheduled.

Every half minute the worker asks "which letter is due and not yet in the outbox?", so a moved
session, an hour of downtime or a jump of the clock corrects itself. A letter's key names its kind,
session, enrolment and the session's version, so it exists once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from groups.seats.models import Enrollment
from groups.sessions.models import OPENS_BEFORE, GroupSession, SessionMove
from outbox.actions import post_letter
from outbox.models import Letter

HORIZON = timedelta(hours=24)
CHANGES_TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Reminder:
    """A letter before a session: posted from `begins` before the start until `ends` before it."""

    kind: str
    begins: timedelta
    ends: timedelta


REMINDERS = (
    Reminder("session-tomorrow", begins=timedelta(hours=24), ends=timedelta(hours=2)),
    Reminder("session-in-an-hour", begins=timedelta(hours=1), ends=timedelta(minutes=20)),
    Reminder("room-open", begins=OPENS_BEFORE, ends=timedelta(minutes=-60)),
)


@dataclass(frozen=True)
class Due:
    """A letter that should be in the outbox."""

    kind: str
    enrollment: Enrollment
    session: GroupSession
    useless_after: datetime

    @property
    def key(self) -> str:
        """Unique by kind, session, member's enrolment and the session's version."""
        return f"{self.kind}:{self.session.pk.hex}:{self.enrollment.pk.hex}:{self.session.version}"


def post_due_letters(now: datetime) -> int:
    """Posts every letter that is due and returns how many were new. Four queries plus the new."""
    due = [*due_reminders(now), *due_changes(now)]
    posted = set(
        Letter.objects.filter(key__in=[letter.key for letter in due]).values_list("key", flat=True)
    )
    new = [letter for letter in due if letter.key not in posted]
    for letter in new:
        post_letter(
            letter.kind,
            key=letter.key,
            to=letter.enrollment.member.account.email,
            reader=letter.enrollment.member.reader,
            about={
                "enrollment": str(letter.enrollment.pk),
                "session": str(letter.session.pk),
                "version": letter.session.version,
            },
            now=now,
            useless_after=letter.useless_after,
        )
    return len(new)


def due_reminders(now: datetime) -> Iterator[Due]:
    """The reminders whose time it is at `now`."""
    sessions = list(
        GroupSession.objects.filter(
            state=GroupSession.State.PLANNED,
            starts_at__gt=now - timedelta(minutes=60),
            starts_at__lte=now + HORIZON,
        )
    )
    for group_session, enrollment in _with_enrolled(sessions):
        for reminder in REMINDERS:
            begins = group_session.starts_at - reminder.begins
            ends = group_session.starts_at - reminder.ends
            # Whoever enrolled, or was told of a new time, within the reminder's own time has just
            # had the link in that letter.
            told = (enrollment.activated_at, group_session.changed_at)
            knows = any(moment is not None and moment >= begins for moment in told)
            if begins <= now < ends and not knows:
                yield Due(reminder.kind, enrollment, group_session, useless_after=ends)


def due_changes(now: datetime) -> Iterator[Due]:
    """A letter for each session that was moved or cancelled since its members enrolled.

    What new rules of clocks moved is told in one letter for all of it (`groups.clocks`).
    """
    by_clocks = SessionMove.objects.filter(
        session=OuterRef("pk"), version=OuterRef("version"), rules__isnull=False
    )
    sessions = list(
        GroupSession.objects.filter(
            ~Exists(by_clocks),
            version__gt=0,
            changed_at__gt=now - CHANGES_TOLD_FOR,
            changed_at__lte=now,
        ).exclude(state=GroupSession.State.ENDED)
    )
    for group_session, enrollment in _with_enrolled(sessions):
        changed_at = group_session.changed_at or now
        enrolled_before = enrollment.activated_at is None or enrollment.activated_at < changed_at
        cancelled = group_session.state == GroupSession.State.CANCELLED
        # Who waits for a session that is cancelled at the last minute wants to know.
        useless_after = group_session.ends_at if cancelled else group_session.starts_at
        if enrolled_before and now < useless_after:
            kind = "session-cancelled" if cancelled else "session-moved"
            yield Due(kind, enrollment, group_session, useless_after=useless_after)


def _with_enrolled(
    sessions: list[GroupSession],
) -> Iterator[tuple[GroupSession, Enrollment]]:
    """Each session with each member who takes part in it, from their first on. One query."""
    by_cohort: dict[int, list[Enrollment]] = {}
    enrollments = (
        Enrollment.objects.enrolled()
        .filter(cohort_id__in={group_session.cohort_id for group_session in sessions})
        .select_related("member__account")
    )
    for enrollment in enrollments:
        by_cohort.setdefault(enrollment.cohort_id, []).append(enrollment)
    for group_session in sessions:
        for enrollment in by_cohort.get(group_session.cohort_id, []):
            if enrollment.has_session(group_session.number):
                yield group_session, enrollment
