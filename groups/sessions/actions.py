"""Planning, moving, cancelling and ending the meetings of a cohort."""

from datetime import datetime, timedelta

from django.db import transaction

from audit.actions import record
from audit.states import StateMoved, move
from groups.cohorts.models import Cohort
from groups.sessions.dates import (
    by_the_rules,
    is_skipped,
    meeting_time,
    meeting_times,
    wall_time,
)
from groups.sessions.models import GroupSession, RulesChange, SessionMove
from groups.sessions.queries import planned_wrongly

# Whoever enrols later would have no time to read, pay and try the camera.
CLOSES_BEFORE = timedelta(hours=2)


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
        GroupSession(
            cohort=cohort,
            number=number,
            on=cohort.first_on + timedelta(weeks=number - 1),
            starts=cohort.starts,
            starts_at=moment,
            minutes=cohort.minutes,
        )
        for number, moment in enumerate(moments, start=1)
    )


@transaction.atomic
def move_session(
    group_session: GroupSession, *, starts_at: datetime, note: str, by: int, now: datetime
) -> None:
    """Moves one planned session; letters, calendar entries and lesson release follow from the row.

    What the group's wall shows at the new moment is what is promised from now on. Raises InThePast,
    or SessionMoved when somebody else changed it first.
    """
    if starts_at <= now:
        raise InThePast
    on, starts = wall_time(starts_at, zone=group_session.cohort.zone)
    changed = GroupSession.objects.filter(
        pk=group_session.pk,
        version=group_session.version,
        state=GroupSession.State.PLANNED,
    ).update(
        on=on,
        starts=starts,
        starts_at=starts_at,
        note=note,
        version=group_session.version + 1,
        changed_at=now,
    )
    if not changed:
        raise SessionMoved
    before = group_session.starts_at
    group_session.refresh_from_db()
    SessionMove.objects.create(
        session=group_session,
        version=group_session.version,
        was_at=before,
        starts_at=starts_at,
        moved_at=now,
    )
    record(
        "session.moved", on=group_session, by=by, now=now,
        before=before.isoformat(), after=starts_at.isoformat(),
    )  # fmt: skip


def follow_rules(cohort: Cohort, *, release: str, now: datetime) -> RulesChange | None:
    """Puts the sessions ahead back on the hour of the group's wall, by the rules in use now.

    For a caller who holds the cohort's lock. A session whose room is open, or would be by either
    reading, is left as it stands: people are in it, or on their way. None when nothing moved.
    """
    wrong = planned_wrongly([cohort.pk], now=now)
    if not wrong:
        return None
    change = RulesChange.objects.create(cohort=cohort, release=release, at=now)
    moves = [_follow(group_session, change) for group_session in wrong]
    GroupSession.objects.bulk_update(wrong, ["starts_at", "version"])
    SessionMove.objects.bulk_create(moves)
    record(
        "cohort.clocks", on=cohort, by=None, now=now,
        release=release, sessions=[group_session.number for group_session in wrong],
    )  # fmt: skip
    return change


def _follow(group_session: GroupSession, change: RulesChange) -> SessionMove:
    """Gives one session its moment by the rules, unsaved, and returns the move it made."""
    was_at = group_session.starts_at
    group_session.starts_at = by_the_rules(
        was_at, on=group_session.on, starts=group_session.starts, zone=change.cohort.zone
    )
    group_session.version += 1
    return SessionMove(
        session=group_session,
        version=group_session.version,
        was_at=was_at,
        starts_at=group_session.starts_at,
        moved_at=change.at,
        rules=change,
    )


@transaction.atomic
def cancel_session(
    group_session: GroupSession, *, note: str, by: int, now: datetime
) -> GroupSession:
    """Cancels one planned session and adds one at the end of the course, which is returned.

    The lessons move on by one session (see `groups.weeks.actions.shift_weeks`).
    Raises SessionMoved when somebody else changed it first.
    """
    version = group_session.version
    try:
        move(
            group_session,
            to=GroupSession.State.CANCELLED,
            act="session.cancelled",
            by=by,
            now=now,
            changes={"note": note, "version": version + 1, "changed_at": now},
            if_still={"version": version},
        )
    except StateMoved as error:
        raise SessionMoved from error
    return _add_session_for(group_session)


def _add_session_for(cancelled: GroupSession) -> GroupSession:
    """One more session, a week after the last one on the group's own wall clock; another week later
    where the clocks skip its hour."""
    cohort = cancelled.cohort
    planned = list(cohort.sessions.values_list("number", "on"))
    last_day = max(day for _number, day in planned)
    on = last_day + timedelta(days=(cohort.weekday - last_day.weekday() - 1) % 7 + 1)
    while is_skipped(on=on, starts=cohort.starts, zone=cohort.zone):
        on += timedelta(weeks=1)
    return GroupSession.objects.create(
        cohort=cohort,
        number=max(number for number, _day in planned) + 1,
        on=on,
        starts=cohort.starts,
        starts_at=meeting_time(on=on, starts=cohort.starts, zone=cohort.zone),
        minutes=cohort.minutes,
        replaces=cancelled,
    )


@transaction.atomic
def end_session(group_session: GroupSession, *, by: int | None, now: datetime) -> bool:
    """The session is over; returns False when it already was (or was cancelled)."""
    try:
        move(
            group_session,
            to=GroupSession.State.ENDED,
            act="session.ended",
            by=by,
            now=now,
            changes={"ended_at": now},
        )
    except StateMoved:
        return False
    if group_session.called_off:
        _close_gate(group_session)
    return True


def _close_gate(group_session: GroupSession) -> None:
    """Nobody begins with a session that took place for nobody.

    A room may be locked here, and whoever holds the cohort's lock may wait for it: where somebody
    does, the next look at groups (`groups.gates`) finds it a minute later.
    """
    at_gate = Cohort.objects.filter(pk=group_session.cohort_id, gate=group_session.number)
    for cohort in at_gate.select_for_update(skip_locked=True):
        cohort.gate = None
        cohort.save(update_fields=["gate"])


@transaction.atomic
def reopen_session(group_session: GroupSession, *, by: int, now: datetime) -> None:
    """It has not ended after all.

    Raises SessionMoved where it did not end, its hours have passed, or its group meets no more.
    """
    if not (group_session.may_reopen(now) and group_session.cohort.under_way):
        raise SessionMoved
    try:
        move(
            group_session,
            to=GroupSession.State.PLANNED,
            act="session.reopened",
            by=by,
            now=now,
            changes={"ended_at": None, "attendance_checked_at": None},
        )
    except StateMoved as error:
        raise SessionMoved from error


def close_before_first(cohort: Cohort) -> None:
    """Enrolment closes two hours before the group first meets, wherever that has moved to."""
    if not cohort.has_yet_to_start:
        return
    first = (
        cohort.sessions.exclude(state=GroupSession.State.CANCELLED).order_by("starts_at").first()
    )
    if first is not None:
        cohort.enrolment_closes_at = first.starts_at - CLOSES_BEFORE
        cohort.save(update_fields=["enrolment_closes_at"])
