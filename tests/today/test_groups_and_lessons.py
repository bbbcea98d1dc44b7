"""A member's groups with all that comes, and all their lessons; a leader's groups."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.models import LessonIndexPage
from groups.models import Cohort, Room, RoomSeat
from groups.planning.meetings import cancel_meeting
from groups.seats.models import SeatState
from groups.sessions.actions import move_session
from tests.factories import make_account, make_enrollment, make_member, make_staff
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS, found, join_path
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GROUPS, LESSONS = "/today/groups/", "/today/lessons/"


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Noor", last_name="Hansen")


@pytest.fixture
def cohort(leader: Account, coordinator: Account) -> Cohort:
    clock.move_to(STARTS - DAY)
    return found(leader=leader, by=coordinator, name="Quiet Tuesdays")


def main(account: Account, path: str) -> str:
    answer = sign_in(Client(), account).get(path)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_member_sees_every_coming_session_and_who_leads(
    cohort: Cohort, coordinator: Account
) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))
    make_enrollment(cohort, make_member(name="Zebediah"))
    second, third = cohort.sessions.filter(number__in=(2, 3)).order_by("number")
    move_session(
        second, starts_at=second.starts_at + DAY, note="", by=coordinator.pk, now=clock.now()
    )
    cancel_meeting(third, note="", by=coordinator, now=clock.now())

    page = main(seat.member.account, GROUPS)

    assert "Quiet Tuesdays" in page
    assert "Led by Noor Hansen" in page
    assert "8 September 2026" in page
    assert "Wednesday 16 September 2026" in page
    assert page.count("moved</span>") == 1
    assert "22 September 2026" not in page
    assert "Zebediah" not in page


def test_the_way_in_stands_there_while_the_room_is_open_and_they_are_welcome(
    cohort: Cohort,
) -> None:
    seat = make_enrollment(cohort)
    first = cohort.sessions.get(number=1)
    assert join_path(seat, first) not in main(seat.member.account, GROUPS)
    clock.move_to(first.starts_at)
    assert join_path(seat, first) in main(seat.member.account, GROUPS)
    room = Room.objects.create(session=first, kind=Room.Kind.MAIN)
    RoomSeat.objects.create(
        room=room, enrollment=seat, state=RoomSeat.State.REMOVED, came_at=first.starts_at
    )
    page = main(seat.member.account, GROUPS)
    assert join_path(seat, first) not in page
    assert 'href="/today/"' in page  # which says what has happened


@pytest.mark.parametrize("state", [SeatState.CANCELLED, SeatState.REMOVED, SeatState.HELD])
def test_who_takes_no_part_sees_nothing_of_the_group(cohort: Cohort, state: SeatState) -> None:
    seat = make_enrollment(cohort, state=state)
    for path in (GROUPS, LESSONS):
        page = main(seat.member.account, path)
        assert "You are not in a group yet" in page
        assert "Quiet Tuesdays" not in page


def test_who_has_finished_sees_no_dates_and_keeps_the_lessons(cohort: Cohort) -> None:
    seat = make_enrollment(cohort, state=SeatState.COMPLETED)
    page = main(seat.member.account, GROUPS)
    assert "You have come to the end of this course" in page
    assert "September" not in page
    assert "Quiet Tuesdays" in main(seat.member.account, LESSONS)


def test_a_leader_sees_the_groups_they_lead_and_no_other(cohort: Cohort, leader: Account) -> None:
    page = main(leader, GROUPS)
    assert "Groups I lead" in page
    assert reverse("lead-group", args=[cohort.slug]) in page
    other = main(make_staff(Role.FACILITATOR), GROUPS)
    assert "No group yet" in other
    assert "Quiet Tuesdays" not in other
    marketer = main(make_staff(Role.MARKETER), GROUPS)
    assert "Quiet Tuesdays" not in marketer


def test_all_lessons_stand_there_once_their_session_is_over(shelf: LessonIndexPage) -> None:
    cohort = group_with_lessons()
    seat = make_enrollment(cohort)
    clock.move_to(STARTS)
    before = main(seat.member.account, LESSONS)
    assert "Your first lesson opens after its session" in before
    assert lesson_path(seat) not in before
    clock.move_to(STARTS + timedelta(hours=3))
    after = main(seat.member.account, LESSONS)
    assert f'href="{lesson_path(seat)}"' in after
    assert f'href="{lesson_path(seat, name="worksheet")}"' in after
    assert lesson_path(seat, week=2, slug="tide") not in after
    assert "The lesson opens after the session" in after
    assert lesson_path(seat) not in main(make_account(), LESSONS)


@pytest.mark.parametrize("rows", [1, 3])
def test_groups_and_lessons_take_few_queries(
    leader: Account,
    coordinator: Account,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clock.move_to(STARTS + DAY)
    account = make_account()
    for number in range(rows):
        cohort = found(leader=leader, by=coordinator, slug=f"g{number}", weeks=rows + 2)
        make_enrollment(cohort, make_member(account))
    client = sign_in(Client(), account)
    for path, most in ((GROUPS, 5), (LESSONS, 6)):
        client.get(path)
        with django_assert_num_queries(most):
            client.get(path)
