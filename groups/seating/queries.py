"""Every seat of a group by number, with what keeps it and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from groups.cohorts.models import Cohort
from groups.seating.told import how_paid
from groups.seating.words import why_free, why_taken
from groups.seats.models import Enrollment
from groups.waiting.queries import Turn, WaitingLine


class Kind(TextChoices):
    """How a seat stands, as a coordinator reads it."""

    FREE = "free", _("free")
    KEPT = "kept", _("Kept for who waits")
    HELD = "held", _("Held while they pay")
    OFFERED = "offered", _("Offered")
    ENROLLED = "enrolled", _("Enrolled")
    DUE = "due", _("Payment due")
    ENDED = "ended", _("Ended")
    COMPLETED = "completed", _("Completed")


@dataclass(frozen=True)
class Seating:
    """One seat of the map: how it stands and why, in a sentence; `above` the group's number.

    `enrollment` is None for a seat that nobody has. `paid` says how it is paid, where it is.
    """

    number: int
    kind: Kind
    why: str
    enrollment: Enrollment | None = None
    paid: str = ""
    above: bool = False


def seating_of(cohort: Cohort, *, waiting: list[WaitingLine], now: datetime) -> list[Seating]:
    """Every seat by number, taken or free; `waiting` as `list_of` has them. Two queries."""
    rows = cohort.enrollments.occupying()
    taken = list(rows.select_related("member__account", "waited", "overbooked_by"))
    for seat in taken:
        seat.cohort = cohort
    paid = how_paid(taken)
    by_number = {seat.seat_no or 0: seat for seat in taken}
    asked = any(line.turn is Turn.FIRST for line in waiting) and cohort.takes_people(now)
    found = []
    for number in range(1, max([cohort.capacity, *by_number]) + 1):
        mine = by_number.get(number)
        if mine is not None:
            found.append(taken_seat(mine, paid=paid.get(mine.pk, ""), now=now))
        elif number <= cohort.capacity:
            kind = Kind.KEPT if asked else Kind.FREE
            found.append(Seating(number, kind, why_free(cohort, asked=asked, now=now)))
    return found


def lines_of_seats(seats: list[Enrollment], *, now: datetime) -> list[Seating]:
    """Seats of any groups, taken or given back, in their order, each with its why. One query."""
    paid = how_paid(seats)
    return [taken_seat(seat, paid=paid.get(seat.pk, ""), now=now) for seat in seats]


def taken_seat(seat: Enrollment, *, paid: str, now: datetime) -> Seating:
    """One that somebody has or had, its cohort, `waited` and `overbooked_by` being read."""
    return Seating(
        number=seat.seat_no or 0,
        kind=_kind(seat),
        why=why_taken(seat, now=now),
        enrollment=seat,
        paid=paid,
        above=seat.is_above,
    )


def _kind(seat: Enrollment) -> Kind:
    if seat.is_held:
        return Kind.HELD
    if seat.is_offered:
        return Kind.OFFERED
    if not seat.occupies:
        return Kind.COMPLETED if seat.belongs else Kind.ENDED
    return Kind.DUE if seat.is_past_due else Kind.ENROLLED
