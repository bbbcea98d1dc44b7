"""Gates: a group that meets already takes newcomers only where a module begins."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account
from audit.models import Entry
from courses.models import Course
from groups.clocks.actions import keep_the_hours
from groups.gates.models import GateTime
from groups.models import Cohort, Enrollment, GroupSession
from groups.planning.advance import advance_cohorts
from groups.planning.meetings import cancel_meeting, move_meeting
from groups.seats.actions import take_seat
from groups.seats.errors import EnrolmentClosed
from groups.sessions.actions import end_session, reopen_session
from tests.factories import NOW, make_member
from tests.gates import DAY, MINUTE, after_session, gated_course, look_in
from tests.groups.rows import found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
TWO_DAYS = 2 * DAY
PATH = "desk-gates"


@pytest.fixture
def group(coordinator: Account, leader: Account) -> Cohort:
    """Six sessions from 8 September on; newcomers may join at the third and the fifth."""
    clock.move_to(NOW)
    return found(leader=leader, by=coordinator, course=gated_course())


@pytest.fixture
def running(group: Cohort) -> Cohort:
    """The same on the morning after its first session."""
    after_session(group, 1)
    return group


def session(cohort: Cohort, number: int) -> GroupSession:
    return cohort.sessions.get(number=number)


def take(cohort: Cohort, *, at: datetime) -> Enrollment:
    seat, _new = take_seat(cohort, member=make_member(), hold_until=at + DAY, now=at)
    return seat


def by_the_rows(cohort: Cohort) -> int | None:
    """The next gate once more, from sessions and weeks alone."""
    planned = cohort.weeks.select_related("week", "session")
    ahead = [
        one.session
        for one in planned
        if one.week.number in cohort.course.gates
        and one.session.state == "planned"
        and one.session.starts_at > clock.now()
    ]
    return min(ahead, key=lambda one: one.starts_at).number if ahead else None


def kept_true(cohort: Cohort, *, days: int = 2) -> int | None:
    """Asserts that the row says what sessions and weeks say; returns the number of the gate."""
    cohort = Cohort.objects.select_related("course").get(pk=cohort.pk)
    assert cohort.gate == by_the_rows(cohort)
    if cohort.gate is not None:
        first = session(cohort, cohort.gate)
        assert cohort.enrolment_closes_at == first.starts_at - timedelta(days=days)
    return cohort.gate


def test_before_it_meets_all_begin_together(group: Cohort) -> None:
    assert (group.gate, group.takes_people(clock.now())) == (None, True)
    assert take(group, at=clock.now()).begins_with == 1


def test_a_group_that_meets_takes_people_until_its_gate_closes_and_no_second_later(
    running: Cohort,
) -> None:
    closes = session(running, 3).starts_at - TWO_DAYS
    seat = take(running, at=closes - timedelta(seconds=1))
    assert (seat.begins_with, seat.state) == (3, "held")
    with pytest.raises(EnrolmentClosed):
        take(running, at=closes)
    assert Enrollment.objects.count() == 1


def test_the_next_gate_counts_once_the_session_of_the_last_has_begun(running: Cohort) -> None:
    begins = session(running, 3).starts_at
    clock.move_to(begins - MINUTE)
    look_in(running)
    assert (running.gate, running.takes_people(clock.now())) == (3, False)
    clock.move_to(begins + timedelta(seconds=1))
    look_in(running)
    assert (running.gate, running.takes_people(clock.now())) == (5, True)
    assert take(running, at=clock.now()).begins_with == 5
    after_session(running, 5)
    assert (running.gate, running.takes_people(clock.now())) == (None, False)
    with pytest.raises(EnrolmentClosed):
        take(running, at=clock.now())


def test_a_course_without_a_later_gate_takes_nobody(coordinator: Account, leader: Account) -> None:
    clock.move_to(NOW)
    closed = found(leader=leader, by=coordinator, course=gated_course(gates=[1]))
    after_session(closed, 1)
    assert (closed.state, closed.gate, closed.takes_people(clock.now())) == ("running", None, False)


Act = Callable[[Cohort, Account], object]


def _move(number: int, by: timedelta) -> Act:
    return lambda cohort, who: move_meeting(
        session(cohort, number), starts_at=session(cohort, number).starts_at + by, note="",
        by=who, now=clock.now(),
    )  # fmt: skip


def _cancel(number: int) -> Act:
    return lambda cohort, who: cancel_meeting(
        session(cohort, number), note="", by=who, now=clock.now()
    )


def _other_gates(cohort: Cohort, _who: Account) -> None:
    Course.objects.filter(pk=cohort.course_id).update(gates=[1, 4])
    advance_cohorts(clock.now())


def _clocks_changed(cohort: Cohort, _who: Account) -> None:
    """The third session was planned by rules that had its hour an hour earlier."""
    moment = session(cohort, 3).starts_at - timedelta(hours=1)
    cohort.sessions.filter(number=3).update(starts_at=moment)
    assert keep_the_hours(clock.now()) == 1


def _opened_again(cohort: Cohort, who: Account) -> None:
    """Its room is closed for all the evening before, and a leader takes that back."""
    end_session(session(cohort, 3), by=who.pk, now=clock.now())
    reopen_session(session(cohort, 3), by=who.pk, now=clock.now())
    advance_cohorts(clock.now())


@pytest.mark.parametrize(
    ("act", "gate"),
    [
        (_move(3, DAY), 3),
        (_move(3, -DAY), 3),
        (_move(2, DAY), 3),
        (_cancel(3), 4),
        (_cancel(2), 4),
        (_cancel(6), 3),
        (_other_gates, 4),
        (_clocks_changed, 3),
        (_opened_again, 3),
    ],
    ids=["later", "earlier", "another", "the-gate", "before", "after", "course", "clocks", "again"],
)
def test_the_row_says_what_sessions_and_weeks_say_after_every_act(
    running: Cohort, coordinator: Account, act: Act, gate: int
) -> None:
    assert kept_true(running) == 3
    act(running, coordinator)
    assert kept_true(running) == gate


def test_nobody_begins_with_a_session_that_was_closed_before_it_began(
    running: Cohort, leader: Account
) -> None:
    end_session(session(running, 3), by=leader.pk, now=clock.now())
    running.refresh_from_db()
    assert (running.gate, running.takes_people(clock.now())) == (None, False)
    look_in(running)
    assert kept_true(running) == 5


def test_each_other_gate_leaves_one_line_in_the_trail(running: Cohort) -> None:
    acts = Entry.objects.filter(act="cohort.gate")
    assert [entry.facts["after"] for entry in acts] == [3]
    look_in(running)
    assert acts.count() == 1


def test_a_gate_that_was_cancelled_away_takes_those_along_who_had_not_begun(
    running: Cohort, coordinator: Account
) -> None:
    newcomer, starter = take(running, at=clock.now()), make_member()
    begun = Enrollment.objects.create(
        cohort=running, member=starter, state="active", seat_no=9, held_at=NOW, activated_at=NOW
    )
    _cancel(2)(running, coordinator)
    newcomer.refresh_from_db()
    begun.refresh_from_db()
    assert (newcomer.begins_with, begun.begins_with) == (4, 1)
    assert running.weeks.get(session__number=4).week.number == 3


def test_the_cancelled_session_itself_stays_the_first_of_whoever_was_to_begin_with_it(
    running: Cohort, coordinator: Account
) -> None:
    newcomer = take(running, at=clock.now())
    _cancel(3)(running, coordinator)
    newcomer.refresh_from_db()
    assert newcomer.begins_with == 3  # they are told of it like everybody else
    assert running.weeks.get(session__number=4).week.number == 3


def test_coordinators_set_the_days_and_groups_follow_at_once(
    running: Cohort, desk: Client, leader: Account
) -> None:
    after_session(running, 1)
    path = reverse(PATH)
    assert 'value="2"' in desk.get(path).content.decode()
    assert desk.post(path, {"seen": 2, "days": 5}).status_code == 302
    assert GateTime.objects.get().days == 5
    assert kept_true(running, days=5) == 3
    for wrong in ("", "0", "15"):
        assert desk.post(path, {"seen": 5, "days": wrong}).status_code == 400
    again = desk.post(path, {"seen": 2, "days": 9})
    assert (again.status_code, GateTime.objects.get().days) == (409, 5)
    assert "Somebody set this to 5" in again.content.decode()
    assert sign_in(Client(), leader).get(path).status_code == 403


def test_a_look_at_groups_asks_as_much_for_three_as_for_one(
    running: Cohort, coordinator: Account, leader: Account
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            advance_cohorts(clock.now())
        return len(queries)

    alone = asked()
    now = clock.now()
    clock.move_to(NOW)
    for number in (2, 3):
        cohort = found(leader=leader, by=coordinator, course=gated_course(), slug=f"more-{number}")
        assert cohort.state == "open"
    clock.move_to(now)
    advance_cohorts(now)
    assert Cohort.objects.exclude(gate=None).count() == 3
    assert asked() == alone
