"""The seats of a group, by number and counted."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment


@dataclass(frozen=True)
class SeatLine:
    """One seat of the map; `enrollment` is None for a free one."""

    number: int
    enrollment: Enrollment | None


def seat_map(cohort: Cohort) -> list[SeatLine]:
    """Every seat by number, taken or free. One query."""
    taken = {
        seat.seat_no: seat
        for seat in cohort.enrollments.occupying().select_related("member__account")
    }
    highest = max([cohort.capacity, *(number for number in taken if number)])
    return [SeatLine(number, taken.get(number)) for number in range(1, highest + 1)]


def taken_seats() -> Coalesce:
    """How many seats are taken, to annotate a query over cohorts with.

    Counted beside the query and not joined to it: sessions times seats are many rows.
    """
    taken = Enrollment.objects.occupying().filter(cohort=OuterRef("pk")).order_by()
    counted = taken.values("cohort").annotate(taken=Count("pk")).values("taken")
    return Coalesce(Subquery(counted), 0)
