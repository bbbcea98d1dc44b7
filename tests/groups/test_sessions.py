"""Sessions: planned on the group's wall clock, moved once, cancelled without losing a week."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.attendance.actions import arrive
from groups.attendance.models import Attendance
from groups.cohorts.models import Cohort
from groups.models import CohortWeek, GroupSession, Room
from groups.planning.advance import advance_cohorts
from groups.planning.meetings import cancel_meeting
from groups.rooms.tasks import end_forgotten
from groups.seats.models import SeatState
from groups.sessions.actions import (
    InThePast,
    SessionMoved,
    cancel_session,
    end_session,
    move_session,
    plan_sessions,
)
from groups.sessions.queries import card_of, coming_sessions, next_groups, next_session
from groups.weeks.queries import weeks_of
from tests.factories import NOW, make_cohort, make_enrollment, make_session, make_staff
from tests.groups.rows import STARTS, found, fresh

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def cohort(coordinator: Account) -> Cohort:
    return found(leader=make_staff(Role.FACILITATOR), by=coordinator, weeks=4)


def taught(cohort: Cohort) -> list[tuple[int, int]]:
    """(week, session) of every week, in order."""
    rows = CohortWeek.objects.filter(cohort=cohort).order_by("week__number")
    return list(rows.values_list("week__number", "session__number"))


def test_planned_sessions_keep_the_hour_through_a_clock_change() -> None:
    cohort = make_cohort(first_on=date(2026, 10, 20))

    meetings = plan_sessions(cohort, count=3)

    assert [(one.number, one.starts_at) for one in meetings] == [
        (1, datetime(2026, 10, 20, 17, 0, tzinfo=UTC)),
        (2, datetime(2026, 10, 27, 18, 0, tzinfo=UTC)),
        (3, datetime(2026, 11, 3, 18, 0, tzinfo=UTC)),
    ]


def test_a_move_raises_the_version_and_is_written_down(
    cohort: Cohort, coordinator: Account
) -> None:
    meeting = cohort.sessions.get(number=1)

    move_session(meeting, starts_at=STARTS + DAY, note="Later", by=coordinator.pk, now=NOW)

    moved = fresh(meeting)
    assert (moved.starts_at, moved.version, moved.note, moved.changed_at) == (
        STARTS + DAY, 1, "Later", NOW,
    )  # fmt: skip
    entry = Entry.objects.get(act="session.moved")
    assert (entry.actor_id, entry.facts["before"]) == (coordinator.pk, STARTS.isoformat())


@pytest.mark.parametrize("change", ["move", "cancel", "end"])
def test_a_move_of_what_somebody_else_changed_is_refused(
    cohort: Cohort, coordinator: Account, change: str
) -> None:
    meeting = cohort.sessions.get(number=1)
    seen_by_another = fresh(meeting)
    if change == "move":
        move_session(meeting, starts_at=STARTS + DAY, note="", by=coordinator.pk, now=NOW)
    elif change == "cancel":
        cancel_session(meeting, note="", by=coordinator.pk, now=NOW)
    else:
        end_session(meeting, by=coordinator.pk, now=NOW)
    stands = fresh(meeting).starts_at

    with pytest.raises(SessionMoved):
        move_session(
            seen_by_another, starts_at=STARTS + 2 * DAY, note="", by=coordinator.pk, now=NOW
        )
    with pytest.raises(SessionMoved):
        cancel_session(seen_by_another, note="", by=coordinator.pk, now=NOW)

    assert fresh(meeting).starts_at == stands


@pytest.mark.parametrize("to", [NOW, NOW - DAY])
def test_a_move_into_the_past_is_refused(
    cohort: Cohort, coordinator: Account, to: datetime
) -> None:
    meeting = cohort.sessions.get(number=1)

    with pytest.raises(InThePast):
        move_session(meeting, starts_at=to, note="", by=coordinator.pk, now=NOW)

    assert fresh(meeting).starts_at == STARTS


def test_cancelling_moves_that_week_and_all_later_ones_on(
    cohort: Cohort, coordinator: Account
) -> None:
    assert taught(cohort) == [(1, 1), (2, 2), (3, 3), (4, 4)]

    cancel_meeting(cohort.sessions.get(number=2), note="", by=coordinator, now=NOW)

    assert taught(cohort) == [(1, 1), (2, 3), (3, 4), (4, 5)]
    added = cohort.sessions.get(number=5)
    assert added.starts_at == STARTS + 4 * WEEK
    assert added.state == GroupSession.State.PLANNED


def test_two_cancellations_move_the_course_on_by_two(cohort: Cohort, coordinator: Account) -> None:
    for number in (2, 3):
        cancel_meeting(cohort.sessions.get(number=number), note="", by=coordinator, now=NOW)

    assert taught(cohort) == [(1, 1), (2, 4), (3, 5), (4, 6)]


def test_a_week_that_was_taught_stays_where_it_was(cohort: Cohort, coordinator: Account) -> None:
    """Session 2 was moved behind session 3 and is then cancelled: week 3 was already taught."""
    second = cohort.sessions.get(number=2)
    move_session(second, starts_at=STARTS + 2 * WEEK + DAY, note="", by=coordinator.pk, now=NOW)
    for number in (1, 3):
        end_session(cohort.sessions.get(number=number), by=None, now=STARTS + 2 * WEEK)

    cancel_meeting(fresh(second), note="", by=coordinator, now=STARTS + 2 * WEEK)

    assert taught(cohort) == [(1, 1), (2, 4), (3, 3), (4, 5)]


@pytest.mark.parametrize(
    ("zone", "last_utc"), [("Europe/London", 18), ("America/New_York", 22)]
)  # the added session lies behind the clock change, on the same wall-clock hour
def test_the_added_session_keeps_the_groups_hour_across_a_clock_change(
    zone: str, last_utc: int
) -> None:
    cohort = make_cohort(zone_name=zone, first_on=date(2026, 10, 20))
    meetings = plan_sessions(cohort, count=1)

    added = cancel_session(meetings[0], note="", by=make_staff(Role.COORDINATOR).pk, now=NOW)

    assert added.starts_at == datetime(2026, 10, 27, last_utc, 0, tzinfo=UTC)
    assert added.starts_at.astimezone(cohort.zone).hour == 18


def test_the_added_session_passes_over_a_night_whose_clocks_skip_its_hour() -> None:
    cohort = make_cohort(
        zone_name="Europe/Berlin", first_on=date(2027, 3, 21), weekday=6, starts=time(2, 30)
    )
    only = plan_sessions(cohort, count=1)[0]

    added = cancel_session(only, note="", by=make_staff(Role.COORDINATOR).pk, now=NOW)

    assert (added.on, added.starts) == (date(2027, 4, 4), time(2, 30))
    assert added.starts_at == datetime(2027, 4, 4, 0, 30, tzinfo=UTC)


def test_the_added_session_returns_to_the_weekday_after_a_last_one_that_was_moved(
    cohort: Cohort, coordinator: Account
) -> None:
    last = cohort.sessions.get(number=4)
    thursday = STARTS + 3 * WEEK + 2 * DAY
    move_session(last, starts_at=thursday, note="", by=coordinator.pk, now=NOW)

    cancel_meeting(cohort.sessions.get(number=1), note="", by=coordinator, now=NOW)

    assert cohort.sessions.get(number=5).starts_at == STARTS + 4 * WEEK


def test_a_lesson_is_released_with_its_session_wherever_that_went(
    cohort: Cohort, coordinator: Account
) -> None:
    def released(now: datetime) -> list[int]:
        return [week.number for week in weeks_of(cohort, now=now) if week.released]

    ends = STARTS + timedelta(hours=2)
    assert (released(ends - timedelta(seconds=1)), released(ends)) == ([], [1])

    move_session(
        cohort.sessions.get(number=1), starts_at=STARTS + DAY, note="", by=coordinator.pk, now=NOW
    )
    assert (released(ends), released(ends + DAY)) == ([], [1])

    cancel_meeting(cohort.sessions.get(number=2), note="", by=coordinator, now=NOW)
    assert released(ends + WEEK) == [1]
    assert released(ends + 2 * WEEK) == [1, 2]


def test_a_session_ended_early_releases_its_lesson_at_once(cohort: Cohort) -> None:
    end_session(cohort.sessions.get(number=1), by=None, now=STARTS + timedelta(hours=1))

    weeks = weeks_of(cohort, now=STARTS + timedelta(hours=1))
    assert [week.released for week in weeks] == [True, False, False, False]


@pytest.mark.parametrize("weeks", [1, 3])
def test_weeks_take_few_queries(
    coordinator: Account, weeks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = found(leader=make_staff(Role.FACILITATOR), by=coordinator, weeks=weeks)

    with django_assert_num_queries(3):
        assert len(weeks_of(cohort, now=NOW)) == weeks


def test_the_public_card_forgets_a_cancelled_first_session(
    cohort: Cohort, coordinator: Account
) -> None:
    cancel_meeting(cohort.sessions.get(number=1), note="", by=coordinator, now=NOW)

    (card,) = next_groups(NOW)

    assert (card.first_starts_at, card.sessions) == (STARTS + WEEK, 4)
    found_card = card_of(cohort.slug, now=NOW)
    assert found_card is not None
    assert found_card.first_starts_at == STARTS + WEEK


def test_next_session_is_the_one_that_is_on_until_its_room_closes(cohort: Cohort) -> None:
    first, second = cohort.sessions.order_by("number")[:2]
    closing = first.room_closes_at

    assert next_session(cohort, now=closing - timedelta(seconds=1)) == first
    assert next_session(cohort, now=closing) == second
    assert len(coming_sessions(cohort, now=closing)) == 3


def test_a_group_starts_with_its_first_session_that_takes_place(
    cohort: Cohort, coordinator: Account
) -> None:
    cancel_meeting(cohort.sessions.get(number=1), note="", by=coordinator, now=NOW)

    advance_cohorts(STARTS)
    assert Cohort.objects.get(pk=cohort.pk).state == Cohort.State.OPEN
    advance_cohorts(STARTS + WEEK)
    assert Cohort.objects.get(pk=cohort.pk).state == Cohort.State.RUNNING


@pytest.mark.parametrize("has_room", [True, False])
def test_a_session_nobody_ended_is_closed_and_judged(cohort: Cohort, has_room: bool) -> None:
    """Its leader forgot: the room closes all the same, and who was there is not lost.

    Where no room was opened nobody led it, and nobody is marked.
    """
    meeting = cohort.sessions.get(number=1)
    seat, absent = make_enrollment(cohort), make_enrollment(cohort)
    visit = arrive(meeting, enrollment=seat, now=STARTS)
    type(visit).objects.filter(pk=visit.pk).update(seen_at=STARTS + timedelta(minutes=90))
    if has_room:
        Room.objects.create(session=meeting, opened_at=STARTS, led_at=STARTS)
    closes = meeting.room_closes_at

    for job in (advance_cohorts, end_forgotten):
        job(closes - timedelta(seconds=1))
    assert fresh(meeting).state == GroupSession.State.PLANNED
    for job in (advance_cohorts, end_forgotten) * 2:
        job(closes)

    assert fresh(meeting).state == GroupSession.State.ENDED
    verdicts = Attendance.objects.filter(session=meeting).values_list("enrollment", "verdict")
    expected = ("left_early", "absent") if has_room else ("unmarked", "unmarked")
    assert dict(verdicts) == dict(zip((seat.pk, absent.pk), expected, strict=True))
    assert Attendance.objects.get(enrollment=seat).minutes == (90 if has_room else 0)
    assert not Room.objects.filter(session=meeting, ended_at=None).exists()
    assert Entry.objects.filter(act="session.ended").count() == 1


def test_a_course_is_complete_after_its_last_session(cohort: Cohort) -> None:
    seat = make_enrollment(cohort)
    held = make_enrollment(cohort, state=SeatState.HELD)
    end = STARTS + 3 * WEEK + timedelta(hours=3)

    advance_cohorts(end - WEEK)
    seat.refresh_from_db()
    assert seat.state == SeatState.ACTIVE
    advance_cohorts(end)

    seat.refresh_from_db()
    held.refresh_from_db()
    cohort.refresh_from_db()
    assert (cohort.state, seat.state, held.state) == (
        Cohort.State.ENDED, SeatState.COMPLETED, SeatState.HELD,
    )  # fmt: skip


@pytest.mark.parametrize("groups", [1, 3])
def test_a_look_at_quiet_groups_takes_few_queries(
    groups: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(groups):
        make_session(make_cohort(state=Cohort.State.RUNNING))

    with django_assert_num_queries(7):
        advance_cohorts(NOW)
