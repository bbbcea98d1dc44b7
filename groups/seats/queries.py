"""The seats of groups counted, and what is still to be answered for them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.queries import Owed, answers_owed
from groups.seats.models import Enrollment


def taken_seats() -> Coalesce:
    """How many seats are taken, to annotate a query over cohorts with.

    Counted beside the query and not joined to it: sessions times seats are many rows.
    """
    taken = Enrollment.objects.occupying().filter(cohort=OuterRef("pk")).order_by()
    counted = taken.values("cohort").annotate(taken=Count("pk")).values("taken")
    return Coalesce(Subquery(counted), 0)


def owed_for(seats: Iterable[Enrollment]) -> dict[UUID, Owed]:
    """What their members have yet to answer before they may come in, by the seat's id.

    Enrolling online asks it first; whoever was enrolled by hand is asked afterwards. No query where
    nobody was, three however many were.
    """
    asked = {
        seat.pk: (seat.member_id, seat.activated_at or seat.held_at)
        for seat in seats
        if seat.by_hand and seat.enrolled
    }
    owed = answers_owed(asked.values())
    return {pk: owed[which] for pk, which in asked.items() if which in owed}
