"""Waiting lists: first come, first offered, in the transaction that frees the seat."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

import clock
from accounts.models import Account
from groups.cohorts.models import Cohort
from groups.models import WaitingEntry
from groups.seats.actions import (
    cancel_seat,
    change_capacity,
    reclaim_seat,
    release_seat,
    remove_member,
)
from groups.seats.errors import CohortFull, EnrolmentClosed
from groups.seats.models import Enrollment, SeatState
from groups.waiting.actions import claim_seat, join_list
from groups.waiting.ending import decline, leave_list
from groups.waiting.errors import EntryMoved, PlacedAlready, SeatFree, TooManyLists
from groups.waiting.tending import tend_lists
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
)
from tests.groups.waiting import (
    DAY,
    HOLD,
    HOUR,
    MORNING,
    NIGHT,
    kept_until,
    leaves,
    letters,
    state,
    waits,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "free",
    [
        lambda seat: cancel_seat(seat, reason="left", now=NOW),
        lambda seat: remove_member(seat, reason="asked", by=seat.member.account_id, now=NOW),
    ],
)
def test_a_seat_that_comes_free_is_offered_to_who_waited_longest(
    full: Cohort, free: Callable[[Enrollment], None]
) -> None:
    first, second = waits(full), waits(full)
    seat = full.enrollments.get(seat_no=2)

    free(seat)

    assert (state(first), state(second)) == ("offered", "waiting")
    assert first.seat is not None
    assert (first.seat.state, first.seat.seat_no) == ("offered", 2)
    assert kept_until(first) == NOW + DAY
    assert (letters("seat-offered", first), letters("seat-offered", second)) == (1, 0)
    assert full.enrollments.occupying().count() == 2


def test_an_offer_falls_with_what_freed_the_seat(full: Cohort) -> None:
    entry = waits(full)

    with transaction.atomic():
        leaves(full)
        assert state(entry) == "offered"
        transaction.set_rollback(True)

    assert state(entry) == "waiting"
    assert not full.enrollments.offered().exists()
    assert letters("seat-offered", entry) == 0


def test_a_held_seat_that_goes_back_is_offered_and_one_that_is_taken_back_goes_on(
    full: Cohort,
) -> None:
    """Claim, then cancel: the seat is the next one's."""
    first, second = waits(full), waits(full)
    leaves(full)

    seat, fresh = claim_seat(full, member=first.member, hold_until=NOW + HOLD, now=NOW)
    assert (fresh, seat.state, state(first)) == (True, "held", "accepted")
    release_seat(seat, reason="given back", now=NOW)

    assert (state(first), state(second)) == ("accepted", "offered")


def test_case_53_more_seats_are_offered_to_who_waits_first(full: Cohort) -> None:
    first, second = waits(full), waits(full)

    change_capacity(full, capacity=5, by=make_account(), now=NOW)

    assert (state(first), state(second)) == ("offered", "offered")
    assert full.enrollments.occupying().count() == 4
    seat, _ = claim_seat(full, member=make_member(), hold_until=NOW + HOLD, now=NOW)
    assert seat.seat_no == 5


def test_nobody_passes_who_waits_while_a_seat_stands_free(full: Cohort) -> None:
    """However it came free: here behind the back of every action."""
    entry = waits(full)
    Cohort.objects.filter(pk=full.pk).update(capacity=3)

    with pytest.raises(CohortFull):
        claim_seat(full, member=make_member(), hold_until=NOW + HOLD, now=NOW)
    tend_lists(NOW)

    assert state(entry) == "offered"


def test_a_seat_that_nobody_in_line_may_have_is_everybodys(full: Cohort) -> None:
    """Their letter would wait for a morning after enrolment has closed."""
    Cohort.objects.filter(pk=full.pk).update(enrolment_closes_at=MORNING - HOUR)
    entry = waits(full)
    leaves(full, now=NIGHT)

    assert state(entry) == "waiting"
    seat, _ = claim_seat(full, member=make_member(), hold_until=NIGHT + HOLD, now=NIGHT)
    assert seat.is_held


def test_whoever_got_a_seat_by_late_money_is_not_asked_and_stops_nobody(full: Cohort) -> None:
    late, other = make_member(), make_member()
    seat = make_enrollment(full, late, state=SeatState.RELEASED, ended_at=NOW)
    entry, second = waits(full, late), waits(full, other)
    Cohort.objects.filter(pk=full.pk).update(capacity=3)
    reclaim_seat(seat, now=NOW)

    leaves(full)

    assert (state(entry), state(second)) == ("waiting", "offered")
    tend_lists(NOW)
    assert (state(entry), entry.why) == ("closed", "placed")


def test_whoever_cannot_sign_in_any_more_is_passed_over(full: Cohort) -> None:
    first, second = waits(full), waits(full)
    Account.objects.filter(pk=first.member.account_id).update(is_active=False)

    leaves(full)

    assert (state(first), state(second)) == ("waiting", "offered")


def test_joining_twice_keeps_the_place_and_leaving_loses_it(full: Cohort) -> None:
    first, second = waits(full), waits(full)
    again, fresh = join_list(full, member=first.member, by=first.member.account, now=NOW + HOUR)
    assert (again, fresh) == (first, False)

    leave_list(first, by=first.member.account, now=NOW)
    back = waits(full, first.member, now=NOW + HOUR)
    leaves(full, now=NOW + HOUR)

    assert (state(back), state(second)) == ("waiting", "offered")
    assert letters("waiting-joined", back) == 1


def test_whoever_need_not_wait_or_has_a_seat_does_not(full: Cohort) -> None:
    with pytest.raises(SeatFree):
        waits(make_cohort())
    inside = full.enrollments.enrolled().select_related("member__account")[0].member
    with pytest.raises(PlacedAlready):
        waits(full, inside)
    sister = make_cohort(course=full.course)
    with pytest.raises(PlacedAlready):
        waits(full, make_enrollment(sister).member)
    with pytest.raises(EnrolmentClosed):
        waits(make_cohort(state=Cohort.State.RUNNING))
    assert not WaitingEntry.objects.exists()


def test_nobody_waits_everywhere(full: Cohort) -> None:
    account = make_account()
    for _list in range(6):
        join_list(full, member=make_member(account), by=account, now=NOW)

    with pytest.raises(TooManyLists):
        join_list(full, member=make_member(account), by=account, now=NOW)

    waits(full)  # somebody else may
    assert WaitingEntry.objects.count() == 7


def test_new_addresses_of_one_mailbox_are_one_mailbox(full: Cohort) -> None:
    for number in range(6):
        account = make_account(email=f"ana+{number}@example.org")
        join_list(full, member=make_member(account), by=account, now=NOW)

    for address in ("ana@example.org", "Ana+more@example.org"):
        same = make_account(email=address)
        with pytest.raises(TooManyLists):
            join_list(full, member=make_member(same), by=same, now=NOW)
    for address in ("anna@example.org", "ana@example.net", "diana+1@example.org"):
        other = make_account(email=address)
        join_list(full, member=make_member(other), by=other, now=NOW)
    assert WaitingEntry.objects.count() == 9


def test_the_schema_refuses_to_let_somebody_wait_twice_or_be_offered_nothing(full: Cohort) -> None:
    entry = waits(full)
    twice = WaitingEntry(cohort=full, member=entry.member, joined_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingEntry.objects.update(state="offered")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_enrollment(make_cohort(), state=SeatState.OFFERED, hold_until=None)


def at_once(*doings: Callable[[], object]) -> list[object]:
    """Does all of it at the same moment, on threads and connections of their own."""
    start = Barrier(len(doings))

    def one(do: Callable[[], object]) -> object:
        try:
            start.wait(60)
            return do()
        except (CohortFull, EntryMoved) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_case_56_taken_and_over_in_the_same_second_is_one_of_both() -> None:
    clock.move_to(NOW)
    for _try in range(3):
        cohort = make_cohort(capacity=2)
        make_enrollment(cohort)
        make_enrollment(cohort)
        first, second = waits(cohort), waits(cohort)
        leaves(cohort)
        last = NOW + DAY - timedelta(seconds=1)

        at_once(
            partial(claim_seat, cohort, member=first.member, hold_until=last + HOLD, now=last),
            partial(tend_lists, NOW + DAY),
            partial(decline, WaitingEntry.objects.get(pk=first.pk), by=None, now=last),
        )

        ends = state(first), state(second)
        assert ends in {
            ("accepted", "waiting"), ("lapsed", "offered"), ("declined", "offered"),
        }  # fmt: skip
        assert cohort.enrollments.occupying().count() == 2
        assert first.seat is not None
        held = {"accepted": "held"}.get(ends[0], "released")
        assert Enrollment.objects.get(waited=first).state == held


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_seats_that_come_free_at_once_are_for_two_who_wait_and_for_no_stranger() -> None:
    clock.move_to(NOW)
    cohort = make_cohort(capacity=4)
    seats = [make_enrollment(cohort) for _ in range(4)]
    entries = [waits(cohort) for _ in range(3)]
    strangers = [make_member() for _ in range(4)]

    done = at_once(
        *(partial(cancel_seat, seat, reason="left", now=NOW) for seat in seats[:2]),
        *(
            partial(claim_seat, cohort, member=member, hold_until=NOW + HOLD, now=NOW)
            for member in strangers
        ),
    )

    assert done[2:] == [CohortFull] * 4
    assert [state(entry) for entry in entries] == ["offered", "offered", "waiting"]
    assert cohort.enrollments.occupying().count() == 4
