"""When an assignment is delivered to whom, as functions of rows that were read already.

* Given with a session, it is delivered when that session is over: when it was ended, or at its
  planned end. Without one, at once.
* A session that is moved takes it along. One that is cancelled leaves it to the next session that
  takes place, as it leaves its lesson; so does a day on which it is due.
* Whoever comes to a group under way gets what hangs on sessions of theirs: on the one it is given
  with, else on the one it is due. What hangs on none is for those who took part when it was given.
* Whoever left keeps what was delivered by then, and gets nothing new.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from groups.assigning.models import Assignment
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


def over_at(group_session: GroupSession) -> datetime:
    """When a session is over; one that was closed before it began, at its planned end."""
    ended_at = group_session.ended_at
    is_ended = group_session.state == GroupSession.State.ENDED and not group_session.called_off
    return ended_at if is_ended and ended_at else group_session.ends_at


class Dates:
    """The sessions of one or more groups, asked for those that assignments hang on."""

    def __init__(self, sessions: Iterable[GroupSession]) -> None:
        self._all = {one.pk: one for one in sessions}
        self._taking_place: dict[int, list[GroupSession]] = {}
        for one in sorted(self._all.values(), key=lambda one: one.starts_at):
            if one.state != GroupSession.State.CANCELLED:
                self._taking_place.setdefault(one.cohort_id, []).append(one)

    def stands_for(self, session_id: UUID | None) -> GroupSession | None:
        """The session itself, or where it is cancelled the next that takes place, if any does."""
        if session_id is None:
            return None
        meant = self._all[session_id]
        if meant.state != GroupSession.State.CANCELLED:
            return meant
        others = self._taking_place.get(meant.cohort_id, [])
        return next((one for one in others if one.starts_at > meant.starts_at), None)

    def due(self, assignment: Assignment) -> GroupSession | None:
        """The session by which it is meant to be done; None where it has no such day."""
        return self.stands_for(assignment.due_session_id)

    def given_at(self, assignment: Assignment) -> datetime | None:
        """When the group gets it; None while no session takes place that it waits for."""
        if assignment.for_session_id is None:
            return assignment.assigned_at
        found = self.stands_for(assignment.for_session_id)
        return max(over_at(found), assignment.assigned_at) if found else None

    def delivered_at(self, assignment: Assignment, to: Enrollment) -> datetime | None:
        """When it is delivered to somebody of that group, be it ahead; None where it is not."""
        if assignment.cohort_id != to.cohort_id:
            return None
        if assignment.enrollment_id not in (None, to.pk):
            return None
        given_at = self.given_at(assignment)
        if given_at is None:
            return None
        came_at = to.activated_at or to.held_at
        at = max(given_at, came_at)
        if assignment.enrollment_id is None and not self._is_for(assignment, to, came_at, given_at):
            return None
        is_gone = not to.enrolled and to.ended_at is not None
        return None if is_gone and to.ended_at and at > to.ended_at else at

    def _is_for(
        self, assignment: Assignment, to: Enrollment, came_at: datetime, given_at: datetime
    ) -> bool:
        """Whether what was given to the whole group is for somebody who came then."""
        for session_id in (assignment.for_session_id, assignment.due_session_id):
            if (found := self.stands_for(session_id)) is not None:
                return to.has_session(found.number)
        return came_at <= given_at
