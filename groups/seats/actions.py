"""What happens to seats. Each function is one thing that happened, in one transaction.

Whoever changes a seat holds the lock of its cohort's row first (SQLite: the IMMEDIATE transaction
itself), so numbers are given out one after the other; if that ever failed, the schema's partial
unique constraints refuse the second person on a seat.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import Account, Member
from audit.actions import record
from audit.states import StateMoved, move, move_all, one_transaction
from groups.apart.models import apart_from, apart_online_from
from groups.cohorts.models import Cohort
from groups.seats.beyond import move_up
from groups.seats.errors import (
    AlreadyEnrolled,
    CohortFull,
    EnrolmentClosed,
    KeptApart,
    OfferOver,
    SeatMoved,
    TooFewSeats,
)
from groups.seats.models import Enrollment, SeatState
from groups.seats.occasions import seat_freed


def lock_cohort(cohort_id: int) -> Cohort:
    """Locks and returns the cohort's row; inside `transaction.atomic`, before any other row."""
    return Cohort.objects.select_for_update().get(pk=cohort_id)


def take_seat(
    cohort: Cohort,
    *,
    member: Member,
    hold_until: datetime,
    now: datetime,
    by_hand_of: Account | None = None,
) -> tuple[Enrollment, bool]:
    """Holds the lowest free seat for `member` until `hold_until`; returns it, and if it is new.

    `by_hand_of` is the coordinator who takes it for them; left out, it is their own doing.
    Asking again while a seat is held returns the same one (two tabs, a double click).
    Raises CohortFull, EnrolmentClosed, KeptApart or AlreadyEnrolled; what the caller did in the
    same transaction falls with them.
    """
    with one_transaction():
        locked = lock_cohort(cohort.pk)
        return take_locked(
            locked, member=member, hold_until=hold_until, now=now, by_hand_of=by_hand_of
        )


def take_locked(
    cohort: Cohort,
    *,
    member: Member,
    hold_until: datetime,
    now: datetime,
    kept_for_others: bool = False,
    by_hand_of: Account | None = None,
) -> tuple[Enrollment, bool]:
    """The same for a caller who holds the cohort's lock.

    A seat that was offered to the member is held from now on; OfferOver where that came too late.
    `kept_for_others`: whatever else is free is for people who wait, and raises CohortFull.
    """
    try:
        return _take_locked(
            cohort, member, hold_until, now=now, kept_for_others=kept_for_others, by=by_hand_of
        )
    except IntegrityError:
        raise CohortFull from None


def _take_locked(
    locked: Cohort,
    member: Member,
    hold_until: datetime,
    *,
    now: datetime,
    kept_for_others: bool,
    by: Account | None,
) -> tuple[Enrollment, bool]:
    if not locked.takes_people(now):
        raise EnrolmentClosed
    occupying = _occupying(locked, besides=member.pk, online=None if by else member.account_id)
    mine = next((seat for seat in occupying if seat.member_id == member.pk), None)
    if mine is not None:
        if mine.is_held:
            return mine, False
        if not mine.is_offered:
            raise AlreadyEnrolled
        _refuse_apart(occupying)
        _accept(mine, locked, by=by, hold_until=hold_until, now=now)
        return mine, True
    if kept_for_others:
        raise CohortFull
    number = _lowest_free(locked, occupying)
    _refuse_apart(occupying)  # after the others: whoever is told of a full group is told no more
    seat = Enrollment.objects.create(
        cohort=locked,
        member=member,
        state=SeatState.HELD,
        seat_no=number,
        held_at=now,
        hold_until=hold_until,
        by_hand=by is not None,
        begins_with=locked.begins_with,
    )
    whose = by.pk if by else member.account_id
    record("seat.held", on=seat, by=whose, member_id=member.pk, now=now, no=seat.seat_no)
    return seat, True


def _accept(
    seat: Enrollment, cohort: Cohort, *, by: Account | None, hold_until: datetime, now: datetime
) -> None:
    if seat.hold_until is None or seat.hold_until <= now:
        raise OfferOver
    _step(seat, to=SeatState.HELD, now=now, act="seat.accepted",
          by=by.pk if by else seat.member.account_id, held_at=now, hold_until=hold_until,
          by_hand=by is not None, begins_with=cohort.begins_with)  # fmt: skip


def _occupying(cohort: Cohort, *, besides: UUID, online: int | None = None) -> list[Enrollment]:
    """Who has a seat, each with `apart`: whether `besides` must not share a group with them; for
    whoever comes `online`, by that account, nor anybody they share it with. One query."""
    apart = apart_from(besides) if online is None else apart_online_from(besides, account=online)
    return list(cohort.enrollments.occupying().annotate(apart=apart))


def _refuse_apart(occupying: list[Enrollment]) -> None:
    if any(seat.apart for seat in occupying):  # type: ignore[attr-defined]  # annotated
        raise KeptApart


def offer_seat(cohort: Cohort, *, member: Member, until: datetime, now: datetime) -> Enrollment:
    """Keeps the lowest free seat for somebody who waited, without their doing. For a caller who
    holds the cohort's lock. Raises CohortFull."""
    seat = Enrollment.objects.create(
        cohort=cohort,
        member=member,
        state=SeatState.OFFERED,
        seat_no=_lowest_free(cohort, list(cohort.enrollments.occupying())),
        held_at=now,
        hold_until=until,
        begins_with=cohort.begins_with,
    )
    record("seat.offered", on=seat, by=None, member_id=member.pk, now=now, no=seat.seat_no)
    return seat


def _lowest_free(cohort: Cohort, occupying: list[Enrollment]) -> int:
    taken = {seat.seat_no for seat in occupying}
    for number in range(1, cohort.capacity + 1):
        if number not in taken:
            return number
    raise CohortFull


def extend_hold(seat: Enrollment, *, until: datetime) -> None:
    """Moves the end of a hold; never shortens it. Raises SeatMoved if it is not held any more."""
    changed = (
        Enrollment.objects.held()
        .filter(pk=seat.pk)
        .update(hold_until=max(until, seat.hold_until or until))
    )
    if not changed:
        raise SeatMoved
    seat.hold_until = max(until, seat.hold_until or until)


def time_offer(seat: Enrollment, *, until: datetime) -> None:
    """Until when an offered seat is kept, counted anew. Raises SeatMoved if it is not offered any
    more."""
    if not Enrollment.objects.offered().filter(pk=seat.pk).update(hold_until=until):
        raise SeatMoved
    seat.hold_until = until


def activate_seat(seat: Enrollment, *, now: datetime, by: int | None = None) -> None:
    """The seat is the member's: paid, or free of charge. Raises SeatMoved if it was not held.

    It keeps its number, so no lock is taken here: nobody finds more or fewer seats free.
    """
    _step(seat, to=SeatState.ACTIVE, now=now, act="seat.activated", by=by, hold_until=None,
          activated_at=now)  # fmt: skip


def reclaim_seat(seat: Enrollment, *, now: datetime, offered: Enrollment | None = None) -> None:
    """Money arrived after the hold was released: takes any free seat again, active at once; the one
    that is `offered` to them meanwhile, where there is one.

    Raises CohortFull when none is free, AlreadyEnrolled when the member has another seat there
    meanwhile, EnrolmentClosed when the group no longer meets, KeptApart when somebody is there with
    whom they must not share a group.
    """
    with transaction.atomic():
        cohort = lock_cohort(seat.cohort_id)
        if not cohort.under_way:
            raise EnrolmentClosed
        if offered is not None:  # goes over to them, and comes free for nobody else in between
            _step(offered, to=SeatState.RELEASED, now=now, act="seat.released", seat_no=None,
                  hold_until=None, ended_at=now, end_reason="paid already")  # fmt: skip
        occupying = _occupying(cohort, besides=seat.member_id)
        if any(other.member_id == seat.member_id for other in occupying):
            raise AlreadyEnrolled
        number = _lowest_free(cohort, occupying)
        _refuse_apart(occupying)
        _move(seat, to=SeatState.ACTIVE, now=now, act="seat.reclaimed", seat_no=number,
              hold_until=None, activated_at=now, ended_at=None, end_reason="")  # fmt: skip


def release_seat(seat: Enrollment, *, reason: str, now: datetime, by: int | None = None) -> None:
    """A held or offered seat goes back to the group. Raises SeatMoved if it is neither."""
    _move(seat, to=SeatState.RELEASED, now=now, act="seat.released", by=by, seat_no=None,
          hold_until=None, ended_at=now, end_reason=reason)  # fmt: skip


def cancel_seat(seat: Enrollment, *, reason: str, now: datetime, by: int | None = None) -> None:
    """The member leaves, or is refunded: links, tickets and sockets of this seat stop working."""
    _move(seat, to=SeatState.CANCELLED, now=now, act="seat.cancelled", by=by, seat_no=None,
          hold_until=None, ended_at=now, end_reason=reason, epoch=F("epoch") + 1)  # fmt: skip


def remove_member(seat: Enrollment, *, reason: str, now: datetime, by: int) -> None:
    """Staff end a member's part; links, tickets and sockets stop working with the commit."""
    _move(seat, to=SeatState.REMOVED, now=now, act="seat.removed", by=by, seat_no=None,
          hold_until=None, ended_at=now, end_reason=reason, epoch=F("epoch") + 1)  # fmt: skip


def complete_seats(cohort: Cohort, *, now: datetime) -> int:
    """The course is over: whoever takes part has completed it; returns how many they are.

    For a caller who holds the cohort's lock. As many queries for twelve as for one.
    """
    return move_all(
        cohort.enrollments.all(),
        to=SeatState.COMPLETED,
        act="seat.completed",
        by=None,
        now=now,
        changes={"ended_at": now},
    )


def _move(seat: Enrollment, *, to: SeatState, now: datetime, act: str, **more: Any) -> None:
    """One step of the table that takes or frees a number, under the cohort's lock."""
    with one_transaction():
        cohort = lock_cohort(seat.cohort_id)
        _step(seat, to=to, now=now, act=act, **more)
        if not seat.occupies:
            move_up(cohort, now=now)
            seat_freed.send(sender=Enrollment, cohort=cohort, now=now)


def _step(
    seat: Enrollment,
    *,
    to: SeatState,
    now: datetime,
    act: str,
    by: int | None = None,
    **changes: object,
) -> None:
    # A seat that is given back has no number any more: the trail keeps each from where it began.
    number: dict[str, Any] = {"no": changes["seat_no"]} if changes.get("seat_no") else {}
    try:
        move(seat, to=to, act=act, by=by, now=now, changes=changes, member_id=seat.member_id,
             **number)  # fmt: skip
    except StateMoved as error:
        raise SeatMoved from error


@transaction.atomic
def change_capacity(cohort: Cohort, *, capacity: int, by: Account, now: datetime) -> None:
    """More or fewer seats. Whoever was put above the number has new ones first, then who waits.

    Raises TooFewSeats when a higher-numbered seat is taken.
    """
    locked = lock_cohort(cohort.pk)
    before = locked.capacity
    # Whoever sits above the number of seats takes none away: they stand in no cut's way by that.
    in_the_way = locked.enrollments.occupying().filter(seat_no__gt=capacity, seat_no__lte=before)
    if taken := list(in_the_way.order_by("seat_no").values_list("seat_no", flat=True)):
        raise TooFewSeats([number for number in taken if number])
    locked.capacity = capacity
    locked.save(update_fields=["capacity"])
    record("cohort.capacity", on=locked, by=by.pk, now=now, before=before, after=capacity)
    if capacity > before:
        move_up(locked, now=now)
        seat_freed.send(sender=Enrollment, cohort=locked, now=now)
