"""An offer has its hours: by day, counted from the letter, and then it is the next one's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Account, Member
from groups.cohorts.models import Cohort
from groups.models import WaitingEntry
from groups.seats.actions import (
    activate_seat,
)
from groups.seats.errors import CohortFull, EnrolmentClosed, OfferOver
from groups.seats.models import Enrollment, SeatState
from groups.waiting.actions import claim_seat, join_list
from groups.waiting.ending import decline, leave_list
from groups.waiting.errors import EntryMoved
from groups.waiting.hours import awake_at
from groups.waiting.tending import AT_ONCE, tend_lists
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_course,
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
from tests.letters import delivered

SEATS = 14
LONDON = ZoneInfo("Europe/London")

pytestmark = pytest.mark.django_db


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


def test_many_offers_that_last_hide_none_that_ends(full: Cohort) -> None:
    late, account = waits(full), make_account()
    leaves(full)
    for _group in range(AT_ONCE // SEATS + 1):
        offered_to_many(account, make_cohort(capacity=SEATS))

    tend_lists(NOW + DAY)

    assert state(late) == "lapsed"


def offered_to_many(account: Account, cohort: Cohort) -> None:
    """Every seat of a group is offered, for days, to people who were told and reminded."""
    people = Member.objects.bulk_create(
        Member(account=account, name=f"P {n}", country="GB", joined_at=NOW) for n in range(SEATS)
    )
    seats = Enrollment.objects.bulk_create(
        Enrollment(cohort=cohort, member=one, state=SeatState.OFFERED, seat_no=number,
                   held_at=NOW, hold_until=NOW + 3 * DAY)
        for number, one in enumerate(people, 1)
    )  # fmt: skip
    WaitingEntry.objects.bulk_create(
        WaitingEntry(cohort=cohort, member=seat.member, state="offered", seat=seat, offered_at=NOW,
                     joined_at=NOW - DAY, told_at=NOW, reminded_at=NOW)
        for seat in seats
    )  # fmt: skip


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
