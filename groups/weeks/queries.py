"""What a member may read of their course today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Account, Member
from courses.curriculum.queries import shown_in_weeks
from courses.skills.queries import shown_skills
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession, called_off
from groups.weeks.models import CohortLesson, CohortWeek


@dataclass(frozen=True)
class LessonLine:
    """A lesson of a week; `slug` is its address inside the week."""

    lesson_id: int
    revision_id: int
    slug: str
    title: str
    teaser: str
    reading_minutes: int
    worksheet_id: int | None


@dataclass(frozen=True)
class WeekLine:
    """A week of a cohort. `released` is true from the end of its session on."""

    number: int
    module: str
    module_name: str
    topics: tuple[str, ...]
    skills: tuple[str, ...]
    session: GroupSession
    lessons: tuple[LessonLine, ...]
    released: bool

    @property
    def title(self) -> str:
        """Its topics and skills in one line; its module where it names neither."""
        return ", ".join([*self.topics, *self.skills]) or self.module_name

    @property
    def lesson_titles(self) -> str:
        """The titles of its lessons in one line; empty where it has none."""
        return ", ".join(lesson.title for lesson in self.lessons)


class Meeting(Protocol):
    """What of a session decides whether its week is open."""

    @property
    def state(self) -> str:
        """A `GroupSession.State`."""

    @property
    def ends_at(self) -> datetime:
        """When it should end."""

    @property
    def called_off(self) -> bool:
        """Whether it was ended before it began."""


class ReadMeeting(NamedTuple):
    """As much of a session as `is_released` asks for, where a query read no more."""

    state: str
    starts_at: datetime
    minutes: int
    ended_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        """When it should end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def called_off(self) -> bool:
        """Whether it was ended before it began."""
        return called_off(state=self.state, ended_at=self.ended_at, starts_at=self.starts_at)


def is_released(group_session: Meeting, *, now: datetime) -> bool:
    """A week opens when its session was ended, or its planned end has passed; never before.

    One that was ended before it began taught nobody anything: its week waits for the planned end.
    """
    if group_session.state == GroupSession.State.ENDED and not group_session.called_off:
        return True
    return group_session.state != GroupSession.State.CANCELLED and now >= group_session.ends_at


def just_ended(weeks: Iterable[WeekLine], *, now: datetime) -> GroupSession | None:
    """Whose session was ended while its hours last: its leaders may open its room again."""
    ended = (week.session for week in weeks if week.session.may_reopen(now))
    return next(ended, None)


def weeks_of(cohort: Cohort, *, now: datetime) -> list[WeekLine]:
    """Every week of a cohort in order, released or not. Three queries whatever their number."""
    return weeks_by_cohort([cohort.pk], now=now).get(cohort.pk, [])


def weeks_by_cohort(cohort_ids: list[int], *, now: datetime) -> dict[int, list[WeekLine]]:
    """The same for several cohorts, in the same three queries."""
    found: dict[int, list[WeekLine]] = {}
    planned = list(_planned().filter(cohort_id__in=cohort_ids).order_by("week__number"))
    for cohort_week, line in zip(planned, _lines(planned, now=now), strict=True):
        found.setdefault(cohort_week.cohort_id, []).append(line)
    return found


@dataclass(frozen=True)
class OwnLesson:
    """Where somebody reads a lesson of their own: by which enrolment, in which week."""

    enrollment_id: UUID
    week: int
    slug: str

    @property
    def address(self) -> str:
        """Its address there."""
        return reverse("lesson", args=[self.enrollment_id, self.week, self.slug])


def own_lessons(account: Account, *, now: datetime) -> dict[int, OwnLesson]:
    """The lessons that the account's members may read by now, by lesson; of one that several weeks
    have, the last of them. One query."""
    own = Enrollment.objects.belonging().filter(
        member__account=account, cohort__weeks__lessons__isnull=False
    )
    weeks = "cohort__weeks"
    rows = own.order_by("held_at", f"{weeks}__week__number").values_list(
        f"{weeks}__lessons__lesson_id", "pk", f"{weeks}__week__number",
        f"{weeks}__lessons__lesson__slug", f"{weeks}__session__state",
        f"{weeks}__session__starts_at", f"{weeks}__session__minutes",
        f"{weeks}__session__ended_at",
    )  # fmt: skip
    return {
        lesson_id: OwnLesson(enrollment_id, number, slug)
        for lesson_id, enrollment_id, number, slug, *meeting in rows
        if is_released(ReadMeeting(*meeting), now=now)
    }


def taught_skills(member: Member, *, now: datetime) -> dict[int, str]:
    """The names of the skills that the member's groups were taught so far, by id, in the order of
    their names; those that are published. One query."""
    own = Enrollment.objects.belonging().filter(
        member=member, cohort__weeks__week__week_skills__skill__in=shown_skills()
    )
    weeks = "cohort__weeks"
    rows = own.order_by(f"{weeks}__week__week_skills__skill__name").values_list(
        f"{weeks}__week__week_skills__skill_id", f"{weeks}__week__week_skills__skill__name",
        f"{weeks}__session__state", f"{weeks}__session__starts_at", f"{weeks}__session__minutes",
        f"{weeks}__session__ended_at",
    )  # fmt: skip
    return {
        skill_id: name
        for skill_id, name, *meeting in rows
        if is_released(ReadMeeting(*meeting), now=now)
    }


def _planned() -> QuerySet[CohortWeek]:
    return CohortWeek.objects.select_related("week", "session")


def _lines(planned: list[CohortWeek], *, now: datetime) -> list[WeekLine]:
    """The weeks as lines, in the order given. Two queries."""
    skills = _skills_by_week({cohort_week.week_id for cohort_week in planned})
    lessons = _lessons_by_cohort_week([cohort_week.pk for cohort_week in planned])
    return [
        WeekLine(
            number=cohort_week.week.number,
            module=cohort_week.week.module,
            module_name=cohort_week.week.get_module_display(),
            topics=tuple(cohort_week.week.topics),
            skills=tuple(skills.get(cohort_week.week_id, [])),
            session=cohort_week.session,
            lessons=tuple(lessons.get(cohort_week.pk, [])),
            released=is_released(cohort_week.session, now=now),
        )
        for cohort_week in planned
    ]


def _skills_by_week(week_ids: set[int]) -> dict[int, list[str]]:
    """The names of what each week teaches, as far as it is published."""
    found: dict[int, list[str]] = {}
    taught = shown_in_weeks().filter(week_id__in=week_ids)
    for week_id, name in taught.values_list("week_id", "skill__name"):
        found.setdefault(week_id, []).append(name)
    return found


def _lessons_by_cohort_week(cohort_week_ids: list[int]) -> dict[int, list[LessonLine]]:
    """Plain columns, because making ninety-six pages would parse ninety-six whole lessons."""
    found: dict[int, list[LessonLine]] = {}
    pinned = CohortLesson.objects.filter(cohort_week_id__in=cohort_week_ids).order_by("order")
    columns = (
        "cohort_week_id", "lesson_id", "revision_id", "lesson__slug", "title", "teaser",
        "reading_minutes", "worksheet_id",
    )  # fmt: skip
    for cohort_week_id, *values in pinned.values_list(*columns):
        found.setdefault(cohort_week_id, []).append(LessonLine(*values))
    return found
