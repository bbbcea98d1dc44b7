"""The doors from a member to a week's lesson."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from accounts.models import Account
from accounts.roles import Role, roles_of
from courses.resources.models import Worksheet
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.seats.access import own_enrollment
from groups.seats.models import Enrollment
from groups.weeks.models import CohortLesson
from groups.weeks.queries import is_released


class NotYetReleased(Exception):
    """The lesson opens with its session; `opens_at` says when, `zone_name` on whose clock."""

    def __init__(self, opens_at: datetime, *, zone_name: str) -> None:
        super().__init__(opens_at)
        self.opens_at, self.zone_name = opens_at, zone_name


@dataclass(frozen=True)
class OpenLesson:
    """A lesson that this member may read now, with what its page shows around the words.

    `worksheet_title` is empty where the lesson has no worksheet.
    """

    enrollment: Enrollment
    lesson_id: int
    revision_id: int
    slug: str
    title: str
    teaser: str
    source: str
    licence: str
    week: int
    module_name: str
    worksheet_id: int | None
    worksheet_title: str
    worksheet_intro: str


def open_lesson(
    account: Account, *, enrollment_id: UUID, week: int, slug: str, now: datetime
) -> OpenLesson:
    """The pinned lesson of a released week of the account's own enrolment.

    Raises Http404 for a foreign enrolment, one that ended early, or a lesson that is not in the
    week; NotYetReleased before the group's date.
    """
    enrollment = own_enrollment(account, enrollment_id)
    if not enrollment.belongs:
        raise Http404
    pinned = _pinned_lessons().filter(
        cohort_week__cohort_id=enrollment.cohort_id,
        cohort_week__week__number=week,
        lesson__slug=slug,
    )[:1]
    for found in pinned:
        group_session = found.cohort_week.session
        if not is_released(group_session, now=now):
            raise NotYetReleased(group_session.ends_at, zone_name=enrollment.cohort.zone_name)
        return _open(enrollment, found, slug=slug)
    raise Http404


def open_worksheet(opened: OpenLesson) -> Worksheet:
    """The worksheet of an open lesson. Raises Http404 where it has none."""
    if opened.worksheet_id is None:
        raise Http404
    return Worksheet.objects.get(pk=opened.worksheet_id)


@cache
def _pinned_lessons() -> QuerySet[CohortLesson]:
    """Single columns of the lesson: a whole page would parse all of its text, kept ready elsewhere.

    Built once, because putting it together takes longer than answering it.
    """
    return CohortLesson.objects.select_related(
        "cohort_week__session", "cohort_week__week"
    ).annotate(
        title=F("lesson__title"),
        teaser=F("lesson__teaser"),
        source=F("lesson__source"),
        licence=F("lesson__licence"),
        worksheet_id=F("lesson__worksheet_id"),
        worksheet_title=F("lesson__worksheet__title"),
        worksheet_intro=F("lesson__worksheet__intro"),
    )


def _open(enrollment: Enrollment, found: Any, *, slug: str) -> OpenLesson:
    week = found.cohort_week.week
    return OpenLesson(
        enrollment=enrollment,
        lesson_id=found.lesson_id,
        revision_id=found.revision_id,
        slug=slug,
        title=found.title,
        teaser=found.teaser,
        source=found.source,
        licence=found.licence,
        week=week.number,
        module_name=week.get_module_display(),
        worksheet_id=found.worksheet_id,
        worksheet_title=found.worksheet_title or "",
        worksheet_intro=found.worksheet_intro or "",
    )


def lesson_of_group(cohort: Cohort, week: int, slug: str) -> CohortLesson:
    """A lesson as a group reads it, for whoever was let in to the group. Raises Http404."""
    read = CohortLesson.objects.select_related(
        "cohort_week__session", "revision", "lesson__live_revision"
    )
    found = read.filter(
        cohort_week__cohort=cohort, cohort_week__week__number=week, lesson__slug=slug
    ).first()
    if found is None:
        raise Http404
    return found


def read_by_groups_of(account: Account, lesson_id: int) -> list[CohortLesson]:
    """The lesson as every group reads it that the account leads; all groups for a coordinator."""
    read = CohortLesson.objects.filter(lesson=lesson_id).select_related("cohort_week__session")
    if Role.COORDINATOR not in roles_of(account):
        read = read.filter(cohort_week__cohort__leaders__in=leading().filter(account=account))
    return list(read.order_by("pk"))
