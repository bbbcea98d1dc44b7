"""Which groups and weeks a preview can be seen in, and where a lesson is taught."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.access import has_role
from accounts.models import Account
from accounts.roles import Role
from courses.curriculum.models import Week
from courses.lessons.models import LessonPage
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
from groups.weeks.models import CohortLesson, CohortWeek
from groups.weeks.queries import is_released


@dataclass(frozen=True)
class Place:
    """A week of a group, and what becomes there of the words that are being written."""

    cohort: Cohort
    planned: CohortWeek
    pinned: CohortLesson | None
    teaches: bool
    given: bool
    released: bool

    @property
    def number(self) -> int:
        """The week's number in its course."""
        return self.planned.week.number

    @property
    def opens_at(self) -> datetime:
        """When its lessons open: at the end of its session."""
        return self.planned.session.ends_at

    @property
    def kept(self) -> bool:
        """Whether a leader keeps the words that the group has."""
        return self.pinned is not None and self.pinned.kept


def groups_to_preview(account: Account) -> list[Cohort]:
    """The groups that the account leads and that are not over; all of these for a coordinator."""
    groups = Cohort.objects.not_over().order_by("name", "pk")
    if not has_role(account, Role.COORDINATOR):
        groups = groups.filter(leaders__in=leading().filter(account=account))
    return list(groups)


def places_of(cohort: Cohort, lesson: LessonPage, *, now: datetime) -> list[Place]:
    """Every week of a group in order, and how the lesson stands in it. Four queries at most."""
    weeks = CohortWeek.objects.filter(cohort=cohort).select_related("week", "session")
    by_week = {}
    if lesson.pk:
        pinned = CohortLesson.objects.filter(cohort_week__cohort=cohort, lesson=lesson.pk)
        by_week = {one.cohort_week_id: one for one in pinned}
    taught = weeks_that_teach(lesson, [cohort]).get(cohort.course_id, ())
    return [
        Place(
            cohort=cohort,
            planned=planned,
            pinned=by_week.get(planned.pk),
            teaches=planned.pk in by_week or (ahead(planned) and planned.week.number in taught),
            given=not ahead(planned) or planned.session.starts_at <= now,
            released=is_released(planned.session, now=now),
        )
        for planned in weeks.order_by("week__number")
    ]


def ahead(planned: CohortWeek) -> bool:
    """Whether a lesson that is published now still comes to the week."""
    return planned.session.state == GroupSession.State.PLANNED


def weeks_that_teach(lesson: LessonPage, groups: Iterable[Cohort]) -> dict[int, list[int]]:
    """By course of these groups, the weeks that teach the lesson or will once it is published.

    A lesson comes to the weeks that name it, and one of the clinic's own to those that teach one of
    its skills; unsaved choices count. At most two queries.
    """
    teaches = Q(week_lessons__lesson=lesson.pk) if lesson.pk else Q(pk__in=[])
    if not hasattr(lesson, "shipped"):
        teaches |= Q(week_skills__skill__in=[skill.pk for skill in lesson.skills.all()])
    weeks = Week.objects.filter(teaches, course__in={cohort.course_id for cohort in groups})
    found: dict[int, list[int]] = {}
    for course_id, number in weeks.order_by("number").distinct().values_list("course_id", "number"):
        found.setdefault(course_id, []).append(number)
    return found
