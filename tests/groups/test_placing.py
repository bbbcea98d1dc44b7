"""Do-not-place: no group gets both of two people, by whichever door they come."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Member
from audit.models import Entry
from groups.apart.models import DoNotPlace, Reach
from groups.cohorts.models import Cohort
from groups.placing.actions import keep_apart, let_share
from groups.placing.errors import EndedAlready, KeptApartAlready, SamePerson
from groups.placing.queries import PairLine, apart, apart_of, listed_pairs, pair_lines, pairs_in
from groups.seats.actions import change_capacity, reclaim_seat, take_seat
from groups.seats.errors import CohortFull, KeptApart
from groups.seats.models import Enrollment, SeatState
from groups.waiting.actions import claim_seat, join_list
from groups.waiting.queries import Turn, list_of
from groups.waiting.tending import tend_lists
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_member
from tests.groups.waiting import HOLD, leaves, letters, state, waits

pytestmark = pytest.mark.django_db
WHY = "A restraining order since May"


def keep(one: Member, other: Member, *, reach: Reach = Reach.SAME_GROUP) -> PairLine:
    return keep_apart(one, other, reach=reach, reason=WHY, by=make_account(), now=NOW)


def claim(cohort: Cohort, member: Member) -> Enrollment:
    return claim_seat(cohort, member=member, hold_until=NOW + HOLD, now=NOW)[0]


@pytest.mark.parametrize("seat_state", ["active", "held", "offered", "past_due"])
def test_whoever_must_not_share_a_group_gets_no_seat_beside_the_other(seat_state: str) -> None:
    ana, ben, cleo = make_member(), make_member(), make_member()
    cohort, elsewhere = make_cohort(), make_cohort()
    make_enrollment(cohort, ana, state=seat_state)
    keep(ben, ana)

    with pytest.raises(KeptApart):
        claim(cohort, ben)

    assert not cohort.enrollments.filter(member=ben).exists()
    assert claim(cohort, cleo).is_held
    assert claim(elsewhere, ben).is_held


@pytest.mark.parametrize("gone", ["released", "cancelled", "removed"])
def test_whoever_left_stands_in_nobodys_way(gone: str) -> None:
    ana, ben = make_member(), make_member()
    cohort = make_cohort()
    make_enrollment(cohort, ana, state=gone, ended_at=NOW)
    keep(ana, ben)
    assert claim(cohort, ben).is_held


def test_a_full_group_is_full_before_it_is_anything_else(full: Cohort) -> None:
    ana = full.enrollments.enrolled()[0].member
    ben = make_member()
    keep(ana, ben)
    with pytest.raises(CohortFull):
        claim(full, ben)


def test_a_pair_that_has_ended_keeps_nobody_apart_and_stays_on_record() -> None:
    ana, ben = make_member(), make_member()
    cohort, by = make_cohort(), make_account()
    make_enrollment(cohort, ana)
    pair = keep(ana, ben).pair
    let_share(pair, by=by, now=NOW)

    assert claim(cohort, ben).is_held
    pair.refresh_from_db()
    assert (pair.ended_at, pair.ended_by, pair.reason) == (NOW, by, WHY)
    with pytest.raises(EndedAlready):
        let_share(pair, by=by, now=NOW)
    again = keep(ben, ana)
    assert [line.pair for line in pair_lines(listed_pairs())] == [again.pair, pair]


def test_two_people_are_kept_apart_once_and_nobody_from_themselves() -> None:
    ana, ben = make_member(), make_member()
    pair = keep(ana, ben).pair
    with pytest.raises(KeptApartAlready):
        keep(ben, ana)
    with pytest.raises(SamePerson):
        keep(ana, ana)
    twice = DoNotPlace(
        first=pair.first,
        second=pair.second,
        reach=Reach.SAME_GROUP,
        reason=WHY,
        recorded_by=pair.recorded_by,
        recorded_at=NOW,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
    twice.first, twice.second = pair.second, pair.first
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
    assert DoNotPlace.objects.count() == 1


def test_the_reason_is_sealed_and_the_trail_names_the_pair_and_neither_person() -> None:
    ana, ben = make_member(), make_member()
    pair = keep(ana, ben).pair
    let_share(pair, by=make_account(), now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM groups_donotplace")
        assert WHY not in str(cursor.fetchall())
    entries = Entry.objects.filter(act__startswith="do-not-place")
    assert [(one.act, one.object_id, one.member_id) for one in entries.order_by("pk")] == [
        ("do-not-place.recorded", str(pair.pk), None),
        ("do-not-place.ended", str(pair.pk), None),
    ]
    for entry in entries:
        words = str(entry.facts)
        assert str(ana.pk) not in words
        assert str(ben.pk) not in words
        assert WHY not in words


def test_the_next_in_line_is_asked_without_a_word(full: Cohort) -> None:
    ana = full.enrollments.enrolled().order_by("-seat_no")[0].member
    first, second = waits(full), waits(full)
    keep(ana, first.member)

    leaves(full)  # the one on seat 1

    assert (state(first), state(second)) == ("waiting", "offered")
    assert letters("seat-offered", first) == 0
    (offered, passed), _ended = list_of(full, now=NOW)[0], None
    assert {offered.turn, passed.turn} == {None, Turn.APART}
    tend_lists(NOW)
    assert state(first) == "waiting"


def test_whoever_was_passed_over_is_asked_once_the_other_has_left_or_it_has_ended(
    full: Cohort,
) -> None:
    one, two = full.enrollments.enrolled().order_by("seat_no")
    first = waits(full)
    pair = keep(two.member, first.member).pair
    leaves(full)
    tend_lists(NOW)
    assert state(first) == "waiting"

    let_share(pair, by=make_account(), now=NOW)
    tend_lists(NOW)

    assert state(first) == "offered"
    assert one.cohort_id == full.pk


def test_two_who_wait_are_not_both_offered_seats_that_come_free_together(full: Cohort) -> None:
    first, second, third = waits(full), waits(full), waits(full)
    keep(first.member, second.member)

    change_capacity(full, capacity=4, by=make_account(), now=NOW)

    assert [state(entry) for entry in (first, second, third)] == ["offered", "waiting", "offered"]


def test_a_seat_that_nobody_in_line_may_have_is_a_strangers(full: Cohort) -> None:
    ana = full.enrollments.enrolled().order_by("-seat_no")[0].member
    first = waits(full)
    keep(ana, first.member)
    leaves(full)
    assert claim(full, make_member()).is_held


def test_an_offer_from_before_is_not_taken_beside_the_other(full: Cohort) -> None:
    ana = full.enrollments.enrolled().order_by("-seat_no")[0].member
    first = waits(full)
    leaves(full)
    assert state(first) == "offered"

    line = keep(ana, first.member)

    assert [cohort.pk for cohort in line.shared] == [full.pk]
    with pytest.raises(KeptApart):
        claim(full, first.member)
    assert state(first) == "offered"


def test_money_that_comes_late_takes_no_seat_beside_the_other() -> None:
    cohort, ben = make_cohort(), make_member()
    ana = make_enrollment(cohort).member
    seat = make_enrollment(cohort, ben, state=SeatState.RELEASED, ended_at=NOW)
    keep(ana, ben)

    with pytest.raises(KeptApart):
        reclaim_seat(seat, now=NOW)

    seat.refresh_from_db()
    assert (seat.state, seat.seat_no) == ("released", None)
    other = make_enrollment(cohort, state=SeatState.RELEASED, ended_at=NOW)
    reclaim_seat(other, now=NOW)
    assert other.enrolled


def test_whoever_is_placed_by_a_coordinator_alone_stands_in_no_line(full: Cohort) -> None:
    waited = waits(full)
    keep(waited.member, make_member(), reach=Reach.EVERYWHERE)  # who has no seat anywhere

    leaves(full)

    assert state(waited) == "waiting"
    (line,), _ended = list_of(full, now=NOW)
    assert line.turn == Turn.BY_US
    full_too = make_cohort(capacity=2)
    for _seat in range(2):
        make_enrollment(full_too)
    other = DoNotPlace.objects.get().other_than(waited.member)
    with pytest.raises(KeptApart):
        join_list(full_too, member=other, by=other.account, now=NOW)
    assert waits(full_too).is_waiting
    assert claim_seat(
        full, member=waited.member, hold_until=NOW + HOLD, now=NOW, by_hand_of=make_account()
    )[0].is_held


def test_groups_that_hold_both_are_told_and_known_to_whoever_divides_a_group() -> None:
    ana, ben, cleo = make_member(), make_member(), make_member()
    both, other, over = make_cohort(), make_cohort(), make_cohort(state=Cohort.State.ENDED)
    for cohort in (both, over):
        make_enrollment(cohort, ana)
        make_enrollment(cohort, ben, state=SeatState.HELD)
    make_enrollment(both, cleo)
    make_enrollment(other, ana)
    make_enrollment(other, cleo)
    assert apart(both) == frozenset()

    line = keep(ben, ana)
    keep(ben, cleo)

    assert line.shared == [both]
    assert apart(both) == {frozenset({ana.pk, ben.pk}), frozenset({ben.pk, cleo.pk})}
    assert apart(other) == frozenset()
    assert [one.other for one in apart_of(ana)] == [ben]
    assert {one.other for one in apart_of(ben)} == {ana, cleo}
    assert len(pairs_in(both)) == 2


@pytest.mark.parametrize("many", [1, 3])
def test_lists_of_pairs_ask_as_often_for_three_as_for_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ana, cohort = make_member(), make_cohort()
    make_enrollment(cohort, ana)
    for _pair in range(many):
        ben = make_enrollment(cohort).member
        keep(ana, ben)
    with django_assert_num_queries(2):
        assert [line.shared for line in pair_lines(listed_pairs())] == [[cohort]] * many
    with django_assert_num_queries(2):
        assert len(apart_of(ana)) == many
    with django_assert_num_queries(1):
        assert len(apart(cohort)) == many


def test_a_claim_asks_no_more_often_for_it(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cohort, ana = make_cohort(), make_member()
    for _pair in range(3):
        keep(ana, make_enrollment(make_cohort()).member)
    with transaction.atomic(), django_assert_max_num_queries(5):
        take_seat(cohort, member=ana, hold_until=NOW + HOLD, now=NOW)


def at_once(*doings: Callable[[], object]) -> list[object]:
    """Does all of it at the same moment, on threads and connections of their own."""
    start = Barrier(len(doings))

    def one(do: Callable[[], object]) -> object:
        try:
            start.wait(60)
            return do()
        except KeptApart as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_recorded_in_the_second_of_a_claim_it_refuses_the_claim_or_tells_the_coordinator() -> None:
    """Also where both claim at that moment, and neither was there before."""
    clock.move_to(NOW)
    ends = set()
    for _try in range(8):
        cohort = make_cohort()
        ana, ben, by = make_member(), make_member(), make_account()
        told, *claims = at_once(
            partial(keep_apart, ana, ben, reach=Reach.SAME_GROUP, reason=WHY, by=by, now=NOW),
            partial(claim_seat, cohort, member=ana, hold_until=NOW + HOLD, now=NOW),
            partial(claim_seat, cohort, member=ben, hold_until=NOW + HOLD, now=NOW),
        )
        assert isinstance(told, PairLine)
        refused = claims.count(KeptApart)
        shared = [one.pk for one in told.shared] == [cohort.pk]
        assert refused + shared == 1, "exactly one of both: refused, or told"
        assert cohort.enrollments.occupying().count() == 2 - refused
        ends.add(refused)
    assert ends <= {0, 1}
