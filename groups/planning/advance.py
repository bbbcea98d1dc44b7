"""What time itself does to groups: they start, their forgotten sessions close, they end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from groups.attendance.actions import judge
from groups.cohorts.actions import end_cohort, start_cohorts
from groups.cohorts.models import Cohort
from groups.gates.actions import keep_gates
from groups.seats.actions import complete_seats, lock_cohort
from groups.sessions.actions import end_session
from groups.sessions.models import GroupSession
from groups.sessions.queries import just_ended_by_cohort
from groups.weeks.actions import pin_new_lessons
from groups.weeks.following import follow_published


def advance_cohorts(now: datetime) -> None:
    """What time itself does: groups start with their first session, and end after their last.

    Those under way take newcomers at their next gate. Lessons published since the last look, and
    new words of older ones, reach the weeks ahead.
    """
    met = GroupSession.objects.exclude(state=GroupSession.State.CANCELLED).filter(
        cohort=OuterRef("pk"), starts_at__lte=now
    )
    start_cohorts(Cohort.objects.filter(Exists(met), enrolment_closes_at__lte=now), now=now)
    _close_forgotten_sessions(now)
    keep_gates(now)
    pin_new_lessons()
    follow_published(now)
    ahead = GroupSession.objects.filter(cohort=OuterRef("pk"), state=GroupSession.State.PLANNED)
    over = list(Cohort.objects.filter(~Exists(ahead), state=Cohort.State.RUNNING))
    # A session that its leaders may still open again does not end a group.
    open_again = just_ended_by_cohort([cohort.pk for cohort in over], now=now) if over else {}
    for cohort in over:
        if cohort.pk not in open_again:
            _complete(cohort, now=now)


def _close_forgotten_sessions(now: datetime) -> None:
    """Ends sessions that nobody ended and nobody entered, once their room would have closed.

    A room that somebody opened ends itself (`groups.rooms.tasks`), and its session with it.
    """
    planned = GroupSession.objects.filter(
        cohort__in=Cohort.objects.under_way(),
        state=GroupSession.State.PLANNED,
        rooms__isnull=True,
        starts_at__lt=now,
    )
    for group_session in planned:
        if now >= group_session.room_closes_at:
            _close_forgotten(group_session, now=now)


@transaction.atomic
def _close_forgotten(group_session: GroupSession, *, now: datetime) -> None:
    if end_session(group_session, by=None, now=now):
        judge(group_session, now=now, led_at=None)  # nobody opened the room


@transaction.atomic
def _complete(cohort: Cohort, *, now: datetime) -> None:
    locked = lock_cohort(cohort.pk)
    if end_cohort(locked, now=now):
        complete_seats(locked, now=now)
