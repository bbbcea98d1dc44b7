"""Rows of the matrix: seats, waiting people and members at the coordinator's desk."""

from typing import Any

from accounts.roles import Role
from groups.models import WaitingEntry
from tests.security.objects import NO_GROUP, own_group
from tests.security.rows import Row, staff
from tests.security.world import MOMENT, World

COORDINATORS = staff(Role.COORDINATOR)


def own_seat(world: World) -> dict[str, Any]:
    """The member's seat, by its number."""
    return {"slug": world.cohort.slug, "seat_no": world.enrollment.seat_no}


NO_SEAT: dict[str, Any] = {"slug": "no-such-group", "seat_no": 1}


def own_entry(world: World) -> dict[str, Any]:
    """An entry of a waiting list, which nobody but coordinators may read."""
    entry, _new = WaitingEntry.objects.get_or_create(
        cohort=world.other_cohort, member=world.member, defaults={"joined_at": MOMENT}
    )
    return {"slug": world.other_cohort.slug, "entry_id": entry.pk}


SEATS = [
    Row("desk-entry", COORDINATORS, own_entry, {"slug": "no-such-group", "entry_id": 1}),
    Row("desk-seat", COORDINATORS, own_seat, NO_SEAT),
    Row("desk-seats", COORDINATORS),
    Row("desk-seats", COORDINATORS, data={"csv": "seats"}),
    Row("desk-waiting-people", COORDINATORS),
    Row("desk-waiting-people", COORDINATORS, data={"csv": "waiting"}),
    Row("desk-people", COORDINATORS),
    Row("desk-people", COORDINATORS, data={"csv": "people"}),
    *(
        Row(
            "desk-enrol-above",
            staff(Role.COORDINATOR, status=302),
            own_group,
            NO_GROUP,
            method=method,
            why="seats are free: led to the ordinary form with a word",
        )
        for method in ("GET", "POST")
    ),
]
