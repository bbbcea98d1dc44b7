"""Whoever came to a group under way: their sessions alone, and what was given before to read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from courses.models import Course, LessonIndexPage
from groups.attendance.actions import judge
from groups.attendance.models import Attendance
from groups.links.actions import request_links
from groups.links.due import post_due_letters
from groups.members.queries import roster
from groups.models import Cohort, Enrollment
from outbox.models import Letter
from tests.factories import NOW, make_account, make_enrollment, make_member
from tests.gates import DAY, after_session
from tests.groups.lessons import lesson_path
from tests.groups.rows import found, join_path
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(shelf: LessonIndexPage, coordinator: Account, leader: Account) -> Cohort:
    """After its first session of three; newcomers join at the second."""
    clock.move_to(NOW)
    course = Course.objects.get()
    Course.objects.update(gates=[1, 2])
    return found(leader=leader, by=coordinator, course=course)


@pytest.fixture
def starter(group: Cohort) -> Enrollment:
    """Was there from the beginning."""
    return make_enrollment(group, make_member(name="Ada"), activated_at=NOW)


@pytest.fixture
def newcomer(group: Cohort, starter: Enrollment) -> Enrollment:
    """Enrolled before the first session, and begins with the second: a time no page brings about,
    in which whatever is wrong about the first would show."""
    account = make_account("nia@example.org")
    member = make_member(account, name="Nia")
    return make_enrollment(group, member, activated_at=NOW, begins_with=2)


def begun(group: Cohort) -> None:
    """The first session is over."""
    after_session(group, 1)
    assert group.state == "running"


def browser(seat: Enrollment) -> Client:
    return sign_in(Client(), seat.member.account)


def read(client: Client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_reminders_and_links_asked_for_are_of_their_own_sessions(
    group: Cohort, starter: Enrollment, newcomer: Enrollment
) -> None:
    first, second = group.sessions.order_by("number")[:2]
    clock.move_to(first.starts_at - timedelta(hours=20))
    post_due_letters(clock.now())
    assert [one.to for one in Letter.objects.all()] == [starter.member.account.email]
    request_links("nia@example.org", now=clock.now())
    asked = Letter.objects.get(kind="link-again")
    assert asked.about["session"] == str(second.pk)
    clock.move_to(second.starts_at - timedelta(hours=20))
    post_due_letters(clock.now())
    assert Letter.objects.filter(kind="session-tomorrow", to="nia@example.org").count() == 1


def test_no_link_leads_to_a_session_before_theirs(
    group: Cohort, starter: Enrollment, newcomer: Enrollment
) -> None:
    first, second = group.sessions.order_by("number")[:2]
    clock.move_to(first.starts_at - timedelta(minutes=5))
    theirs = browser(newcomer)
    assert theirs.get(join_path(newcomer, first)).status_code == 410
    assert theirs.post(join_path(newcomer, first)).status_code == 410
    assert theirs.get(join_path(newcomer, second)).status_code == 200
    assert browser(starter).get(join_path(starter, first)).status_code == 200


def test_the_room_of_a_session_before_theirs_stays_closed_to_them(
    group: Cohort, starter: Enrollment, newcomer: Enrollment
) -> None:
    first = group.sessions.get(number=1)
    clock.move_to(first.starts_at - timedelta(minutes=5))
    answer = browser(newcomer).get(reverse("room", args=[first.pk]))
    assert answer.status_code == 403
    assert "Your part in this group begins with a later session" in answer.content.decode()
    # Who takes part from the beginning is asked to confirm their link, and nothing else.
    other = browser(starter).get(reverse("room", args=[first.pk]))
    assert "begins with a later session" not in other.content.decode()


def test_attendance_and_misses_in_a_row_count_from_their_first_session(
    group: Cohort, starter: Enrollment, newcomer: Enrollment
) -> None:
    for number in (1, 2):
        meeting = group.sessions.get(number=number)
        clock.move_to(meeting.ends_at)
        judge(meeting, now=meeting.ends_at, led_at=meeting.starts_at)
    rows = Attendance.objects.values_list("enrollment__member__name", "session__number")
    assert sorted(rows) == [("Ada", 1), ("Ada", 2), ("Nia", 2)]
    missed = {line.name: line.missed_in_a_row for line in roster(group, now=clock.now())}
    assert missed == {"Ada": 2, "Nia": 1}


def test_leaders_read_on_the_roster_from_when_they_come(
    group: Cohort, starter: Enrollment, newcomer: Enrollment, leader: Account
) -> None:
    begun(group)
    lines = {line.name: line.joins_at for line in roster(group, now=clock.now())}
    second = group.sessions.get(number=2)
    assert lines == {"Ada": None, "Nia": second.starts_at}
    page = read(sign_in(Client(), leader), "lead-group", group.slug)
    assert page.count("Joins on") == 1
    assert "from Tuesday 15 September 2026 on" in read(
        sign_in(Client(), leader), "group-roster", group.slug
    )
    clock.move_to(second.starts_at + timedelta(seconds=1))
    assert {line.joins_at for line in roster(group, now=clock.now())} == {None}


def test_what_was_given_before_is_open_to_them_from_the_day_they_are_enrolled(
    group: Cohort, starter: Enrollment, newcomer: Enrollment
) -> None:
    begun(group)
    theirs, others = browser(newcomer), browser(starter)
    today = read(theirs, "today")
    assert "What you have not seen" in today
    assert "Your next session" in today
    lessons = read(theirs, "my-lessons")
    assert "What you have not seen" in lessons
    assert lesson_path(newcomer, week=1, slug="anchor") in lessons
    assert theirs.get(lesson_path(newcomer, week=1, slug="anchor")).status_code == 200
    assert theirs.get(lesson_path(newcomer, week=2, slug="tide")).status_code == 403
    assert theirs.get(lesson_path(starter, week=1, slug="anchor")).status_code == 404
    for name in ("today", "my-lessons"):
        assert "What you have not seen" not in read(others, name)
    after_session(group, 2)
    assert "What you have not seen" not in read(theirs, "today")
    assert "What you have not seen" in read(theirs, "my-lessons")


def test_two_of_one_account_have_each_their_own_next_session(
    group: Cohort, starter: Enrollment, newcomer: Enrollment
) -> None:
    both = make_member(starter.member.account, name="Ben")
    later = make_enrollment(group, both, activated_at=NOW, begins_with=2)
    first, second = group.sessions.order_by("number")[:2]
    clock.move_to(first.starts_at - timedelta(minutes=5))
    today = browser(starter).get(reverse("today"))
    paths = {join_path(starter, first), join_path(later, second)}
    assert all(path in today.content.decode() for path in paths)
    assert join_path(later, first) not in today.content.decode()
    groups = read(browser(starter), "my-groups")
    assert groups.count("8 September 2026") == 1
    assert groups.count("15 September 2026") == 2
    # Without a word about who comes, whoever has that session is meant.
    room = browser(starter).get(reverse("room", args=[first.pk]))
    assert "begins with a later session" not in room.content.decode()


def test_a_seat_that_is_only_held_opens_no_lesson(group: Cohort, newcomer: Enrollment) -> None:
    begun(group)
    path = lesson_path(newcomer, week=1, slug="anchor")
    assert browser(newcomer).get(path).status_code == 200
    Enrollment.objects.filter(pk=newcomer.pk).update(
        state="held", activated_at=None, hold_until=clock.now() + DAY
    )
    assert browser(newcomer).get(path).status_code == 404


def test_a_cancelled_session_before_theirs_is_told_to_the_others_alone(
    group: Cohort, starter: Enrollment, newcomer: Enrollment, desk: Client
) -> None:
    delivered()
    path = reverse("desk-cancel", args=[group.slug, 1])
    assert desk.post(path, {"note": ""}).status_code == 302
    post_due_letters(clock.now())
    told = {letter.to: letter.kind for letter in Letter.objects.exclude(kind__startswith="leader")}
    assert told == {
        starter.member.account.email: "session-cancelled",
        "nia@example.org": "begins-later",
    }
    newcomer.refresh_from_db()
    assert newcomer.begins_with == 3
