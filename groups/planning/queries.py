"""Every group for coordinators, and addresses that are free."""

from collections.abc import Iterable

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from groups.cohorts.models import Cohort
from groups.seats.queries import taken_seats
from groups.sessions.models import GroupSession
from groups.waiting.models import WaitingEntry


def free_slug(name: str) -> str:
    """An address after the name that no group has; another coordinator may take it meanwhile."""
    base = slugify(name)[:40].strip("-") or "group"
    taken = {"new"}  # the address of the page that makes a group
    taken |= set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


class Seats(TextChoices):
    """Groups by how their seats stand, as somebody looks for them."""

    FREE = "free", _("With free seats")
    FULL = "full", _("Full")
    ABOVE = "above", _("Above their number")
    WAITED = "waited", _("Somebody waits")


def listed_cohorts(*, name: str = "", state: str = "", seats: str = "") -> QuerySet[Cohort]:
    """Cohorts for the list: all, those in one state, those whose seats stand in some way, or those
    whose name or course holds some letters."""
    found = Cohort.objects.annotate(seats_taken=taken_seats())
    if seats == Seats.WAITED:
        waits = WaitingEntry.objects.waiting().filter(cohort=OuterRef("pk"))
        found = found.filter(Exists(waits.order_by()))
    elif seats:
        found = found.filter(_TAKEN[Seats(seats)])
    if state:
        found = found.filter(state=state)
    if name:
        found = found.filter(Q(name__icontains=name) | Q(course__name__icontains=name))
    return found


_TAKEN = {
    Seats.FREE: Q(seats_taken__lt=F("capacity")),
    Seats.FULL: Q(seats_taken__gte=F("capacity")),
    Seats.ABOVE: Q(seats_taken__gt=F("capacity")),
}


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
