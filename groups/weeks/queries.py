"""What a member may read of their course today."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
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
        """Its topics and skills in one line."""
        return ", ".join([*self.topics, *self.skills])


def is_released(group_session: GroupSession, *, now: datetime) -> bool:
    """A week opens when its session was ended, or its planned end has passed; never before."""
    if group_session.state == GroupSession.State.ENDED:
        return True
    return group_session.state == GroupSession.State.PLANNED and now >= group_session.ends_at


def weeks_of(cohort: Cohort, *, now: datetime) -> list[WeekLine]:
    """Every week of a cohort in order, released or not. Three queries whatever their number."""
    planned = (
        CohortWeek.objects.filter(cohort=cohort)
        .select_related("week", "session")
        .prefetch_related(
            "week__skills",
            Prefetch(
                "lessons",
                queryset=CohortLesson.objects.select_related("lesson").order_by("order"),
            ),
        )
        .order_by("week__number")
    )
    return [_line(cohort_week, now) for cohort_week in planned]


def week_in(group_session: GroupSession, *, now: datetime) -> WeekLine | None:
    """The week taught in one session, if any."""
    cohort_week = (
        CohortWeek.objects.filter(session=group_session)
        .select_related("week", "session")
        .prefetch_related(
            "week__skills",
            Prefetch(
                "lessons",
                queryset=CohortLesson.objects.select_related("lesson").order_by("order"),
            ),
        )
        .first()
    )
    return _line(cohort_week, now) if cohort_week else None


def _line(cohort_week: CohortWeek, now: datetime) -> WeekLine:
    week = cohort_week.week
    return WeekLine(
        number=week.number,
        module=week.module,
        module_name=week.get_module_display(),
        topics=tuple(week.topics),
        skills=tuple(skill.name for skill in week.skills.all()),
        session=cohort_week.session,
        lessons=tuple(
            LessonLine(
                lesson_id=pinned.lesson_id,
                revision_id=pinned.revision_id,
                slug=pinned.lesson.slug,
                title=pinned.lesson.title,
                teaser=pinned.lesson.teaser,
                reading_minutes=pinned.lesson.reading_minutes,
                worksheet_id=pinned.lesson.worksheet_id,
            )
            for pinned in cohort_week.lessons.all()
        ),
        released=is_released(cohort_week.session, now=now),
    )
