"""Waiting lists: first come, first offered, in the transaction that frees the seat."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account, Member
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.models import OfferTime, WaitingEntry
from groups.seats.actions import (
    activate_seat,
    cancel_seat,
    change_capacity,
    reclaim_seat,
    release_seat,
    remove_member,
)
from groups.seats.errors import CohortFull, EnrolmentClosed, OfferOver
from groups.seats.models import Enrollment, SeatState
from groups.waiting.actions import claim_seat, decline, join_list, leave_list
from groups.waiting.errors import EntryMoved, PlacedAlready, SeatFree, TooManyLists
from groups.waiting.hours import awake_at
from groups.waiting.queries import Band, band_of, waiting_now
from groups.waiting.tending import tend_lists
from outbox.models import Letter
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_course,
    make_enrollment,
    make_member,
    make_session,
)
from tests.letters import delivered
from tests.signin import sign_in

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOLD = timedelta(minutes=36)
LONDON = ZoneInfo("Europe/London")
NIGHT = datetime(2026, 9, 1, 22, 0, tzinfo=UTC)  # 23:00 in London
MORNING = datetime(2026, 9, 2, 7, 0, tzinfo=UTC)  # 8:00 in London

pytestmark = pytest.mark.django_db


@pytest.fixture
def full() -> Cohort:
    """A group of two with both seats taken."""
    clock.move_to(NOW)
    cohort = make_cohort(capacity=2)
    make_session(cohort)
    make_enrollment(cohort)
    make_enrollment(cohort)
    return cohort


def waits(cohort: Cohort, member: Member | None = None, *, now: datetime = NOW) -> WaitingEntry:
    member = member or make_member()
    entry, fresh = join_list(cohort, member=member, by=member.account, now=now)
    assert fresh
    return entry


def leaves(cohort: Cohort, *, now: datetime = NOW) -> None:
    """One of those who take part does no longer."""
    seat = cohort.enrollments.enrolled().order_by("seat_no").first()
    assert seat is not None
    cancel_seat(seat, reason="left", now=now)


def state(entry: WaitingEntry) -> str:
    entry.refresh_from_db()
    return entry.state


def letters(kind: str, entry: WaitingEntry) -> int:
    return Letter.objects.filter(kind=kind, about__entry=entry.pk).count()


def kept_until(entry: WaitingEntry) -> datetime | None:
    entry.refresh_from_db()
    assert entry.seat is not None
    return entry.seat.hold_until


# --- who is asked, and when -----------------------------------------------------------------------
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


# --- night and day --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("here", "then"),
    [
        (datetime(2026, 9, 1, 7, 59, tzinfo=LONDON), datetime(2026, 9, 1, 8, 0, tzinfo=LONDON)),
        (datetime(2026, 9, 1, 8, 0, tzinfo=LONDON), datetime(2026, 9, 1, 8, 0, tzinfo=LONDON)),
        (datetime(2026, 9, 1, 20, 59, tzinfo=LONDON), datetime(2026, 9, 1, 20, 59, tzinfo=LONDON)),
        (datetime(2026, 9, 1, 21, 0, tzinfo=LONDON), datetime(2026, 9, 2, 8, 0, tzinfo=LONDON)),
        # The night in which clocks go back an hour.
        (datetime(2026, 10, 24, 23, 0, tzinfo=LONDON), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_letter_about_a_seat_waits_for_the_readers_morning(
    here: datetime, then: datetime
) -> None:
    assert awake_at(here.astimezone(UTC), LONDON) == then


def test_a_letter_waits_for_morning_and_its_hours_count_from_it(full: Cohort) -> None:
    sleeps = waits(full)
    sits_up = waits(full, make_member(time_zone="America/New_York"))
    for _seat in range(2):
        leaves(full, now=NIGHT)

    assert (letters("seat-offered", sleeps), letters("seat-offered", sits_up)) == (0, 1)
    assert kept_until(sits_up) == NIGHT + DAY
    tend_lists(MORNING - timedelta(minutes=1))
    assert letters("seat-offered", sleeps) == 0
    tend_lists(MORNING + timedelta(minutes=1))

    assert letters("seat-offered", sleeps) == 1
    assert kept_until(sleeps) == MORNING + timedelta(minutes=1) + DAY


def test_one_reminder_half_way_and_none_after_an_answer(full: Cohort) -> None:
    silent, quick = waits(full), waits(full)
    for _seat in range(2):
        leaves(full)
    decline(quick, by=None, now=NOW + HOUR)

    # Half-way is one in the night.
    tend_lists(NOW + 12 * HOUR)
    assert letters("seat-offered-reminder", silent) == 0
    for _round in range(2):
        tend_lists(MORNING)

    assert letters("seat-offered-reminder", silent) == 1
    assert letters("seat-offered-reminder", quick) == 0


# --- the ends of an offer -------------------------------------------------------------------------
def test_a_no_gives_the_seat_on_at_once_and_counts_once(full: Cohort) -> None:
    first, second = waits(full), waits(full)
    leaves(full)

    decline(first, by=None, now=NOW)

    assert (state(first), state(second)) == ("declined", "offered")
    with pytest.raises(EntryMoved):
        decline(first, by=None, now=NOW)
    with pytest.raises(CohortFull):
        claim_seat(full, member=first.member, hold_until=NOW + HOLD, now=NOW)


def test_case_55_an_offer_ends_in_time_and_is_the_next_ones(full: Cohort) -> None:
    first, second = waits(full), waits(full)
    leaves(full)
    tend_lists(NOW + DAY - HOUR)
    assert (state(first), state(second)) == ("offered", "waiting")

    with pytest.raises(OfferOver):
        claim_seat(full, member=first.member, hold_until=NOW + DAY + HOLD, now=NOW + DAY)
    tend_lists(NOW + DAY)

    assert (state(first), state(second)) == ("lapsed", "offered")
    assert (letters("waiting-over", first), letters("seat-offered", second)) == (1, 1)
    assert Enrollment.objects.get(waited=first).state == "released"


def test_an_offer_ends_with_enrolment_and_nothing_is_offered_after(full: Cohort) -> None:
    closes = NOW + 5 * HOUR
    Cohort.objects.filter(pk=full.pk).update(enrolment_closes_at=closes)
    first, second = waits(full), waits(full)
    leaves(full)
    assert kept_until(first) == closes

    tend_lists(closes)
    leaves(full, now=closes)

    assert (state(first), state(second)) == ("lapsed", "closed")
    assert second.why == "closed"
    assert not full.enrollments.offered().exists()
    with pytest.raises(EnrolmentClosed):
        join_list(full, member=make_member(), by=make_account(), now=closes)


def test_a_first_session_moved_nearer_ends_offers_with_it(full: Cohort) -> None:
    entry = waits(full)
    leaves(full)
    Cohort.objects.filter(pk=full.pk).update(enrolment_closes_at=NOW + HOUR)

    tend_lists(NOW + HOUR)

    assert (state(entry), entry.why) == ("closed", "closed")
    assert not full.enrollments.offered().exists()


def test_case_57_a_seat_in_another_group_of_the_course_ends_waiting_with_a_word(
    full: Cohort,
) -> None:
    member = make_member()
    sister = make_cohort(course=full.course, capacity=2)
    stranger = make_cohort(course=make_course(), capacity=2)
    for cohort in (sister, stranger):
        make_enrollment(cohort)
        make_enrollment(cohort)
    offered, waiting, apart = waits(full, member), waits(sister, member), waits(stranger, member)
    next_one = waits(full)
    leaves(full)
    seat = make_enrollment(
        make_cohort(course=full.course), member, state=SeatState.HELD, hold_until=NOW + HOLD
    )
    tend_lists(NOW)
    assert [state(one) for one in (offered, waiting, apart)] == ["offered", "waiting", "waiting"]

    activate_seat(seat, now=NOW)
    tend_lists(NOW)

    assert [state(one) for one in (offered, waiting, apart)] == ["closed", "closed", "waiting"]
    assert state(next_one) == "offered"
    assert (letters("waiting-over", offered), letters("waiting-over", apart)) == (1, 0)
    told = [one.text for one in delivered(to=member.account.email)]
    assert any("You have a seat in" in text and full.name in text for text in told)


def test_leaving_gives_an_offered_seat_on(full: Cohort) -> None:
    first, second, third = waits(full), waits(full), waits(full)
    leave_list(second, by=second.member.account, now=NOW)
    leaves(full)

    leave_list(first, by=first.member.account, now=NOW)

    assert [state(one) for one in (first, second, third)] == ["declined", "left", "offered"]
    with pytest.raises(EntryMoved):
        leave_list(second, by=second.member.account, now=NOW)


# --- joining --------------------------------------------------------------------------------------
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


def test_the_schema_refuses_to_let_somebody_wait_twice_or_be_offered_nothing(full: Cohort) -> None:
    entry = waits(full)
    twice = WaitingEntry(cohort=full, member=entry.member, joined_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingEntry.objects.update(state="offered")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_enrollment(make_cohort(), state=SeatState.OFFERED, hold_until=None)


# --- what people read -----------------------------------------------------------------------------
def test_a_place_in_line_is_told_as_a_band() -> None:
    bands = [band_of(place) for place in (1, 3, 4, 8, 9, 40)]
    assert bands == [Band.FRONT, Band.FRONT, Band.MIDDLE, Band.MIDDLE, Band.BACK, Band.BACK]


@pytest.mark.parametrize("others", [0, 3])
def test_a_page_reads_every_list_of_an_account_in_two_queries(
    full: Cohort, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mine = make_member()
    for _other in range(others):
        waits(full)
    waits(full, mine)
    another = make_cohort(capacity=2)
    make_enrollment(another)
    make_enrollment(another)
    waits(another, mine)

    with django_assert_num_queries(2):
        told = waiting_now(mine.account)
    expected = {full.pk: band_of(others + 1), another.pk: Band.FRONT}
    assert {one.entry.cohort_id: one.band for one in told} == expected
    nobody = make_account()
    with django_assert_num_queries(1):
        assert waiting_now(nobody) == []


def test_the_worker_asks_little_where_nothing_is_due(
    full: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _entry in range(3):
        waits(full)
    with django_assert_num_queries(5):
        tend_lists(NOW)


def test_the_letters_say_what_happens_and_discreet_ones_name_no_group(full: Cohort) -> None:
    open_one, quiet = waits(full), waits(full, make_member(discreet=True))
    joined = delivered(to=open_one.member.account.email)[-1]
    assert joined.subject == "You are on the waiting list"
    assert f"the waiting list for {full.name}" in joined.text
    for _seat in range(2):
        leaves(full)

    offered = delivered(to=open_one.member.account.email)[-1]
    assert offered.subject == "A seat has come free for you"
    assert "until Wednesday 2 September 2026, 13:00 (London)" in offered.text
    assert "/offer/" in offered.text
    tend_lists(NOW + DAY)
    told = delivered(to=open_one.member.account.email, now=NOW + DAY)
    assert told[-1].subject == "Your place on the waiting list"
    for letter in delivered(to=quiet.member.account.email):
        assert not any(word in letter.subject for word in ("seat", "group", "waiting list"))
        assert full.name not in letter.text
    assert len(delivered(to=quiet.member.account.email)) == 3


def test_a_letter_that_is_overtaken_says_nothing(full: Cohort) -> None:
    entry = waits(full)
    leaves(full)
    decline(entry, by=None, now=NOW)

    assert [one.subject for one in delivered(to=entry.member.account.email)] == []


# --- the desk -------------------------------------------------------------------------------------
def test_a_coordinator_reads_order_state_and_reason_and_a_leader_reads_none(
    desk: Client, cohort: Cohort, leader: Account
) -> None:
    for _seat in range(cohort.capacity):
        make_enrollment(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(state="open", enrolment_closes_at=NOW + 5 * DAY)
    cohort.refresh_from_db()
    names = ["Wanda", "Wilma", "Wesley"]
    first, second, _third = (waits(cohort, make_member(name=name)) for name in names)
    leaves(cohort)
    decline(first, by=None, now=NOW)
    assert state(second) == "offered"

    page = desk.get(f"/desk/groups/{cohort.slug}/").content.decode()
    waiting = page.split('id="waiting"')[1].split('id="sessions"')[0]
    assert waiting.index("Wilma") < waiting.index("Wesley") < waiting.index("Wanda")
    for told in ("is offered", "Letter on", "Is asked first", "Said no", "and the seat went on"):
        assert told in waiting
    theirs = sign_in(Client(), leader).get(f"/lead/{cohort.slug}/").content.decode()
    assert not any(name in theirs for name in names)


def test_a_coordinator_says_for_how_long_a_seat_is_kept(desk: Client, full: Cohort) -> None:
    first, second = waits(full), waits(full)
    leaves(full)
    path = reverse("desk-waiting")

    assert desk.post(path, {"hours": 36, "seen": 24}).status_code == 302
    leaves(full)

    assert (kept_until(first), kept_until(second)) == (NOW + DAY, NOW + 36 * HOUR)
    assert Entry.objects.get(act="offer-time.set").facts == {"before": 24, "after": 36}
    assert 'value="36"' in desk.get(path).content.decode()
    again = desk.post(path, {"hours": 48, "seen": 24})
    assert (again.status_code, OfferTime.objects.get().hours) == (409, 36)
    for hours in ("", "5", "73", "long"):
        assert desk.post(path, {"hours": hours, "seen": 36}).status_code == 400
    assert OfferTime.objects.get().hours == 36


# --- at once --------------------------------------------------------------------------------------
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
