"""A group with lessons to read, and where they are read."""

from django.urls import reverse

from accounts.roles import Role
from courses.curriculum.actions import load_presets
from courses.lessons.actions import publish_shipped_lessons
from courses.models import Course, LessonIndexPage
from groups.models import Cohort, Enrollment
from tests.courses.conftest import Write, lesson
from tests.factories import make_staff
from tests.groups.rows import found


def group_with_lessons(shelf: LessonIndexPage, write: Write) -> Cohort:
    """A group of the small course: week 1 teaches "anchor", week 2 "tide"."""
    folder = write(
        lesson("anchor", skills=["Anchor"], module="M"),
        lesson("tide", skills=["TIDE"]),
    )
    load_presets(folder)
    publish_shipped_lessons(shelf, folder)
    load_presets(folder)
    course = Course.objects.get(name="Harbour course")
    coordinator = make_staff(Role.COORDINATOR)
    return found(leader=make_staff(Role.FACILITATOR), by=coordinator, course=course)


def lesson_path(
    seat: Enrollment, *, week: int = 1, slug: str = "anchor", name: str = "lesson"
) -> str:
    """Where whoever has the seat reads a lesson, or its worksheet."""
    return reverse(name, args=[seat.pk, week, slug])
