"""Planning, moving, cancelling and ending the meetings of a cohort."""

from datetime import datetime, timedelta

from django.db import transaction

from audit.actions import record
from groups.cohorts.models import Cohort
from groups.sessions.dates import meeting_times
from groups.sessions.models import GroupSession


class SessionMoved(Exception):
    """The session is no longer as the caller saw it; look again."""


class InThePast(Exception):
    """A session cannot be moved to a moment that has passed."""


@transaction.atomic
def plan_sessions(cohort: Cohort, *, count: int) -> list[GroupSession]:
    """Makes the cohort's weekly sessions from its weekday, hour and zone."""
    moments = meeting_times(
        first_on=cohort.first_on, starts=cohort.starts, zone=cohort.zone, count=count
    )
    return GroupSession.objects.bulk_create(
        GroupSession(cohort=cohort, number=number, starts_at=moment, minutes=cohort.minutes)
        for number, moment in enumerate(moments, start=1)
    )


@transaction.atomic
def move_session(
    group_session: GroupSession, *, starts_at: datetime, note: str, by: int, now: datetime
) -> None:
    """Moves one planned session; letters, calendar entries and lesson release follow from the row.

    Raises InThePast, or SessionMoved when somebody else changed it first.
    """
    if starts_at <= now:
        raise InThePast
    changed = GroupSession.objects.filter(
        pk=group_session.pk,
        version=group_session.version,
        state=GroupSession.State.PLANNED,
    ).update(starts_at=starts_at, note=note, version=group_session.version + 1, changed_at=now)
    if not changed:
        raise SessionMoved
    before = group_session.starts_at
    group_session.refresh_from_db()
    record(
        "session.moved", on=group_session, by=by, now=now,
        before=before.isoformat(), after=starts_at.isoformat(),
    )  # fmt: skip


@transaction.atomic
def cancel_session(
    group_session: GroupSession, *, note: str, by: int, now: datetime
) -> GroupSession:
    """Cancels one planned session and adds one at the end of the course, which is returned.

    The lessons move on by one session (see `groups.weeks.actions.shift_weeks`).
    Raises SessionMoved when somebody else changed it first.
    """
    changed = GroupSession.objects.filter(
        pk=group_session.pk,
        version=group_session.version,
        state=GroupSession.State.PLANNED,
    ).update(
        state=GroupSession.State.CANCELLED,
        note=note,
        version=group_session.version + 1,
        changed_at=now,
    )
    if not changed:
        raise SessionMoved
    group_session.refresh_from_db()
    record("session.cancelled", on=group_session, by=by, now=now)
    return _add_session(group_session.cohort)


def _add_session(cohort: Cohort) -> GroupSession:
    """One more session, a week after the last one on the group's own wall clock."""
    last = cohort.sessions.order_by("-number").first()
    assert last is not None  # a session was just cancelled
    last_day = max(
        moment.astimezone(cohort.zone).date()
        for moment in cohort.sessions.values_list("starts_at", flat=True)
    )
    weekday_offset = (cohort.weekday - last_day.weekday() - 1) % 7 + 1
    (moment,) = meeting_times(
        first_on=last_day + timedelta(days=weekday_offset),
        starts=cohort.starts,
        zone=cohort.zone,
        count=1,
    )
    return GroupSession.objects.create(
        cohort=cohort, number=last.number + 1, starts_at=moment, minutes=cohort.minutes
    )


@transaction.atomic
def end_session(group_session: GroupSession, *, by: int | None, now: datetime) -> bool:
    """The session is over; returns False when it already was (or was cancelled)."""
    changed = GroupSession.objects.filter(
        pk=group_session.pk, state=GroupSession.State.PLANNED
    ).update(state=GroupSession.State.ENDED, ended_at=now)
    if changed:
        group_session.refresh_from_db()
        record("session.ended", on=group_session, by=by, now=now)
    return bool(changed)
