"""Every group for coordinators, and addresses that are free."""

from collections.abc import Iterable

from django.db.models import Min, Q, QuerySet
from django.utils.text import slugify

from groups.cohorts.models import Cohort
from groups.seats.queries import taken_seats
from groups.sessions.models import GroupSession


def free_slug(name: str) -> str:
    """An address after the name that no group has; another coordinator may take it meanwhile."""
    base = slugify(name)[:40].strip("-") or "group"
    taken = {"new"}  # the address of the page that makes a group
    taken |= set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def listed_cohorts(*, name: str = "", state: str = "") -> QuerySet[Cohort]:
    """Cohorts for the list, newest first: all, those in one state, or those whose name or course
    holds some letters."""
    found = Cohort.objects.order_by("-first_on", "pk")
    if state:
        found = found.filter(state=state)
    if name:
        found = found.filter(Q(name__icontains=name) | Q(course__name__icontains=name))
    return found


def cohort_lines(cohorts: Iterable[Cohort]) -> list[Cohort]:
    """These cohorts as the list shows them: with course, taken seats and when they first meet.

    One query, however many: what is counted is counted for one page of the list.
    """
    order = [cohort.pk for cohort in cohorts]
    met = ~Q(sessions__state=GroupSession.State.CANCELLED)
    lines = (
        Cohort.objects.filter(pk__in=order)
        .select_related("course")
        .annotate(taken=taken_seats(), first_starts_at=Min("sessions__starts_at", filter=met))
    )
    return sorted(lines, key=lambda line: order.index(line.pk))
