"""Seats above a group's number: a coordinator gives one on purpose, with a written reason.

While somebody sits above the number every other seat is taken: whatever comes free is theirs first
(`move_up`), so that a group that was overbooked is back at its number before anybody else is asked.
They were promised a place in this group, and whoever waits was promised the next free seat: a seat
that only brings the group back to its number is none.

For callers who hold the cohort's lock.
"""

from datetime import datetime

from accounts.models import Account, Member
from audit.actions import record
from groups.apart.models import apart_from
from groups.cohorts.models import ROOM_CARRIES, Cohort
from groups.seats.errors import KeptApart, NoReason, RoomFull
from groups.seats.models import Enrollment, SeatState


def seat_beyond(
    cohort: Cohort, *, member: Member, reason: str, by: Account, now: datetime
) -> Enrollment:
    """Holds the lowest number above the group's seats, to be made theirs in this transaction.

    `reason` is sealed; the trail says who did it and which number. Raises NoReason, or RoomFull
    where the room carries nobody more, or KeptApart.
    """
    if not reason.strip():
        raise NoReason
    seats = cohort.enrollments.occupying().annotate(apart=apart_from(member.pk))
    there = dict(seats.values_list("seat_no", "apart"))
    if any(there.values()):
        raise KeptApart
    above = range(cohort.capacity + 1, ROOM_CARRIES + 1)
    number = next((number for number in above if number not in there), None)
    if number is None:
        raise RoomFull
    seat = Enrollment.objects.create(
        cohort=cohort,
        member=member,
        state=SeatState.HELD,
        seat_no=number,
        held_at=now,
        hold_until=now,
        by_hand=True,
        begins_with=cohort.begins_with,
        overbooked_at=now,
        overbooked_by=by,
        overbooked_reason=reason,
    )
    record("seat.overbooked", on=seat, by=by.pk, member_id=member.pk, now=now,
           no=number, seats=cohort.capacity)  # fmt: skip
    return seat


def move_up(cohort: Cohort, *, now: datetime) -> None:
    """Whoever sits above the number of seats moves into those that are free, the lowest first.

    Their links, letters and calendar know no number, so that nothing else changes. One query where
    nobody does.
    """
    above = list(cohort.enrollments.above().order_by("seat_no"))
    if not above:
        return
    taken = set(cohort.enrollments.occupying().values_list("seat_no", flat=True))
    free = [number for number in range(1, cohort.capacity + 1) if number not in taken]
    for seat, number in zip(above, free, strict=False):
        was, seat.seat_no = seat.seat_no, number
        seat.save(update_fields=["seat_no"])
        record("seat.moved_up", on=seat, by=None, member_id=seat.member_id, now=now,
               no=number, was=was)  # fmt: skip
