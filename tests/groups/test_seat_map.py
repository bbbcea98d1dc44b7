"""The map of seats: why each is free or not, who had it before, and to whom it stays shut."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from groups.cohorts.models import Cohort
from groups.models import Enrollment
from groups.seats.actions import activate_seat, cancel_seat, release_seat, take_seat
from groups.seats.errors import RoomFull
from groups.waiting.actions import claim_beyond, join_list
from groups.waiting.ending import decline
from tests.factories import NOW, make_cohort, make_enrollment, make_member, make_staff
from tests.groups.waiting import HOLD, HOUR, NIGHT, waits
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
WHY = "Her sister lives in the same town"


def words_of(client: Client, cohort: Cohort, number: int = 0) -> str:
    """What stands on the group's page, or on that of one of its seats."""
    name, args = ("desk-seat", [cohort.slug, number]) if number else ("desk-cohort", [cohort.slug])
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def seats_in(client: Client, cohort: Cohort) -> list[str]:
    """Each seat's line on the group's page."""
    page = words_of(client, cohort).split("Seats and who has them")[1]
    page = page.split("Download as CSV")[0]
    return [line.strip() for line in re.split(r"(?= Seat \d+ )", page)[1:]]


def test_every_seat_says_why_it_is_free_or_not(desk: Client) -> None:
    cohort = make_cohort(capacity=5)
    make_enrollment(cohort, make_member(name="Ada"), activated_at=NOW)
    make_enrollment(cohort, make_member(name="Ben"), state="held", hold_until=NOW + HOLD)
    make_enrollment(cohort, make_member(name="Cem"), state="past_due", activated_at=NOW)
    make_enrollment(cohort, make_member(name="Dan"), state="held", hold_until=NOW - HOUR)

    ada, ben, cem, dan, free = seats_in(desk, cohort)

    assert "Ada" in ada
    assert "Enrolled They have been enrolled since Tuesday 1 September." in ada
    assert "Held while they pay Kept until 1 Sep, 13:36 while they pay." in ben
    assert "comes free by itself" in ben
    assert (
        "Payment due They have been enrolled since Tuesday 1 September, and a payment is due."
        in cem
    )
    assert "It was kept until 1 Sep, 12:00 while they pay." in dan
    assert "free Whoever enrols next has it. Enrol somebody" in free


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": Cohort.State.DRAFT}, "The group is a draft: nobody can enrol yet."),
        ({"state": Cohort.State.ENDED}, "The group is over."),
        ({"state": Cohort.State.CANCELLED}, "The group is over."),
        ({"enrolment_closes_at": NOW}, "Nobody can enrol at the moment, and nobody who waits"),
        ({}, "Whoever enrols next has it."),
    ],
)
def test_a_free_seat_says_why_nobody_gets_it(
    desk: Client, fields: dict[str, Any], sentence: str
) -> None:
    cohort = make_cohort(capacity=1, **fields)

    (free,) = seats_in(desk, cohort)

    assert sentence in free
    assert ("Enrol somebody" in free) is (not fields)


def test_an_offered_seat_says_whether_its_letter_left_and_until_when(desk: Client) -> None:
    cohort = make_cohort(capacity=2)
    by_day = make_enrollment(cohort)
    make_enrollment(cohort)
    waits(cohort, make_member(name="Ada"))
    cancel_seat(by_day, reason="left", now=NOW)
    (told,) = [line for line in seats_in(desk, cohort) if "Ada" in line]
    assert "The letter left on 1 Sep, 13:00; they can say yes until 2 Sep, 13:00" in told

    clock.move_to(NIGHT)
    waits(cohort, make_member(name="Ben"), now=NIGHT)
    cancel_seat(cohort.enrollments.enrolled().get(), reason="left", now=NIGHT)
    (untold,) = [line for line in seats_in(desk, cohort) if "Ben" in line]
    assert "It is night where they are: the letter leaves in the morning" in untold


def test_a_seat_that_is_kept_for_who_waits_says_so(desk: Client) -> None:
    cohort = make_cohort(capacity=1)
    seat = make_enrollment(cohort)
    waits(cohort)
    Enrollment.objects.filter(pk=seat.pk).update(state="released", seat_no=None)  # as if missed

    (free,) = seats_in(desk, cohort)

    assert "Kept for who waits It came free, and people wait: within a minute" in free
    assert "Enrol somebody" not in free


def test_a_seats_past_tells_who_had_it_and_why_it_came_free(
    desk: Client, coordinator: Account
) -> None:
    cohort = make_cohort(capacity=1)
    ada, ben, cem = (make_member(name=name) for name in ("Ada", "Ben", "Cem"))
    held, _ = take_seat(cohort, member=ada, hold_until=NOW + HOLD, now=NOW)
    join_list(cohort, member=ben, by=ben.account, now=NOW)
    release_seat(held, reason="not paid in time", now=NOW + HOUR)
    offered = cohort.enrollments.offered().get()
    decline(offered.waited, by=ben.account_id, now=NOW + 2 * HOUR)  # type: ignore[attr-defined]
    last, _ = take_seat(cohort, member=cem, hold_until=NOW + 4 * HOUR, now=NOW + 3 * HOUR)
    activate_seat(last, now=NOW + 3 * HOUR)
    make_enrollment(make_cohort(capacity=1), make_member(name="Zoe"))  # seat 1 of another group
    clock.move_to(NOW + 5 * HOUR)

    page = words_of(desk, cohort, 1)

    past = page.split("What happened to this seat")[1]
    assert past.index("Cem") < past.index("Ben") < past.index("Ada")
    assert "Since 1 Sep, 16:00" in past
    assert "From 1 Sep, 14:00 to 1 Sep, 15:00" in past
    assert "Offered to them from the waiting list: had waited since Tuesday 1 September" in past
    assert "It came free again: they said no (themselves)" in past
    assert "From 1 Sep, 13:00 to 1 Sep, 14:00" in past
    assert "It came free again: nothing was paid in time" in past
    assert "Zoe" not in page


def test_why_a_part_was_ended_stands_in_the_past_with_who_did_it(
    desk: Client, cohort: Cohort
) -> None:
    seat, _ = take_seat(cohort, member=make_member(), hold_until=NOW + HOLD, now=NOW)
    activate_seat(seat, now=NOW)
    desk.post(reverse("desk-remove", args=[cohort.slug, 1]), {"reason": "asked to leave"})

    past = words_of(desk, cohort, 1)

    assert "A coordinator ended their part: “asked to leave” (Sam)" in past


def test_a_number_that_no_seat_has_is_unknown(desk: Client) -> None:
    cohort = make_cohort(capacity=2)

    assert desk.get(reverse("desk-seat", args=[cohort.slug, 3])).status_code == 404
    assert desk.get(reverse("desk-seat", args=["no-such-group", 1])).status_code == 404
    assert "Nobody has had this seat" in words_of(desk, cohort, 2)


@pytest.mark.parametrize("who", ["member", "leader", "marketer", "visitor"])
def test_nobody_else_sees_who_had_a_seat(leader: Account, cohort: Cohort, who: str) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))
    account = {
        "member": seat.member.account, "leader": leader, "marketer": make_staff(Role.MARKETER),
        "visitor": None,
    }[who]  # fmt: skip
    client = sign_in(Client(), account) if account else Client()

    answer = client.get(reverse("desk-seat", args=[cohort.slug, 1]))

    assert answer.status_code == (302 if who == "visitor" else 403)
    assert "Ada" not in answer.content.decode() or who == "member"


def test_whoever_took_a_seat_meanwhile_is_not_who_the_page_spoke_of(
    desk: Client, cohort: Cohort
) -> None:
    gone = make_enrollment(cohort, make_member(name="Ada"))
    Enrollment.objects.filter(pk=gone.pk).update(state="cancelled", seat_no=None)
    now_there = make_enrollment(cohort, make_member(name="Ben"))
    assert now_there.seat_no == 1
    path = reverse("desk-remove", args=[cohort.slug, 1])

    answer = desk.post(path, {"reason": "unkind", "whose": str(gone.pk)}, follow=True)

    assert "That seat changed a moment ago" in answer.content.decode()
    assert Enrollment.objects.get(pk=now_there.pk).state == "active"
    desk.post(path, {"reason": "unkind", "whose": str(now_there.pk)})
    assert Enrollment.objects.get(pk=now_there.pk).state == "removed"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_seats_page_takes_few_queries(
    desk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = make_cohort(capacity=rows)
    for number in range(rows):
        member = make_member()
        for _again in range(number + 1):
            seat, _ = take_seat(cohort, member=member, hold_until=NOW + HOLD, now=NOW)
            release_seat(seat, reason="given back", now=NOW)
        take_seat(cohort, member=member, hold_until=NOW + HOLD, now=NOW)
    path = reverse("desk-seat", args=[cohort.slug, 1])
    desk.get(path)

    with django_assert_num_queries(11):
        assert desk.get(path).status_code == 200


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_six_coordinators_and_two_places_above_the_number() -> None:
    cohort = make_cohort(capacity=12)
    for _ in range(12):
        make_enrollment(cohort)
    by = make_staff(Role.COORDINATOR)

    numbers = _at_once(
        [make_member() for _ in range(6)],
        lambda member: claim_beyond(cohort, member=member, reason=WHY, by=by, now=NOW)[0].seat_no,
    )

    assert sorted(number for number in numbers if number) == [13, 14]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_whoever_leaves_at_once_leaves_nobody_above() -> None:
    cohort = make_cohort(capacity=4)
    leaving = [make_enrollment(cohort) for _ in range(4)]
    by = make_staff(Role.COORDINATOR)
    for _ in range(3):
        seat, _new = claim_beyond(cohort, member=make_member(), reason=WHY, by=by, now=NOW)
        activate_seat(seat, now=NOW)

    def leave(seat: Enrollment) -> int:
        cancel_seat(seat, reason="left", now=NOW + timedelta(hours=1))
        return 1

    _at_once(leaving, leave)

    taken = cohort.enrollments.occupying().order_by("seat_no").values_list("seat_no", flat=True)
    assert len(taken) == len(set(taken)) == 3
    assert set(taken) < {1, 2, 3, 4}


def _at_once(things: list[Any], do: Callable[[Any], int | None]) -> list[int | None]:
    def one(thing: Any) -> int | None:
        try:
            return do(thing)
        except RoomFull:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(things)) as pool:
        return list(pool.map(one, things))


def test_a_member_is_not_a_thing_of_the_past(desk: Client) -> None:
    """Somebody who came back has two stays, and the newer one is the one that lasts."""
    cohort, member = make_cohort(capacity=1), make_member(name="Ada")
    seat, _ = take_seat(cohort, member=member, hold_until=NOW + HOLD, now=NOW)
    release_seat(seat, reason="given back", now=NOW + HOUR)
    take_seat(cohort, member=Member.objects.get(), hold_until=NOW + 3 * HOUR, now=NOW + 2 * HOUR)

    past = words_of(desk, cohort, 1).split("What happened to this seat")[1]

    assert past.count("Ada") == 2
    assert past.index("Since 1 Sep, 15:00") < past.index("From 1 Sep, 13:00 to 1 Sep, 14:00")
