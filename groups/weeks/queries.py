"""What a member may read of their course today."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from courses.curriculum.models import WeekSkill
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
    return weeks_by_cohort([cohort.pk], now=now).get(cohort.pk, [])


def weeks_by_cohort(cohort_ids: list[int], *, now: datetime) -> dict[int, list[WeekLine]]:
    """The same for several cohorts, in the same three queries."""
    found: dict[int, list[WeekLine]] = {}
    planned = _planned().filter(cohort_id__in=cohort_ids).order_by("week__number")
    for cohort_week in planned:
        found.setdefault(cohort_week.cohort_id, []).append(_line(cohort_week, now))
    return found


def week_in(group_session: GroupSession, *, now: datetime) -> WeekLine | None:
    """The week taught in one session, if any."""
    cohort_week = _planned().filter(session=group_session).first()
    return _line(cohort_week, now) if cohort_week else None


def _planned() -> QuerySet[CohortWeek]:
    skills = WeekSkill.objects.select_related("skill").order_by("order")
    lessons = CohortLesson.objects.select_related("lesson").order_by("order")
    return CohortWeek.objects.select_related("week", "session").prefetch_related(
        Prefetch("week__week_skills", queryset=skills), Prefetch("lessons", queryset=lessons)
    )


def _line(cohort_week: CohortWeek, now: datetime) -> WeekLine:
    week = cohort_week.week
    return WeekLine(
        number=week.number,
        module=week.module,
        module_name=week.get_module_display(),
        topics=tuple(week.topics),
        skills=tuple(taught.skill.name for taught in week.week_skills.all()),
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
