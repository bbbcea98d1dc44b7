"""A coordinator moves or cancels one meeting; lessons, enrolment and leaders' letters follow."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from groups.gates.actions import carry_newcomers, follow_gate
from groups.leading.letters import post_change_to_leaders
from groups.links.later import post_begins_later
from groups.planning.errors import InTheWay, OutOfOrder
from groups.seats.actions import lock_cohort
from groups.sessions.actions import cancel_session, close_before_first, move_session
from groups.sessions.models import GroupSession
from groups.sessions.queries import in_the_way, overtaken
from groups.weeks.actions import shift_weeks


@transaction.atomic
def move_meeting(
    group_session: GroupSession, *, starts_at: datetime, note: str, by: Account, now: datetime
) -> None:
    """Moves one session; enrolment follows the group's first one.

    Raises InTheWay when the group already meets then, OutOfOrder when the session would pass the
    one before or after it, and what `move_session` raises.
    """
    cohort = lock_cohort(group_session.cohort_id)
    other = in_the_way(group_session, starts_at=starts_at)
    if other is not None:
        raise InTheWay(other)
    passed = overtaken(group_session, starts_at=starts_at)
    if passed is not None:
        raise OutOfOrder(passed)
    move_session(group_session, starts_at=starts_at, note=note, by=by.pk, now=now)
    post_change_to_leaders(group_session, cohort=cohort, by=by, now=now)
    close_before_first(cohort)
    follow_gate(cohort, now=now)


@transaction.atomic
def cancel_meeting(group_session: GroupSession, *, note: str, by: Account, now: datetime) -> None:
    """Cancels one session; its lessons and all later ones move on by one, with a session added."""
    cohort = lock_cohort(group_session.cohort_id)  # two at once would add the same number
    added = cancel_session(group_session, note=note, by=by.pk, now=now)
    post_change_to_leaders(group_session, cohort=cohort, by=by, now=now)
    moved = shift_weeks(group_session.cohort, cancelled=group_session, added=added)
    later = carry_newcomers(cohort, cancelled=group_session, moved=moved, now=now)
    for seat, was in later:
        post_begins_later(seat, was=was, now=now)
    close_before_first(cohort)
    follow_gate(cohort, now=now)
