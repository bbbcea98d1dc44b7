"""The seats of a group, by number."""

from dataclasses import dataclass

from groups.cohorts.models import Cohort
from groups.seats.models import OCCUPYING, Enrollment


@dataclass(frozen=True)
class SeatLine:
    """One seat of the map; `enrollment` is None for a free one."""

    number: int
    enrollment: Enrollment | None


def seat_map(cohort: Cohort) -> list[SeatLine]:
    """Every seat by number, taken or free. One query."""
    taken = {
        seat.seat_no: seat
        for seat in cohort.enrollments.filter(state__in=OCCUPYING).select_related("member__account")
    }
    highest = max([cohort.capacity, *(number for number in taken if number)])
    return [SeatLine(number, taken.get(number)) for number in range(1, highest + 1)]
