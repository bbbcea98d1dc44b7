"""What came of groups and programmes, in means of five people or more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from courses.measures.scoring import change
from courses.measures.shapes import Measure
from courses.measures.shelf import measures
from groups.cohorts.models import Cohort
from groups.measuring.models import OccasionResponse
from groups.measuring.occasions import END, START
from groups.seats.models import Enrollment

ENOUGH = 5  # of fewer people nothing is said, since each of them could be guessed


@dataclass(frozen=True)
class Outcome:
    """One measure of one group or programme. Means are None for fewer than ENOUGH people, and so
    are counts of people then; `change` is of those who answered both at the start and at the end.
    """

    name: str
    measure: Measure
    people: int
    at_start: int | None
    start: Decimal | None
    at_end: int | None
    end: Decimal | None
    at_both: int | None
    change: Decimal | None
    better: int | None
    worse: int | None
    is_programme: bool = False
    slug: str = ""

    @property
    def says_something(self) -> bool:
        """Whether any mean may be shown."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True)
class _Totals:
    """The totals of one group: of each person, at the start and at the end."""

    cohort: Cohort
    people: int
    start: dict[object, int]
    end: dict[object, int]


Side = Callable[[_Totals], list[object]]


def outcomes() -> list[Outcome]:
    """Every measure of every group, then of every programme; three queries, however many.

    A programme counts a group only where what is left out by counting it is nobody or five and
    more: otherwise the difference of two means would tell of fewer than five.
    """
    by_measure = _totals()
    found: list[Outcome] = []
    for measure in measures().values():
        groups = by_measure.get(measure.slug, [])
        found += [_of_group(measure, one) for one in groups]
    for measure in measures().values():
        for course, theirs in _by_course(by_measure.get(measure.slug, [])):
            found.append(_of_programme(measure, course, theirs))
    return found


def _totals() -> dict[str, list[_Totals]]:
    cohorts = {
        one.pk: one for one in Cohort.objects.select_related("course").order_by("-first_on", "name")
    }
    people: dict[int, int] = {}
    for cohort_id in Enrollment.objects.belonging().values_list("cohort_id", flat=True):
        people[cohort_id] = people.get(cohort_id, 0) + 1
    rows = OccasionResponse.objects.filter(
        occasion__in=(START, END),
        response__total__isnull=False,
        enrollment__in=Enrollment.objects.belonging(),
    ).values_list(
        "measure", "enrollment__cohort_id", "enrollment_id", "occasion", "response__total"
    )
    found: dict[str, dict[int, _Totals]] = {}
    for slug, cohort_id, part, occasion, total in rows:
        groups = found.setdefault(slug, {})
        if cohort_id not in groups:
            groups[cohort_id] = _Totals(cohorts[cohort_id], people.get(cohort_id, 0), {}, {})
        side = groups[cohort_id].start if occasion == START else groups[cohort_id].end
        if total is not None:
            side[part] = total
    order = {pk: place for place, pk in enumerate(cohorts)}
    return {
        slug: sorted(groups.values(), key=lambda one: order[one.cohort.pk])
        for slug, groups in found.items()
    }


def _of_group(measure: Measure, group: _Totals) -> Outcome:
    told = _told(measure, [group], name=group.cohort.name)
    return replace(told, slug=group.cohort.slug)


def _by_course(groups: Sequence[_Totals]) -> list[tuple[str, list[_Totals]]]:
    found: dict[str, list[_Totals]] = {}
    for one in groups:
        found.setdefault(one.cohort.course.name, []).append(one)
    return sorted(found.items())


def _of_programme(measure: Measure, course: str, groups: list[_Totals]) -> Outcome:
    """The start is counted over groups of which the start is shown, if the others are too few to
    stand for themselves; and so with the end and with both."""
    start, end, both = (_guarded(groups, side) for side in (_at_start, _at_end, _at_both))
    from_start = _told(measure, start, name=course)
    from_end, from_both = _told(measure, end, name=course), _told(measure, both, name=course)
    return replace(
        from_both,
        people=sum(one.people for one in groups),
        at_start=from_start.at_start,
        start=from_start.start,
        at_end=from_end.at_end,
        end=from_end.end,
        is_programme=True,
    )


def _guarded(groups: list[_Totals], side: Side) -> list[_Totals]:
    shown = [one for one in groups if len(side(one)) >= ENOUGH]
    hidden = sum(len(side(one)) for one in groups if len(side(one)) < ENOUGH)
    return shown if 0 < hidden < ENOUGH else groups


def _at_start(group: _Totals) -> list[object]:
    return list(group.start)


def _at_end(group: _Totals) -> list[object]:
    return list(group.end)


def _at_both(group: _Totals) -> list[object]:
    return [part for part in group.start if part in group.end]


def _told(measure: Measure, groups: Iterable[_Totals], *, name: str) -> Outcome:
    theirs = list(groups)
    start = [total for one in theirs for total in one.start.values()]
    end = [total for one in theirs for total in one.end.values()]
    pairs = [
        (one.start[part], one.end[part]) for one in theirs for part in one.start if part in one.end
    ]
    changes = [change(measure, first=first, later=later) for first, later in pairs]
    counted = len(pairs) >= ENOUGH
    reliable = counted and measure.reliable_change is not None
    return Outcome(
        name=name,
        measure=measure,
        people=sum(one.people for one in theirs),
        at_start=_count(start),
        start=_mean(start),
        at_end=_count(end),
        end=_mean(end),
        at_both=len(pairs) if counted else None,
        change=_mean([one.points for one in changes]),
        better=sum(1 for one in changes if one.reliable and one.better) if reliable else None,
        worse=sum(1 for one in changes if one.reliable and not one.better) if reliable else None,
    )


def _count(values: Sequence[int]) -> int | None:
    return len(values) if len(values) >= ENOUGH else None


def _mean(values: Sequence[int]) -> Decimal | None:
    if len(values) < ENOUGH:
        return None
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)
