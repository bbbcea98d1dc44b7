"""A group with lessons to read, and where they are read."""

from django.urls import reverse

from accounts.roles import Role
from courses.models import Course
from groups.models import Cohort, Enrollment
from tests.factories import make_staff
from tests.groups.rows import found


def group_with_lessons() -> Cohort:
    """A group of the `small_course`: week 1 teaches "anchor", week 2 "tide"."""
    course = Course.objects.get(name="Harbour course")
    coordinator = make_staff(Role.COORDINATOR)
    return found(leader=make_staff(Role.FACILITATOR), by=coordinator, course=course)


def lesson_path(
    seat: Enrollment, *, week: int = 1, slug: str = "anchor", name: str = "lesson"
) -> str:
    """Where whoever has the seat reads a lesson, or its worksheet."""
    return reverse(name, args=[seat.pk, week, slug])
