"""How much of a session counts as being there is the clinic's to say."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.attendance.actions import arrive, judge, leave
from groups.attendance.models import Attendance, AttendanceRule
from groups.members.queries import roster
from tests.answers import Answer
from tests.factories import make_cohort, make_enrollment, make_session, make_staff
from tests.groups.rows import STARTS
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
PATH = "desk-attendance"


def post(account: Account, **fields: object) -> Answer:
    return sign_in(Client(), account).post(reverse(PATH), fields)


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


def test_a_coordinator_says_how_much_of_a_session_counts(coordinator: Account) -> None:
    cohort = make_cohort()
    session, seat = make_session(cohort), make_enrollment(cohort)
    leave(arrive(session, enrollment=seat, now=STARTS), now=STARTS + timedelta(minutes=70))

    judge(session, now=session.ends_at, led_at=STARTS)
    assert Attendance.objects.get().verdict == "left_early"
    assert post(coordinator, percent=80, seen=50).status_code == 302
    judge(session, now=session.ends_at, led_at=STARTS)

    assert Attendance.objects.get().verdict == "absent"
    entry = Entry.objects.get(act="attendance-rule.set")
    assert (entry.actor_id, entry.facts) == (coordinator.pk, {"before": 50, "after": 80})
    page = sign_in(Client(), coordinator).get(reverse(PATH)).content.decode()
    assert 'value="80"' in page


@pytest.mark.parametrize("percent", ["", "0", "101", "half"])
def test_a_share_that_cannot_be_is_refused_and_nothing_is_set(
    coordinator: Account, percent: str
) -> None:
    assert post(coordinator, percent=percent, seen=50).status_code == 400
    assert not AttendanceRule.objects.exists()


def test_two_coordinators_do_not_take_back_each_others_share_unseen(coordinator: Account) -> None:
    post(coordinator, percent=80, seen=50)

    answer = post(make_staff(Role.COORDINATOR), percent=60, seen=50)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody set this to 80" in page
    assert 'value="60"' in page
    assert AttendanceRule.objects.get().percent == 80
    assert post(coordinator, percent=60, seen=80).status_code == 302


def test_a_session_that_marked_nobody_is_neither_missed_nor_ends_a_row_of_missed_ones() -> None:
    cohort = make_cohort()
    seat = make_enrollment(cohort)
    for number, verdict in enumerate(
        ["present", "left_early", "absent", "absent", "unmarked", "absent", "unmarked"], start=1
    ):
        session = make_session(cohort, number=number, starts_at=STARTS + timedelta(weeks=number))
        Attendance.objects.create(
            session=session, enrollment=seat, verdict=verdict, judged_at=STARTS
        )

    (line,) = roster(cohort, now=STARTS)

    assert (line.present, line.late, line.left_early, line.absent) == (1, 0, 1, 3)
    assert line.missed_in_a_row == 3
