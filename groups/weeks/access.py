"""The doors from a member to a week's lesson."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.safestring import SafeString

from accounts.access import has_role
from accounts.models import Account
from accounts.roles import Role
from courses.curriculum.models import Week
from courses.lessons.models import LessonPage
from courses.lessons.render import lesson_html
from courses.resources.models import Worksheet
from courses.skills.models import Module
from courses.skills.queries import shown_skills
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.seats.access import own_cohort
from groups.seats.models import Enrollment
from groups.weeks.models import CohortLesson, LessonRead
from groups.weeks.queries import ReadMeeting, is_released
from whole.asked import AskedValues, Given


class NotYetReleased(Exception):
    """The lesson opens with its session; `opens_at` says when, `zone_name` on whose clock."""

    def __init__(self, opens_at: datetime, *, zone_name: str) -> None:
        super().__init__(opens_at)
        self.opens_at, self.zone_name = opens_at, zone_name


@dataclass(frozen=True)
class OpenLesson:
    """A lesson that may be read now: all that its page shows, the same for everybody."""

    slug: str
    week: int
    lesson_id: int
    revision_id: int
    title: str
    teaser: str
    source: str
    licence: str
    module: str
    worksheet_id: int | None
    worksheet_title: str | None
    worksheet_intro: str | None
    correction: str
    corrected_at: datetime | None
    has_cards: bool

    @property
    def module_name(self) -> str:
        """The module's name in the reader's language."""
        return str(Module(self.module).label)

    @property
    def body(self) -> SafeString:
        """Key points and body of the pinned revision, in the reader's language."""
        return lesson_html(self.lesson_id, self.revision_id)


class OpenedLesson(NamedTuple):
    """An open lesson, and whether this reader has come to its end before."""

    lesson: OpenLesson
    was_read: bool


def open_lesson(
    account: Account, *, enrollment_id: UUID, week: int, slug: str, now: datetime
) -> OpenLesson:
    """`opened_lesson` without its reader."""
    opened = opened_lesson(account, enrollment_id=enrollment_id, week=week, slug=slug, now=now)
    return opened.lesson


def opened_lesson(
    account: Account, *, enrollment_id: UUID, week: int, slug: str, now: datetime
) -> OpenedLesson:
    """The pinned lesson of a released week of the account's own enrolment. One query.

    Raises Http404 for a foreign enrolment, one that ended early, or a lesson that is not in the
    week; NotYetReleased before the group's date.
    """
    asked = {"account_id": account.pk, "enrollment_id": enrollment_id, "week": week, "slug": slug}
    for cohort_id, state, starts_at, minutes, ended_at, was_read, *shown in _pinned(**asked):
        group_session = ReadMeeting(state, starts_at, minutes, ended_at)
        if not is_released(group_session, now=now):
            zone_name = Cohort.objects.values_list("zone_name", flat=True).get(pk=cohort_id)
            raise NotYetReleased(group_session.ends_at, zone_name=zone_name)
        return OpenedLesson(OpenLesson(slug, week, *shown), bool(was_read))
    raise Http404


def open_worksheet(opened: OpenLesson) -> Worksheet:
    """The worksheet of an open lesson. Raises Http404 where it has none."""
    if opened.worksheet_id is None:
        raise Http404
    return Worksheet.objects.get(pk=opened.worksheet_id)


def _pinned_lessons() -> QuerySet[CohortLesson, tuple[Any, ...]]:
    """What `is_released` asks of the session, then what `OpenLesson` holds of the lesson: a whole
    page would parse all of its text, which is kept ready elsewhere. The enrolment is a question
    within, because PostgreSQL plans two small ones sooner than a join of nine tables."""
    pinned = CohortLesson.objects.filter(
        cohort_week__cohort_id=Subquery(own_cohort()),
        cohort_week__week__number=Given("week", Week._meta.get_field("number")),
        lesson__slug=Given("slug", LessonPage._meta.get_field("slug")),
    )
    return pinned.order_by().values_list(
        "cohort_week__cohort_id",
        "cohort_week__session__state", "cohort_week__session__starts_at",
        "cohort_week__session__minutes", "cohort_week__session__ended_at",
        Exists(_read_before()),
        "lesson_id", "revision_id", "title", "teaser", "source", "licence",
        "cohort_week__week__module", "worksheet_id", "worksheet__title", "worksheet__intro",
        "correction", "corrected_at",
        Exists(shown_skills().filter(lessons=OuterRef("lesson"))),
    )  # fmt: skip


def _read_before() -> QuerySet[LessonRead]:
    """Within that question: whether the enrolment's member has read the lesson."""
    part = Given("enrollment_id", Enrollment._meta.get_field("id"))
    return LessonRead.objects.filter(lesson=OuterRef("lesson"), member__enrollments__pk=part)


_pinned = AskedValues(_pinned_lessons)


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
    if not has_role(account, Role.COORDINATOR):
        read = read.filter(cohort_week__cohort__leaders__in=leading().filter(account=account))
    return list(read.order_by("pk"))
