"""What the coordinator sees of letters: trouble, and never the words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from groups.models import Enrollment
from outbox.models import Letter
from tests.factories import (
    NOW,
    make_account,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.groups.rows import STARTS, found
from tests.signin import sign_in
from tests.today.dead import dead_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR)


def test_the_letters_page_shows_trouble_and_never_the_words(coordinator: Account) -> None:
    clock.move_to(NOW)
    dead_letter()
    dead_letter(key="sent", state=Letter.State.SENT, to="fine@example.org")
    client = sign_in(Client(), coordinator)

    page = client.get(reverse("today-letters")).content.decode()
    everything = client.get(reverse("today-letters") + "?all").content.decode()

    assert "ada@example.org" in page
    assert "550 no such box" in page
    assert "fine@example.org" not in page
    assert "fine@example.org" in everything
    assert "SECRET-CODE" not in page + everything


def test_a_dead_letter_is_sent_again_once(coordinator: Account, leader: Account) -> None:
    clock.move_to(STARTS - timedelta(days=1))
    cohort = found(leader=leader, by=coordinator)
    seat: Enrollment = make_enrollment(cohort, make_member(make_account("ada@example.org")))
    meeting = cohort.sessions.get(number=1)
    letter = dead_letter(about={"enrollment": str(seat.pk), "session": str(meeting.pk)})
    client = sign_in(Client(), coordinator)
    path = reverse("today-letter-again", args=[letter.pk])

    answer = client.post(path)

    assert answer["Location"] == reverse("today-letters")
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Letter.State.WAITING, 0)
    assert client.post(path).status_code == 404  # it is not dead any more
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("role", [None, Role.FACILITATOR, Role.MARKETER])
def test_letters_are_the_coordinators(role: Role | None) -> None:
    letter = dead_letter()
    client = sign_in(Client(), make_staff(role) if role else make_account())

    answers = [
        client.get(reverse("today-letters")),
        client.post(reverse("today-letter-again", args=[letter.pk])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Letter.objects.get().state == Letter.State.DEAD


def test_letters_are_listed_by_fifties(coordinator: Account) -> None:
    for number in range(51):
        dead_letter(key=str(number), to=f"n{number}@example.org")
    client = sign_in(Client(), coordinator)

    assert len(client.get(reverse("today-letters")).context["page"]) == 50
    assert len(client.get(reverse("today-letters") + "?page=2").context["page"]) == 1
    assert client.get(reverse("today-letters") + "?page=x").status_code == 200
