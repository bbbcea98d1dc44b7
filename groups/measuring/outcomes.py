"""What came of groups and programmes, in means of whole units (`units.py`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q

from courses.measures.scoring import change
from courses.measures.shapes import Measure
from courses.measures.shelf import measures
from groups.cohorts.models import Cohort
from groups.measuring.models import OccasionResponse
from groups.measuring.occasions import AFTER_END, END, START
from groups.measuring.units import ENOUGH, Counted, shown, units
from groups.seats.models import Enrollment
from groups.weeks.models import CohortWeek


@dataclass(frozen=True)
class Outcome:
    """One measure of one group or programme. `start`, `end` and `change` are means of the `at_both`
    people who answered both times; None, and so are the counts beside them, where they are not to
    be shown. `at_start` and `at_end` count who answered, from ENOUGH on.

    `counts_at` is when a group's means will stand here; None where they do, or cannot.
    """

    name: str
    measure: Measure
    people: int
    at_start: int | None
    at_end: int | None
    at_both: int | None = None
    start: Decimal | None = None
    end: Decimal | None = None
    change: Decimal | None = None
    better: int | None = None
    worse: int | None = None
    counts_at: datetime | None = None
    is_programme: bool = False
    slug: str = ""

    @property
    def says_something(self) -> bool:
        """Whether the means are shown."""
        return self.change is not None


@dataclass
class _Group:
    """What one group answered: totals by part, None for one that was deleted after it counted."""

    cohort: Cohort
    people: int
    settled_at: datetime | None
    start: dict[UUID, int | None] = field(default_factory=dict)
    end: dict[UUID, int | None] = field(default_factory=dict)

    @property
    def counted(self) -> Counted:
        """Those who answered both times."""
        both = [(first, self.end[part]) for part, first in self.start.items() if part in self.end]
        return Counted(self.cohort.pk, self.settled_at, tuple(both))


def outcomes(*, now: datetime) -> list[Outcome]:
    """Every measure of every group, then of every programme; four queries, however many."""
    by_measure = _groups()
    found: list[Outcome] = []
    for measure in measures().values():
        found += [_of_group(measure, one, now=now) for one in by_measure.get(measure.slug, [])]
    for measure in measures().values():
        for course, theirs in _by_course(by_measure.get(measure.slug, [])):
            found.append(_of_programme(measure, course, theirs, now=now))
    return found


def _groups() -> dict[str, list[_Group]]:
    """The groups in which somebody answered, by measure, in the order of the desk."""
    cohorts = {
        one.pk: one for one in Cohort.objects.select_related("course").order_by("-first_on", "name")
    }
    people, settled = _people(), _settled()
    belongs = Exists(Enrollment.objects.belonging().filter(pk=OuterRef("enrollment")))
    rows = OccasionResponse.objects.filter(
        Q(response__total__isnull=False) | Q(response=None), occasion__in=(START, END)
    ).annotate(belongs=belongs)
    found: dict[str, dict[int, _Group]] = {}
    for slug, cohort_id, part, occasion, total, deleted_at, ended_at, is_there in rows.values_list(
        "measure", "enrollment__cohort_id", "enrollment_id", "occasion", "response__total",
        "deleted_at", "enrollment__ended_at", "belongs",
    ):  # fmt: skip
        settled_at = settled.get(cohort_id)
        if not is_there and not _since(settled_at, ended_at):
            continue  # they left while it was not counted yet
        if deleted_at is not None and not _since(settled_at, deleted_at):
            continue
        groups = found.setdefault(slug, {})
        if cohort_id not in groups:
            groups[cohort_id] = _Group(cohorts[cohort_id], people.get(cohort_id, 0), settled_at)
        side = groups[cohort_id].start if occasion == START else groups[cohort_id].end
        side[part] = total
    order = {pk: place for place, pk in enumerate(cohorts)}
    return {
        slug: sorted(groups.values(), key=lambda one: order[one.cohort.pk])
        for slug, groups in found.items()
    }


def _since(settled_at: datetime | None, at: datetime | None) -> bool:
    """Whether something was done when the group's numbers stood already."""
    return settled_at is not None and at is not None and at >= settled_at


def _people() -> dict[int, int]:
    rows = Enrollment.objects.belonging().order_by().values_list("cohort_id")
    return dict(rows.annotate(people=Count("pk")))


def _settled() -> dict[int, datetime]:
    """When the last form of each group closes, at the latest."""
    rows = CohortWeek.objects.order_by().values_list("cohort_id")
    last = rows.annotate(starts_at=Max("session__starts_at"), minutes=Max("session__minutes"))
    return {
        cohort_id: starts_at + timedelta(minutes=minutes) + AFTER_END
        for cohort_id, starts_at, minutes in last
    }


def _by_course(groups: Sequence[_Group]) -> list[tuple[str, list[_Group]]]:
    found: dict[str, list[_Group]] = {}
    for one in groups:
        found.setdefault(one.cohort.course.name, []).append(one)
    return sorted(found.items())


def _of_group(measure: Measure, group: _Group, *, now: datetime) -> Outcome:
    counted = group.counted
    told = Outcome(
        name=group.cohort.name,
        measure=measure,
        people=group.people,
        at_start=_count(group.start.values()),
        at_end=_count(group.end.values()),
        counts_at=None if counted.counts(now) else group.settled_at,
        slug=group.cohort.slug,
    )
    return _with_means(told, [counted], now=now)


def _of_programme(measure: Measure, course: str, groups: list[_Group], *, now: datetime) -> Outcome:
    told = Outcome(
        name=course,
        measure=measure,
        people=sum(one.people for one in groups),
        at_start=_count(total for one in groups for total in one.start.values()),
        at_end=_count(total for one in groups for total in one.end.values()),
        is_programme=True,
    )
    return _with_means(told, [one.counted for one in groups], now=now)


def _with_means(told: Outcome, groups: list[Counted], *, now: datetime) -> Outcome:
    asked = told.measure
    whole = units(groups, now=now)
    pairs = shown(whole, lowest=asked.lowest, highest=asked.highest)
    if not pairs:
        return told
    changes = [change(asked, first=first, later=later) for first, later in pairs]
    reliable = asked.reliable_change is not None
    return replace(
        told,
        at_both=len(pairs),
        start=_mean([first for first, _later in pairs]),
        end=_mean([later for _first, later in pairs]),
        change=_mean([one.points for one in changes]),
        better=sum(1 for one in changes if one.reliable and one.better) if reliable else None,
        worse=sum(1 for one in changes if one.reliable and not one.better) if reliable else None,
    )


def _count(totals: Iterable[int | None]) -> int | None:
    there = sum(1 for total in totals if total is not None)
    return there if there >= ENOUGH else None


def _mean(values: Sequence[int]) -> Decimal:
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)
