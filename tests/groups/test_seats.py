"""Seats: numbered, held, never sold twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.models import Enrollment
from groups.seats.actions import (
    activate_seat,
    cancel_seat,
    extend_hold,
    reclaim_seat,
    release_seat,
    remove_member,
    take_seat,
)
from groups.seats.errors import AlreadyEnrolled, CohortFull, EnrolmentClosed, SeatMoved
from groups.seats.models import SeatState
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_member

UNTIL = NOW + timedelta(minutes=36)


def hold(cohort: Cohort, member: Member | None = None, now: datetime = NOW) -> Enrollment:
    return take_seat(cohort, member=member or make_member(), hold_until=UNTIL, now=now)[0]


@pytest.mark.django_db
def test_take_seat_gives_the_lowest_free_number() -> None:
    cohort = make_cohort(capacity=4)
    for number in (1, 2, 4):
        make_enrollment(cohort, seat_no=number)

    assert hold(cohort).seat_no == 3


@pytest.mark.django_db
def test_take_seat_twice_returns_the_same_seat() -> None:
    cohort, member = make_cohort(), make_member()

    assert hold(cohort, member) == hold(cohort, member)
    assert cohort.enrollments.count() == 1


@pytest.mark.django_db
def test_take_seat_of_a_full_group_is_refused() -> None:
    cohort = make_cohort(capacity=2)
    make_enrollment(cohort, state=SeatState.HELD)
    make_enrollment(cohort, state=SeatState.ACTIVE)

    with pytest.raises(CohortFull):
        hold(cohort)

    assert cohort.enrollments.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"state": Cohort.State.DRAFT},
        {"state": Cohort.State.RUNNING},
        {"state": Cohort.State.ENDED},
        {"state": Cohort.State.CANCELLED},
        {"enrolment_closes_at": NOW},
    ],
)
def test_take_seat_of_a_closed_group_is_refused(fields: dict[str, Any]) -> None:
    cohort = make_cohort(**fields)

    with pytest.raises(EnrolmentClosed):
        hold(cohort)


@pytest.mark.django_db
def test_take_seat_by_somebody_enrolled_is_refused() -> None:
    cohort, member = make_cohort(), make_member()
    make_enrollment(cohort, member)

    with pytest.raises(AlreadyEnrolled):
        hold(cohort, member)


@pytest.mark.django_db
def test_a_household_may_hold_two_seats_for_two_members() -> None:
    cohort, account = make_cohort(), make_account()

    seats = {hold(cohort, make_member(account)).seat_no for _ in range(2)}

    assert seats == {1, 2}


@pytest.mark.django_db
def test_the_schema_refuses_two_people_on_one_seat() -> None:
    cohort = make_cohort()
    make_enrollment(cohort, seat_no=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_enrollment(cohort, seat_no=1)


@pytest.mark.django_db
def test_the_schema_refuses_an_active_member_without_a_number() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_enrollment(make_cohort(), seat_no=None)


@pytest.mark.django_db
def test_a_released_seat_goes_to_the_next_person() -> None:
    cohort = make_cohort(capacity=2)
    make_enrollment(cohort)
    seat = hold(cohort)
    assert seat.seat_no == 2

    release_seat(seat, reason="deadline", now=UNTIL)

    assert seat.seat_no is None
    assert hold(cohort).seat_no == 2
    assert cohort.enrollments.occupying().count() == 2


@pytest.mark.django_db
def test_activate_seat_once_only() -> None:
    seat = hold(make_cohort())
    activate_seat(seat, now=NOW)
    assert (seat.state, seat.activated_at, seat.hold_until) == (SeatState.ACTIVE, NOW, None)

    with pytest.raises(SeatMoved):
        activate_seat(seat, now=NOW)


@pytest.mark.django_db
def test_activate_seat_seen_as_held_but_released_meanwhile_is_refused() -> None:
    seat = hold(make_cohort())
    same = Enrollment.objects.get(pk=seat.pk)
    release_seat(same, reason="deadline", now=UNTIL)

    with pytest.raises(SeatMoved):
        activate_seat(seat, now=UNTIL)

    assert Enrollment.objects.get(pk=seat.pk).state == SeatState.RELEASED


@pytest.mark.django_db
def test_reclaim_seat_takes_any_free_seat() -> None:
    cohort = make_cohort(capacity=2)
    seat = hold(cohort)
    release_seat(seat, reason="deadline", now=UNTIL)
    make_enrollment(cohort, seat_no=1)

    reclaim_seat(seat, now=UNTIL)

    assert (seat.state, seat.seat_no, seat.end_reason) == (SeatState.ACTIVE, 2, "")


@pytest.mark.django_db
def test_reclaim_seat_of_a_full_group_is_refused() -> None:
    cohort = make_cohort(capacity=2)
    seat = hold(cohort)
    release_seat(seat, reason="deadline", now=UNTIL)
    make_enrollment(cohort)
    make_enrollment(cohort)

    with pytest.raises(CohortFull):
        reclaim_seat(seat, now=UNTIL)


@pytest.mark.django_db
def test_extend_hold_never_shortens() -> None:
    seat = hold(make_cohort())

    extend_hold(seat, until=UNTIL - timedelta(minutes=10))
    assert Enrollment.objects.get(pk=seat.pk).hold_until == UNTIL

    extend_hold(seat, until=UNTIL + timedelta(minutes=10))
    assert Enrollment.objects.get(pk=seat.pk).hold_until == UNTIL + timedelta(minutes=10)


@pytest.mark.django_db
@pytest.mark.parametrize("end", [cancel_seat, remove_member])
def test_ending_a_part_raises_the_epoch_and_is_written_down(end: Callable[..., None]) -> None:
    seat = make_enrollment(make_cohort())
    coordinator = make_account()

    end(seat, reason="asked to leave", by=coordinator.pk, now=NOW)

    assert (seat.epoch, seat.seat_no, seat.occupies) == (2, None, False)
    entry = Entry.objects.get(object_id=str(seat.pk))
    assert (entry.actor_id, entry.member_id) == (coordinator.pk, seat.member_id)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_people_twelve_seats_at_once() -> None:
    cohort = make_cohort(capacity=12)
    members = [make_member() for _ in range(50)]

    def try_once(member: Member) -> int | None:
        try:
            return hold(cohort, member).seat_no
        except CohortFull:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as pool:
        numbers = list(pool.map(try_once, members))

    assert sorted(number for number in numbers if number) == list(range(1, 13))
    assert numbers.count(None) == 38


@pytest.mark.django_db
def test_take_seat_needs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    cohort = make_cohort()
    for _ in range(3):
        make_enrollment(cohort)
    member = make_member()

    with django_assert_max_num_queries(8):
        hold(cohort, member)
