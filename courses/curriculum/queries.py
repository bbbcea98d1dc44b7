"""Reading a course as a visitor sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from courses.curriculum.models import Course, Week, WeekLesson, WeekSkill
from courses.edited.naming import named
from courses.lessons.models import LessonPage, ShippedLesson
from courses.skills.models import Module, Skill
from courses.skills.queries import shown_skills


@dataclass(frozen=True)
class WeekOutline:
    """One week in words: its number, what it covers beside skills, and the names of the skills that
    are published."""

    number: int
    topics: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True)
class ModuleRun:
    """Weeks in a row of one module. `joins` says that newcomers may join at the first."""

    module: Module
    weeks: tuple[WeekOutline, ...]
    joins: bool

    @property
    def first(self) -> int:
        """Number of the first week."""
        return self.weeks[0].number

    @property
    def last(self) -> int:
        """Number of the last week."""
        return self.weeks[-1].number


def outline_of(course: Course) -> list[ModuleRun]:
    """The course's weeks, gathered into runs of one module. Two queries, however many weeks."""
    weeks = Week.objects.filter(course=course).order_by("number")
    weeks = weeks.prefetch_related(Prefetch("week_skills", queryset=shown_in_weeks()))
    runs = []
    for code, row in groupby(weeks, key=lambda week: week.module):
        outlines = tuple(
            WeekOutline(
                number=week.number,
                topics=tuple(week.topics),
                skills=tuple(taught.skill.name for taught in week.week_skills.all()),
            )
            for week in row
        )
        runs.append(
            ModuleRun(module=Module(code), weeks=outlines, joins=outlines[0].number in course.gates)
        )
    return runs


def shown_in_weeks() -> QuerySet[WeekSkill]:
    """What weeks teach, in order, as far as everybody may see it: no name of a draft."""
    taught = WeekSkill.objects.filter(skill__in=shown_skills())
    return taught.select_related("skill").order_by("week", "order")


@dataclass(frozen=True)
class WeekLine:
    """A week as its editors see it; `missing` are sentences about what it lacks."""

    week: Week
    lessons: tuple[str, ...]
    skills: tuple[str, ...]
    joins: bool
    missing: tuple[str, ...]


def week_lines(course: Course) -> list[WeekLine]:
    """Every week of a course with what it lacks. Three queries, however many weeks."""
    weeks = Week.objects.filter(course=course).order_by("number")
    lessons = WeekLesson.objects.select_related("lesson").only(
        "week", "order", "lesson__title", "lesson__live"
    )
    shown = weeks.prefetch_related(
        "week_skills__skill", Prefetch("week_lessons", queryset=lessons.order_by("order"))
    )
    return [_line(week, course) for week in shown]


def _line(week: Week, course: Course) -> WeekLine:
    lessons = [taught.lesson for taught in week.week_lessons.all()]
    skills = [taught.skill for taught in week.week_skills.all()]
    return WeekLine(
        week=week,
        lessons=tuple(lesson.title for lesson in lessons),
        skills=tuple(named(skill.name, live=skill.live) for skill in skills),
        joins=week.number in course.gates,
        missing=tuple(_missing(week, lessons, skills)),
    )


def _missing(week: Week, lessons: list[LessonPage], skills: list[Skill]) -> Iterator[str]:
    if not (week.topics or any(skill.live for skill in skills)):
        yield _("Names no topic and no published skill: members would read its module alone.")
    if not lessons:
        yield _("Has no lesson: members would have nothing to read.")
    for lesson in lessons:
        if not lesson.live:
            yield _("“%(lesson)s” is not published: members do not get it until it is.") % {
                "lesson": lesson.title
            }
    for skill in skills:
        if not skill.live:
            yield _("The skill “%(skill)s” is not published: nobody reads its name yet.") % {
                "skill": skill.name
            }
        elif not skill.steps:
            yield _("The skill “%(skill)s” has no steps yet.") % {"skill": skill.name}


def spare_lessons(week: Week) -> list[str]:
    """Published lessons that teach a skill of the week and do not stand in it. One query."""
    teaching = LessonPage.objects.live().filter(skills__in=week.week_skills.values("skill"))
    spare = teaching.exclude(week_lessons__week=week).distinct().order_by("title")
    return list(spare.values_list("title", flat=True))


def weeks_for(lesson: LessonPage) -> list[Week]:
    """The weeks that have a lesson, or get it when it is published as it stands in memory, by the
    rule of `attach_lesson`. Three queries."""
    skills = [skill.pk for skill in lesson.skills.all()]
    ships = ShippedLesson.objects.filter(lesson=lesson.pk).exists()
    of_week = WeekLesson.objects.filter(week=OuterRef("pk"))
    taught = WeekSkill.objects.filter(week=OuterRef("pk"))
    has = Q(Exists(of_week.filter(lesson=lesson.pk)))
    chosen = Q(edits__gt=0) | ~Q(Exists(taught))
    stays = Q(Exists(of_week.filter(lesson=lesson.pk, named=True))) | has & chosen
    joins = Q(Exists(taught.filter(skill__in=skills)), edits=0)
    if ships:
        joins &= ~Q(Exists(of_week.filter(named=True)))
    weeks = Week.objects.filter(stays | joins).select_related("course")
    return list(weeks.order_by("course__name", "number"))
