"""The coordinator's desk: seats, parts that end, and to whom it stays shut."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account
from accounts.roles import Role
from accounts.staffing import take_role_away
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.models import Enrollment
from groups.seats.models import SeatState
from tests.factories import (
    NOW,
    make_cohort,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.groups.rows import TELLING, found, fresh, join_path
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_more_seats_are_given_and_too_few_refused(desk: Client, cohort: Cohort) -> None:
    make_enrollment(cohort, seat_no=3)

    assert (
        desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 6}).status_code == 302
    )
    refused = desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 2})

    assert refused.status_code == 400
    assert "Seat 3 is taken, and everybody keeps their seat" in refused.content.decode()
    assert Cohort.objects.get().capacity == 6
    assert (
        desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 3}).status_code == 302
    )


@pytest.mark.parametrize("capacity", ["", "0", "1", "15", "x", "99999999999999999999"])
def test_a_number_of_seats_that_is_none_is_refused(
    desk: Client, cohort: Cohort, capacity: str
) -> None:
    answer = desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": capacity})

    assert answer.status_code == 400
    assert Cohort.objects.get().capacity == 4


def test_a_group_whose_leader_left_the_team_is_marked(
    desk: Client, cohort: Cohort, leader: Account, coordinator: Account
) -> None:
    path = reverse("desk-cohort", args=[cohort.slug])
    assert "Nobody leads this group" not in desk.get(path).content.decode()
    assert "without a leader" not in desk.get(reverse("today")).content.decode()

    take_role_away(leader, Role.FACILITATOR, by=coordinator, now=NOW)

    assert "Nobody leads this group" in desk.get(path).content.decode()
    assert "1 group without a leader" in desk.get(reverse("today")).content.decode()


@pytest.mark.parametrize("discreet", [False, True])
def test_whose_part_ended_is_told_once_and_the_dates_leave_the_calendar(
    desk: Client, cohort: Cohort, discreet: bool
) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada", discreet=discreet))
    mate = make_enrollment(cohort)
    desk.post(reverse("desk-remove", args=[cohort.slug, seat.seat_no]), {"reason": "unkind"})

    (letter,) = delivered(to=seat.member.account.email)
    assert delivered(to=mate.member.account.email) == []
    assert [(event.status, event.sequence) for event in letter.invitations] == [
        ("CANCELLED", 1)
    ] * 4
    said = [letter.subject, letter.text, letter.html]
    said += [event.summary + event.description for event in letter.invitations]
    words = " ".join(said).replace("localhost", "").lower()
    assert "unkind" not in words
    assert not discreet or [telling for telling in TELLING if telling in words] == []
    assert ("Your place in Tuesdays has ended" in letter.text) is not discreet


def test_ending_a_part_closes_every_door_at_once(
    desk: Client, cohort: Cohort, coordinator: Account
) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))
    link = join_path(seat, cohort.sessions.get(number=1))
    member = sign_in(Client(), seat.member.account)
    assert member.get(link).status_code == 200
    path = reverse("desk-remove", args=[cohort.slug, seat.seat_no])

    assert desk.post(path, {"reason": ""}).status_code == 400
    assert member.get(link).status_code == 200
    assert desk.post(path, {"reason": "asked to leave"}).status_code == 302

    assert member.get(link).status_code == 410
    seat = Enrollment.objects.get(pk=seat.pk)
    assert (seat.state, seat.seat_no, seat.epoch, seat.end_reason) == (
        SeatState.REMOVED, None, 2, "asked to leave",
    )  # fmt: skip
    assert Entry.objects.get(act="seat.removed").actor_id == coordinator.pk
    assert desk.post(path, {"reason": "again"}).status_code == 404


def test_a_held_seat_is_left_to_its_deadline_and_that_is_said(desk: Client, cohort: Cohort) -> None:
    seat = make_enrollment(cohort, state=SeatState.HELD)

    answer = desk.post(
        reverse("desk-remove", args=[cohort.slug, seat.seat_no]), {"reason": "hurry"}
    )

    assert answer.status_code == 400
    assert "This seat is only held" in answer.content.decode()
    assert Enrollment.objects.get(pk=seat.pk).state == SeatState.HELD


PAGES = ["desk-cohorts", "desk-new-cohort", "desk-cohort", "desk-move", "desk-cancel"]
POSTS = [
    ("desk-new-cohort", {}),
    ("desk-open", {}),
    ("desk-capacity", {"capacity": 9}),
    ("desk-remove", {"reason": "no"}),
    ("desk-move", {"on": "2026-10-20", "starts": "18:00"}),
    ("desk-cancel", {"note": ""}),
]


def address(name: str, cohort: Cohort) -> str:
    arguments: dict[str, list[str | int]] = {
        "desk-cohorts": [], "desk-new-cohort": [], "desk-cohort": [cohort.slug],
        "desk-open": [cohort.slug], "desk-capacity": [cohort.slug],
        "desk-remove": [cohort.slug, 1], "desk-move": [cohort.slug, 1],
        "desk-cancel": [cohort.slug, 1],
    }  # fmt: skip
    return reverse(name, args=arguments[name])


@pytest.mark.parametrize("who", ["member", "leader", "marketer", "visitor"])
def test_the_desk_is_shut_to_everybody_else(
    cohort: Cohort, leader: Account, desk: Client, who: str
) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.DRAFT)
    seat = make_enrollment(cohort)
    account = {
        "member": seat.member.account, "leader": leader, "marketer": make_staff(Role.MARKETER),
        "visitor": None,
    }[who]  # fmt: skip
    client = sign_in(Client(), account) if account else Client()
    assert desk.get(address("desk-cohort", cohort)).status_code == 200

    answers = [client.get(address(name, cohort)) for name in PAGES]
    answers += [client.post(address(name, cohort), data) for name, data in POSTS]

    expected = 302 if who == "visitor" else 403
    assert {answer.status_code for answer in answers} == {expected}
    if who == "visitor":
        assert all(answer["Location"].startswith("/account/login/") for answer in answers)
    stands = Cohort.objects.get()
    assert (stands.state, stands.capacity) == (Cohort.State.DRAFT, 4)
    assert Enrollment.objects.get(pk=seat.pk).state == SeatState.ACTIVE
    assert fresh(cohort.sessions.get(number=1)).version == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_groups_takes_few_queries(
    desk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_enrollment(make_cohort())
    desk.get(reverse("desk-cohorts"))

    with django_assert_num_queries(6):
        assert desk.get(reverse("desk-cohorts")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_groups_page_takes_few_queries(
    desk: Client,
    coordinator: Account,
    leader: Account,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cohort = found(leader=leader, by=coordinator, weeks=rows)
    for _ in range(rows):
        make_enrollment(cohort)
    path = reverse("desk-cohort", args=[cohort.slug])
    desk.get(path)

    with django_assert_num_queries(17):
        assert desk.get(path).status_code == 200
