"""Asking for a link again: the same answer for everybody, one letter every two minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

import clock
from groups.models import Enrollment, LinkRequest
from groups.seats.models import SeatState
from outbox.models import Letter
from tests.answers import Answer
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_session
from tests.groups.rows import STARTS, join_path
from tests.letters import delivered
from tests.signin import without_tokens

pytestmark = pytest.mark.django_db
DAY_BEFORE = STARTS - timedelta(days=1)


@pytest.fixture
def seat() -> Enrollment:
    cohort = make_cohort()
    for _ in range(2):
        make_session(cohort)
    clock.move_to(DAY_BEFORE)
    return make_enrollment(cohort, make_member(make_account("ada@example.org"), name="Ada"))


def ask(client: Client, email: str, **extra: Any) -> Answer:
    return client.post(reverse("link-again"), {"email": email}, **extra)


def test_the_next_link_arrives(seat: Enrollment, client: Client) -> None:
    answer = ask(client, " Ada@Example.org ")

    (letter,) = delivered(to="ada@example.org")
    assert answer.status_code == 200
    first, second = seat.cohort.sessions.order_by("number")
    assert join_path(seat, first) in letter.text
    assert join_path(seat, first) in letter.html
    assert join_path(seat, second) not in letter.text


def test_known_and_unknown_get_the_same_answer(seat: Enrollment) -> None:
    make_account("noone@example.org")

    pages = {
        without_tokens(ask(Client(), email)).replace(email, "…")
        for email in ("ada@example.org", "noone@example.org", "never@example.org")
    }

    assert len(pages) == 1
    assert [letter.to for letter in delivered()] == ["ada@example.org"]


@pytest.mark.parametrize("state", [SeatState.HELD, SeatState.REMOVED, SeatState.COMPLETED])
def test_who_does_not_take_part_gets_no_link(client: Client, state: SeatState) -> None:
    clock.move_to(DAY_BEFORE)
    cohort = make_cohort()
    make_session(cohort)
    seat = make_enrollment(cohort, state=state)

    answer = ask(client, seat.member.account.email)

    assert answer.status_code == 200
    assert not Letter.objects.exists()


def test_asking_again_within_two_minutes_sends_nothing_new(
    seat: Enrollment, client: Client
) -> None:
    for seconds in (0, 60, 119):
        clock.move_to(DAY_BEFORE + timedelta(seconds=seconds))
        ask(client, "ada@example.org")
    assert len(delivered(to="ada@example.org")) == 1

    clock.move_to(DAY_BEFORE + timedelta(seconds=125))
    ask(client, "ada@example.org")

    assert len(delivered(to="ada@example.org")) == 2
    assert LinkRequest.objects.count() == 2


def test_a_link_can_be_asked_for_until_the_room_closes(seat: Enrollment, client: Client) -> None:
    clock.move_to(STARTS + timedelta(hours=2, minutes=20))

    ask(client, "ada@example.org")

    (letter,) = delivered(to="ada@example.org")
    assert join_path(seat, seat.cohort.sessions.get(number=1)) in letter.text


def test_every_member_of_a_household_gets_their_own(seat: Enrollment, client: Client) -> None:
    mate = make_enrollment(seat.cohort, make_member(seat.member.account, name="Ben"))

    ask(client, "ada@example.org")

    texts = [letter.text for letter in delivered(to="ada@example.org")]
    meeting = seat.cohort.sessions.get(number=1)
    assert sorted(join_path(one, meeting) in text for one in (seat, mate) for text in texts) == [
        False, False, True, True,
    ]  # fmt: skip


def test_ten_an_hour_from_one_place(seat: Enrollment) -> None:
    statuses = [ask(Client(), f"nobody{n}@example.org").status_code for n in range(12)]

    assert statuses == [200] * 10 + [429] * 2
    assert ask(Client(), "a@example.org", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_behind_a_proxy_the_limit_is_the_readers_own(seat: Enrollment, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(11):
        refused = ask(Client(), f"n{n}@example.org", HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert refused.status_code == 429
    other = ask(Client(), "n@example.org", HTTP_X_FORWARDED_FOR="198.51.100.2")
    assert other.status_code == 200


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b", "x" * 400 + "@example.org", "a\x00@b.org"]
)
def test_what_is_no_address_is_said_kindly(db: None, client: Client, email: str) -> None:
    answer = ask(client, email)

    assert answer.status_code == 400
    assert not Letter.objects.exists()


def test_an_address_is_escaped(db: None, client: Client) -> None:
    page = ask(client, '"<b>x</b>"@example.org').content.decode()

    assert "<b>x</b>" not in page
