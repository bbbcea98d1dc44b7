"""Reading a course as a visitor sees it."""

from dataclasses import dataclass
from itertools import groupby

from courses.curriculum.models import Course, Week
from courses.skills.models import Module


@dataclass(frozen=True)
class WeekOutline:
    """One week in words: its number, what it covers beside skills, and the skills' names."""

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
    weeks = weeks.prefetch_related("week_skills__skill")
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
