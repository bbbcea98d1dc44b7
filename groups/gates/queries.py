"""At which session newcomers may begin, and what they will not have seen by then."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce

from courses.curriculum.queries import outline_of
from courses.skills.models import Module
from groups.cohorts.models import Cohort
from groups.gates.models import GateTime
from groups.gates.rule import UNTIL_SOMEBODY_SAYS
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from groups.weeks.models import CohortWeek


@dataclass(frozen=True)
class Gate:
    """With which session newcomers begin, when that is, and until when they enrol for it."""

    number: int
    starts_at: datetime
    closes_at: datetime


def next_gates(cohorts: Collection[Cohort], *, now: datetime) -> dict[int, Gate]:
    """For each of these groups, read with their courses, the first session that has not begun and
    teaches a week at which newcomers may join. One query, however many groups."""
    weeks = {one.course_id: Q(week__number__in=one.course.gates) for one in cohorts}
    at_gates = [Q(cohort__course=course) & numbers for course, numbers in weeks.items()]
    if not at_gates:
        return {}
    newest = GateTime.objects.order_by("-pk").values("days")[:1]
    planned = CohortWeek.objects.filter(
        reduce(or_, at_gates),
        cohort__in=[one.pk for one in cohorts],
        session__state=GroupSession.State.PLANNED,
        session__starts_at__gt=now,
    ).annotate(days=Coalesce(Subquery(newest), UNTIL_SOMEBODY_SAYS))
    rows = planned.order_by("session__starts_at").values_list(
        "cohort_id", "session__number", "session__starts_at", "days"
    )
    found: dict[int, Gate] = {}
    for cohort_id, number, starts_at, days in rows:
        found.setdefault(cohort_id, Gate(number, starts_at, starts_at - timedelta(days=days)))
    return found


def modules_joined(cohorts: Iterable[Cohort]) -> dict[int, str]:
    """By group the module that newcomers begin with, of those that have a gate. One query, none
    where no group has."""
    gates = [Q(cohort=one.pk, session__number=one.gate) for one in cohorts if one.has_gate]
    if not gates:
        return {}
    rows = CohortWeek.objects.filter(reduce(or_, gates)).values_list("cohort", "week__module")
    return {cohort_id: str(Module(code).label) for cohort_id, code in rows}


@dataclass(frozen=True)
class UnseenModule:
    """A module, and what was covered in its weeks: topics and skills by name, each once."""

    module: str
    covered: tuple[str, ...]


@dataclass(frozen=True)
class Unseen:
    """What the group has learned before somebody begins, in how many weeks."""

    weeks: int
    modules: tuple[UnseenModule, ...]


def unseen_before(cohort: Cohort, begins_with: int) -> Unseen:
    """What newcomers do not see who begin with that session of the group. Three queries at most."""
    taught = CohortWeek.objects.filter(cohort=cohort, session__number__gte=begins_with)
    first = taught.order_by("week__number").values_list("week__number", flat=True).first()
    if begins_with <= 1 or first is None:
        return Unseen(0, ())
    names: dict[str, list[str]] = {}
    for run in outline_of(cohort.course):
        for week in run.weeks:
            if week.number < first:
                names.setdefault(str(run.module.label), []).extend([*week.topics, *week.skills])
    return Unseen(
        weeks=first - 1,
        modules=tuple(
            UnseenModule(module, tuple(dict.fromkeys(covered))) for module, covered in names.items()
        ),
    )


def beginnings(seats: Iterable[Enrollment]) -> dict[UUID, datetime]:
    """By seat when whoever came to a group under way begins, or began. One query, none where nobody
    did."""
    later = [seat for seat in seats if seat.came_later]
    if not later:
        return {}
    meets = GroupSession.objects.filter(cohort__in={seat.cohort_id for seat in later})
    rows = list(
        meets.exclude(state=GroupSession.State.CANCELLED)
        .order_by("starts_at")
        .values_list("cohort_id", "number", "starts_at")
    )
    found: dict[UUID, datetime] = {}
    for seat in later:
        for cohort_id, number, starts_at in rows:
            if cohort_id == seat.cohort_id and seat.has_session(number):
                found[seat.pk] = starts_at
                break
    return found


def has_begun(seat: Enrollment, *, now: datetime) -> bool:
    """Whether the first session of somebody who came to a group under way has begun: nobody new
    starts in the middle of a module. Of whoever began with the group it is never asked."""
    if not seat.came_later:
        return False
    first = beginnings([seat]).get(seat.pk)
    return first is None or first <= now
