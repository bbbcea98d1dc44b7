"""The members of a group as their leader sees them, on the screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from groups.attendance.models import Attendance
from groups.cohorts.models import Cohort
from groups.gates.queries import beginnings
from groups.links.models import LinkConfirmation
from groups.seats.models import Enrollment
from groups.seats.queries import owed_for
from groups.sessions.models import GroupSession
from groups.sessions.queries import next_session


@dataclass(frozen=True)
class RosterLine:
    """A member of the group as their leader sees them; `joins_at`: they begin only then."""

    enrollment: Enrollment
    name: str
    coming: bool
    joins_at: datetime | None
    present: int
    late: int
    left_early: int
    absent: int
    missed_in_a_row: int


def roster(cohort: Cohort, *, now: datetime) -> list[RosterLine]:
    """The members with their attendance so far and whether they confirmed the next session.

    Four queries, whatever the number of members and sessions; one more where somebody came later.
    """
    enrolled = list(cohort.enrollments.belonging().select_related("member"))
    coming_next = next_session(cohort, now=now)
    confirmed = set(
        LinkConfirmation.objects.filter(session=coming_next).values_list("enrollment_id", "epoch")
        if coming_next
        else []
    )
    verdicts: dict[object, list[str]] = {}
    rows = Attendance.objects.filter(session__cohort=cohort).order_by("session__starts_at")
    for enrollment_id, verdict in rows.values_list("enrollment_id", "verdict"):
        verdicts.setdefault(enrollment_id, []).append(verdict)
    begin = beginnings(enrolled)
    return [
        _roster_line(
            seat,
            verdicts.get(seat.pk, []),
            coming=(seat.pk, seat.epoch) in confirmed,
            joins_at=at if (at := begin.get(seat.pk)) and at > now else None,
        )
        for seat in enrolled
    ]


def _roster_line(
    seat: Enrollment, verdicts: list[str], *, coming: bool, joins_at: datetime | None
) -> RosterLine:
    missed = 0
    marked = [verdict for verdict in verdicts if verdict != Attendance.Verdict.UNMARKED]
    for verdict in reversed(marked):
        if verdict != Attendance.Verdict.ABSENT:
            break
        missed += 1
    return RosterLine(
        enrollment=seat,
        name=seat.member.name,
        coming=coming,
        joins_at=joins_at,
        present=verdicts.count(Attendance.Verdict.PRESENT),
        late=verdicts.count(Attendance.Verdict.LATE),
        left_early=verdicts.count(Attendance.Verdict.LEFT_EARLY),
        absent=verdicts.count(Attendance.Verdict.ABSENT),
        missed_in_a_row=missed,
    )


@dataclass(frozen=True)
class SheetLine:
    """A member on the printed list: `marks` has a verdict for each of its sessions, empty where
    there is none yet, or none of theirs; `owes`: agreement or emergency contact are still open;
    `since`: when whoever came to a group under way begins, or began."""

    enrollment: Enrollment
    owes: bool
    since: datetime | None
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Who takes part in a group, by seat, and who was there in which session."""

    sessions: Sequence[GroupSession]
    lines: Sequence[SheetLine]


def sheet_of(cohort: Cohort) -> Sheet:
    """The printed list, without sessions that do not take place.

    Three queries, whatever the number of members and sessions; three more where somebody was
    enrolled by hand, and one where somebody came later.
    """
    planned = cohort.sessions.exclude(state=GroupSession.State.CANCELLED).order_by("starts_at")
    sessions = [one for one in planned if not one.called_off]
    belonging = cohort.enrollments.belonging().select_related("member__account")
    seats = list(belonging.order_by(F("seat_no").asc(nulls_last=True), "held_at"))
    owed, begin = owed_for(seats), beginnings(seats)
    rows = Attendance.objects.filter(session__cohort=cohort)
    verdicts = {
        (seat, session): verdict
        for seat, session, verdict in rows.values_list("enrollment", "session", "verdict")
    }
    return Sheet(
        sessions,
        [
            SheetLine(
                enrollment=seat,
                owes=seat.pk in owed,
                since=begin.get(seat.pk),
                marks=tuple(verdicts.get((seat.pk, one.pk), "") for one in sessions),
            )
            for seat in seats
        ],
    )
