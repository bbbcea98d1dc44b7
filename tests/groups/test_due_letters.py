"""Which letters are due: once each, at their time, however the clock and the sessions move."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

import clock
from groups.links.due import post_due_letters
from groups.models import Enrollment, GroupSession
from groups.seats.actions import remove_member
from groups.seats.models import SeatState
from groups.sessions.actions import cancel_session, move_session
from outbox.models import Letter
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_session
from tests.groups.rows import LONG_BEFORE, STARTS, fresh, kinds_posted
from tests.letters import delivered

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def seat() -> Enrollment:
    """A place that was paid for days ago, in a group with one session ahead."""
    cohort = make_cohort()
    make_session(cohort)
    return make_enrollment(cohort, activated_at=LONG_BEFORE)


@pytest.fixture
def meeting(seat: Enrollment) -> GroupSession:
    return seat.cohort.sessions.get()


def move(meeting: GroupSession, to: datetime, *, now: datetime) -> None:
    move_session(fresh(meeting), starts_at=to, note="", by=make_account().pk, now=now)


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        (DAY + MINUTE, []),
        (DAY, ["session-tomorrow"]),
        (2 * HOUR + MINUTE, ["session-tomorrow"]),
        (2 * HOUR, []),
        (HOUR + MINUTE, []),
        (HOUR, ["session-in-an-hour"]),
        (21 * MINUTE, ["session-in-an-hour"]),
        (20 * MINUTE, []),
        (15 * MINUTE, ["room-open"]),
        (-59 * MINUTE, ["room-open"]),
        (-60 * MINUTE, []),
        (-3 * DAY, []),
    ],
)
def test_each_reminder_has_its_time(seat: Enrollment, before: timedelta, kinds: list[str]) -> None:
    assert kinds_posted(STARTS - before) == kinds


def test_every_reminder_is_posted_once_however_often_one_looks(seat: Enrollment) -> None:
    moment, seen = STARTS - DAY - HOUR, []
    while moment < STARTS + HOUR:
        seen += kinds_posted(moment)
        moment += 7 * MINUTE

    assert seen == ["session-tomorrow", "session-in-an-hour", "room-open"]
    assert len(set(Letter.objects.values_list("key", flat=True))) == 3


def test_a_clock_that_jumps_back_posts_nothing_twice(seat: Enrollment) -> None:
    assert kinds_posted(STARTS - HOUR) == ["session-in-an-hour"]

    assert kinds_posted(STARTS - DAY) == ["session-tomorrow"]
    assert kinds_posted(STARTS - HOUR) == []


def test_who_enrols_within_a_reminders_time_has_the_link_already(
    seat: Enrollment, meeting: GroupSession
) -> None:
    activated = STARTS - DAY + HOUR
    late = make_enrollment(seat.cohort, activated_at=activated)

    post_due_letters(activated + MINUTE)

    letter = Letter.objects.get()
    assert letter.about["enrollment"] == str(seat.pk)
    post_due_letters(STARTS - HOUR)
    assert Letter.objects.filter(about__enrollment=str(late.pk)).get().kind == "session-in-an-hour"


@pytest.mark.parametrize(
    "state",
    [SeatState.HELD, SeatState.RELEASED, SeatState.CANCELLED, SeatState.REMOVED,
     SeatState.COMPLETED],
)  # fmt: skip
def test_only_who_takes_part_gets_letters(seat: Enrollment, state: SeatState) -> None:
    other = make_enrollment(seat.cohort, state=state, activated_at=LONG_BEFORE)

    post_due_letters(STARTS - HOUR)

    about = set(Letter.objects.values_list("about__enrollment", flat=True))
    assert about == {str(seat.pk)}
    assert str(other.pk) not in about


def test_a_late_payment_still_gets_the_link(seat: Enrollment) -> None:
    Enrollment.objects.filter(pk=seat.pk).update(state=SeatState.PAST_DUE)

    assert kinds_posted(STARTS - HOUR) == ["session-in-an-hour"]


def test_after_a_long_night_without_a_worker_only_what_is_of_use_is_posted(
    seat: Enrollment,
) -> None:
    assert kinds_posted(STARTS - 10 * MINUTE) == ["room-open"]


def test_a_letter_that_waited_past_its_use_is_skipped(seat: Enrollment) -> None:
    post_due_letters(STARTS - DAY)
    clock.move_to(STARTS - HOUR)

    assert delivered(now=STARTS - HOUR) == []
    assert Letter.objects.get().state == Letter.State.SKIPPED


def test_a_letter_to_somebody_removed_meanwhile_is_skipped(seat: Enrollment) -> None:
    post_due_letters(STARTS - DAY)
    remove_member(seat, reason="by agreement", by=make_account().pk, now=STARTS - DAY)
    clock.move_to(STARTS - DAY)

    assert delivered(now=STARTS - DAY) == []
    assert Letter.objects.get().state == Letter.State.SKIPPED


def test_a_move_is_told_once_and_reminders_follow_the_new_time(
    seat: Enrollment, meeting: GroupSession
) -> None:
    assert kinds_posted(STARTS - DAY) == ["session-tomorrow"]
    told_at = STARTS - DAY + HOUR
    move(meeting, STARTS + 2 * DAY, now=told_at)

    assert kinds_posted(told_at) == ["session-moved"]
    assert kinds_posted(STARTS - HOUR) == []
    assert kinds_posted(STARTS + DAY) == ["session-tomorrow"]
    assert kinds_posted(STARTS + 2 * DAY - HOUR) == ["session-in-an-hour"]
    assert kinds_posted(STARTS + 2 * DAY - 15 * MINUTE) == ["room-open"]


def test_a_move_to_within_a_reminders_time_brings_one_letter_and_not_two(
    seat: Enrollment, meeting: GroupSession
) -> None:
    """The letter about the new time carries the link, so the reminder would only repeat it."""
    told_at = STARTS - 3 * DAY
    move(meeting, told_at + 20 * HOUR, now=told_at)
    mate = make_enrollment(seat.cohort, activated_at=LONG_BEFORE)

    assert sorted(kinds_posted(told_at)) == ["session-moved", "session-moved"]
    assert kinds_posted(told_at + HOUR) == []
    assert kinds_posted(told_at + 19 * HOUR) == ["session-in-an-hour"] * 2
    assert Letter.objects.filter(about__enrollment=str(mate.pk)).count() == 2


def test_two_moves_in_a_row_end_in_one_letter_with_the_last_time(
    seat: Enrollment, meeting: GroupSession
) -> None:
    """The first one still waited when the second move came: it would only confuse."""
    now = STARTS - 3 * DAY
    move(meeting, STARTS + DAY, now=now)
    assert kinds_posted(now) == ["session-moved"]
    move(meeting, STARTS + 2 * DAY, now=now + MINUTE)
    assert kinds_posted(now + MINUTE) == ["session-moved"]

    clock.move_to(now + 2 * MINUTE)
    (letter,) = delivered(now=now + 2 * MINUTE)

    assert "Thursday 10 September 2026, 18:00" in letter.text
    assert letter.invitations[0].sequence == 2


def test_a_reminder_that_waited_through_a_move_does_not_leave(
    seat: Enrollment, meeting: GroupSession
) -> None:
    now = STARTS - DAY
    assert kinds_posted(now) == ["session-tomorrow"]
    move(meeting, STARTS + 7 * DAY, now=now)
    post_due_letters(now)
    clock.move_to(now)

    assert [letter.subject for letter in delivered(now=now)] == [
        "Your session has moved: Tuesday 15 September, 18:00"
    ]


def test_a_move_is_not_told_to_who_enrolled_after_it(
    seat: Enrollment, meeting: GroupSession
) -> None:
    now = STARTS - 3 * DAY
    move(meeting, STARTS + DAY, now=now)
    make_enrollment(seat.cohort, activated_at=now + MINUTE)

    post_due_letters(now + 2 * MINUTE)

    assert Letter.objects.get().about["enrollment"] == str(seat.pk)


def test_a_cancellation_is_told_once_and_reminders_stop(
    seat: Enrollment, meeting: GroupSession
) -> None:
    now = STARTS - DAY
    assert kinds_posted(now) == ["session-tomorrow"]
    cancel_session(fresh(meeting), note="", by=make_account().pk, now=now)

    assert kinds_posted(now) == ["session-cancelled"]
    assert kinds_posted(STARTS - HOUR) == []


def test_a_cancellation_found_too_late_is_not_told(seat: Enrollment, meeting: GroupSession) -> None:
    cancel_session(fresh(meeting), note="", by=make_account().pk, now=STARTS - HOUR)

    assert kinds_posted(fresh(meeting).ends_at) == []


def test_who_waits_for_a_session_cancelled_after_its_hour_is_told(
    seat: Enrollment, meeting: GroupSession
) -> None:
    cancel_session(fresh(meeting), note="", by=make_account().pk, now=STARTS + MINUTE)

    assert kinds_posted(STARTS + MINUTE) == ["session-cancelled"]


def test_old_changes_are_not_told_again_to_a_worker_that_lost_its_letters(
    seat: Enrollment, meeting: GroupSession
) -> None:
    move(meeting, STARTS + 40 * DAY, now=NOW)

    assert kinds_posted(NOW + 15 * DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_one_look_takes_few_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        cohort = make_cohort(slug=f"group-of-{number}")
        meeting = make_session(cohort)
        for _ in range(count):
            make_enrollment(cohort, activated_at=LONG_BEFORE)
        GroupSession.objects.filter(pk=meeting.pk).update(version=1, changed_at=LONG_BEFORE + DAY)
    post_due_letters(STARTS - HOUR)
    assert Letter.objects.count() == 2 * count * count

    with django_assert_num_queries(5):
        post_due_letters(STARTS - HOUR + MINUTE)
