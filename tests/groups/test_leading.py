"""A leader's pages of one group: theirs alone, with a correction that has its reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account
from accounts.roles import Role
from groups.attendance.actions import arrive, judge, leave
from groups.attendance.models import Attendance
from groups.cohorts.access import leads
from groups.links.actions import confirm_link
from groups.models import Cohort, Enrollment
from groups.sessions.actions import end_session
from tests.factories import make_enrollment, make_member, make_session, make_staff
from tests.groups.rows import STARTS, found, fresh
from tests.signin import sign_in, without_tokens

pytestmark = pytest.mark.django_db
ENDS = STARTS + timedelta(hours=2)


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Ingrid", last_name="Falk")


@pytest.fixture
def cohort(leader: Account) -> Cohort:
    """A group after its first session: Ada was there, Ben was not."""
    clock.move_to(ENDS)
    cohort = found(leader=leader, by=make_staff(Role.COORDINATOR))
    ada, ben = (make_enrollment(cohort, make_member(name=name)) for name in ("Ada", "Ben"))
    meeting = cohort.sessions.get(number=1)
    leave(arrive(meeting, enrollment=ada, now=STARTS), now=ENDS)
    end_session(meeting, by=leader.pk, now=ENDS)
    judge(meeting, now=ENDS, led_at=meeting.starts_at)
    assert Attendance.objects.get(enrollment=ben).verdict == "absent"
    return cohort


@pytest.fixture
def client(leader: Account) -> Client:
    return sign_in(Client(), leader)


def ben() -> Attendance:
    return Attendance.objects.get(enrollment__member__name="Ben")


def attendance_path(cohort: Cohort, number: int = 1) -> str:
    return reverse("lead-attendance", args=[cohort.slug, number])


def test_the_group_page_shows_who_comes_and_who_was_there(client: Client, cohort: Cohort) -> None:
    ada = Enrollment.objects.get(member__name="Ada")
    coming = cohort.sessions.get(number=2)
    confirm_link(ada, coming, account=ada.member.account, now=ENDS)

    answer = client.get(reverse("lead-group", args=[cohort.slug]))

    lines = [(one.name, one.coming, one.present, one.absent) for one in answer.context["roster"]]
    assert sorted(lines) == [("Ada", True, 1, 0), ("Ben", False, 0, 1)]
    assert answer.context["next_session"] == coming
    assert attendance_path(cohort) in answer.content.decode()


def test_four_misses_in_a_row_are_shown_and_nothing_happens_by_itself(
    client: Client, cohort: Cohort
) -> None:
    seat = Enrollment.objects.get(member__name="Ben")
    for number in (2, 3, 4):
        meeting = cohort.sessions.get(number=number)
        end_session(meeting, by=None, now=meeting.ends_at)
        judge(meeting, now=meeting.ends_at, led_at=meeting.starts_at)

    page = client.get(reverse("lead-group", args=[cohort.slug])).content.decode()

    assert "4 in a row" in page
    assert fresh(meeting).state == "ended"
    assert Enrollment.objects.get(pk=seat.pk).state == "active"


def test_a_verdict_is_corrected_with_a_reason_that_stands_beside_it(
    client: Client, cohort: Cohort, leader: Account
) -> None:
    answer = client.post(
        attendance_path(cohort),
        {"attendance": ben().pk, "verdict": "excused", "reason": "<b>rang</b> before"},
        follow=True,
    )

    assert (ben().verdict, ben().reason, ben().corrected_by) == (
        "excused", "<b>rang</b> before", leader,
    )  # fmt: skip
    assert "&lt;b&gt;rang&lt;/b&gt; before" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"verdict": "excused", "reason": ""}, 400),
        ({"verdict": "excused", "reason": "   "}, 400),
        ({"verdict": "excused", "reason": "x" * 201}, 400),
        ({"verdict": "promoted", "reason": "why not"}, 400),
        ({}, 400),
        ({"attendance": "", "verdict": "excused", "reason": "rang"}, 404),
        ({"attendance": "0", "verdict": "excused", "reason": "rang"}, 404),
        ({"attendance": "9" * 30, "verdict": "excused", "reason": "rang"}, 404),
        ({"attendance": "-1", "verdict": "excused", "reason": "rang"}, 404),
        ({"attendance": "1 OR 1=1", "verdict": "excused", "reason": "rang"}, 404),
    ],
)
def test_a_correction_that_is_none_changes_nothing(
    client: Client, cohort: Cohort, data: dict[str, str], status: int
) -> None:
    answer = client.post(attendance_path(cohort), {"attendance": ben().pk} | data)

    assert answer.status_code == status
    assert ben().verdict == "absent"


def test_a_verdict_of_another_session_is_unknown_here(client: Client, cohort: Cohort) -> None:
    second = cohort.sessions.get(number=2)
    end_session(second, by=None, now=second.ends_at)
    judge(second, now=second.ends_at, led_at=second.starts_at)
    elsewhere = Attendance.objects.filter(session=second).first()
    assert elsewhere is not None

    answer = client.post(
        attendance_path(cohort),
        {"attendance": elsewhere.pk, "verdict": "excused", "reason": "rang"},
    )

    assert answer.status_code == 404


def test_what_was_looked_at_is_settled(client: Client, cohort: Cohort) -> None:
    assert "This is right" in client.get(attendance_path(cohort)).content.decode()

    answer = client.post(attendance_path(cohort), {"checked": "yes"})

    assert answer["Location"] == reverse("lead-group", args=[cohort.slug])
    assert fresh(cohort.sessions.get(number=1)).attendance_checked_at is not None
    assert "This is right" not in client.get(attendance_path(cohort)).content.decode()


@pytest.mark.parametrize("number", [2, 99])
def test_a_session_that_is_not_over_has_no_attendance(
    client: Client, cohort: Cohort, number: int
) -> None:
    assert client.get(attendance_path(cohort, number)).status_code == 404


def test_a_foreign_group_is_as_unknown_as_a_missing_one(cohort: Cohort) -> None:
    other = make_staff(Role.FACILITATOR)
    stranger = sign_in(Client(), other)

    foreign = stranger.get(reverse("lead-group", args=[cohort.slug]))
    missing = stranger.get(reverse("lead-group", args=["no-such-group"]))
    post = stranger.post(
        attendance_path(cohort), {"attendance": ben().pk, "verdict": "excused", "reason": "rang"}
    )

    assert foreign.status_code == missing.status_code == post.status_code == 404
    assert without_tokens(foreign) == without_tokens(missing)
    assert ben().verdict == "absent"
    assert not leads(other, cohort.pk)


@pytest.mark.parametrize("who", ["member", "marketer", "coordinator", "visitor"])
def test_leading_is_for_facilitators(cohort: Cohort, who: str) -> None:
    accounts = {
        "member": lambda: Enrollment.objects.get(member__name="Ben").member.account,
        "marketer": lambda: make_staff(Role.MARKETER),
        "coordinator": lambda: make_staff(Role.COORDINATOR),
    }
    client = sign_in(Client(), accounts[who]()) if who in accounts else Client()
    correction = {"attendance": ben().pk, "verdict": "excused", "reason": "rang"}

    answers = [
        client.get(reverse("lead-group", args=[cohort.slug])),
        client.get(attendance_path(cohort)),
        client.post(attendance_path(cohort), correction),
    ]

    assert {one.status_code for one in answers} == {302 if who == "visitor" else 403}
    assert ben().verdict == "absent"


def test_a_leader_who_lost_the_role_leads_no_more(
    client: Client, cohort: Cohort, leader: Account
) -> None:
    assert client.get(reverse("lead-group", args=[cohort.slug])).status_code == 200

    leader.groups.clear()

    assert client.get(reverse("lead-group", args=[cohort.slug])).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_group_page_takes_few_queries(
    leader: Account, client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock.move_to(STARTS)
    cohort = found(leader=leader, by=make_staff(Role.COORDINATOR), weeks=rows + 2)
    for number in range(rows):
        make_enrollment(cohort)
        make_session(cohort, number=100 + number)
    path = reverse("lead-group", args=[cohort.slug])
    client.get(path)

    with django_assert_num_queries(13):  # one for an open room: whether it is locked
        assert client.get(path).status_code == 200
