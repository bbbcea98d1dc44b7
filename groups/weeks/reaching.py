"""Which groups get a lesson, and whether any does."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from courses.curriculum.models import Week, WeekLesson
from courses.curriculum.queries import weeks_for
from courses.lessons.models import LessonPage
from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
from groups.weeks.models import CohortLesson, CohortWeek


@dataclass(frozen=True)
class Reach:
    """Where a lesson goes: the weeks of courses that teach it, the names of the groups in
    preparation or under way that have it or get it, and of those whose week of it has been."""

    weeks: tuple[Week, ...]
    gets: tuple[str, ...]
    too_late: tuple[str, ...]

    @property
    def is_nobodys(self) -> bool:
        """Whether no group will ever get it."""
        return not self.weeks

    @property
    def comes_too_late(self) -> bool:
        """Whether there are groups for it, and each has had its week."""
        return bool(self.too_late) and not self.gets


def reach_of(lesson: LessonPage) -> Reach:
    """Where the lesson goes, or would go if it were published as it stands in memory. A constant
    number of queries."""
    weeks = weeks_for(lesson)
    pinned = CohortLesson.objects.filter(cohort_week=OuterRef("pk"), lesson=lesson.pk)
    planned = CohortWeek.objects.filter(
        week__in=[week.pk for week in weeks], cohort__in=Cohort.objects.not_over()
    )
    gets, all_groups = set(), {}
    rows = planned.annotate(has=Exists(pinned)).order_by("cohort__first_on", "cohort_id")
    for cohort_id, name, state, has in rows.values_list(
        "cohort_id", "cohort__name", "session__state", "has"
    ):
        all_groups[cohort_id] = name
        if has or state == GroupSession.State.PLANNED:
            gets.add(cohort_id)
    return Reach(
        weeks=tuple(weeks),
        gets=_names(all_groups, gets),
        too_late=_names(all_groups, all_groups.keys() - gets),
    )


def _names(groups: dict[int, str], chosen: Iterable[int]) -> tuple[str, ...]:
    wanted = set(chosen)
    return tuple(name for pk, name in groups.items() if pk in wanted)


def unreached_lessons() -> QuerySet[LessonPage]:
    """Published lessons that no week has, or whose week has been in each group there is, by title.
    One query."""
    in_week = WeekLesson.objects.filter(lesson=OuterRef("pk"))
    planned = CohortWeek.objects.filter(
        week__week_lessons__lesson=OuterRef("pk"), cohort__in=Cohort.objects.not_over()
    )
    ahead = planned.filter(session__state=GroupSession.State.PLANNED)
    had = CohortLesson.objects.filter(
        lesson=OuterRef("pk"), cohort_week__cohort__in=Cohort.objects.not_over()
    )
    reached = Exists(in_week) & (~Exists(planned) | Exists(ahead) | Exists(had))
    found: QuerySet[LessonPage] = LessonPage.objects.filter(~reached, live=True)
    return found.order_by("title", "pk")
