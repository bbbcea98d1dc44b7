"""Every group for coordinators, and addresses that are free."""

from django.db.models import F, Min, Q, QuerySet
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


def cohort_lines() -> QuerySet[Cohort]:
    """Every cohort with its taken seats and when it first meets, newest first. One query."""
    met = ~Q(sessions__state=GroupSession.State.CANCELLED)
    return (
        Cohort.objects.select_related("course")
        .annotate(
            taken=taken_seats(),
            first_starts_at=Min("sessions__starts_at", filter=met),
        )
        .order_by(F("first_starts_at").desc(nulls_last=True), "pk")
    )
