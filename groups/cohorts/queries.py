"""Which groups take which course."""

from collections.abc import Collection

from django.db.models import Count, Q

from courses.curriculum.uses import Uses, tells_uses
from groups.cohorts.models import Cohort


@tells_uses
def uses_of_courses(course_ids: Collection[int]) -> dict[int, Uses]:
    """How many groups were founded on each course, and how many are not over. One query."""
    not_over = Q(pk__in=Cohort.objects.not_over().values("pk"))
    counted = (
        Cohort.objects.filter(course__in=course_ids)
        .order_by()
        .values_list("course")
        .annotate(Count("pk"), ahead=Count("pk", filter=not_over))
    )
    return {course: Uses(founded, under_way) for course, founded, under_way in counted}
