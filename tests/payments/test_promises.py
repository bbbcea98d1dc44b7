"""Refund terms and the life of chat are a coordinator's to change, and nobody else's."""

from threading import Event, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts.roles import Role
from audit.models import Entry
from clock.locks import held_by_one
from groups.rooms.keeping import chat_kept_days
from payments.prices.actions import promises_now
from payments.prices.queries import refund_terms_now
from tests.factories import make_staff
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/promises/"
ACTS = ("chat-kept.set", "refund-terms.set")
WISHES = {
    "refund_terms": "All of it, until the day before.",
    "chat_kept_days": "14",
    "seen": "0.0",
}


def _promised() -> tuple[str, int]:
    return refund_terms_now(), chat_kept_days()


def as_staff(role: Role) -> Client:
    return sign_in(Client(), make_staff(role))


def test_a_coordinator_changes_them_and_a_line_stays() -> None:
    desk = as_staff(Role.COORDINATOR)

    answer = desk.post(PAGE, WISHES, follow=True)

    assert "Existing orders keep the terms" in answer.content.decode()
    assert _promised() == (WISHES["refund_terms"], 14)
    assert Entry.objects.get(act="chat-kept.set").facts == {"days": 14}
    assert Entry.objects.filter(act="refund-terms.set").count() == 1

    desk.post(PAGE, WISHES | {"seen": promises_now()})  # the same again is no change

    assert Entry.objects.filter(act__in=ACTS).count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"refund_terms": " "}, "say what happens with the money"),
        ({"chat_kept_days": "-1"}, "greater than or equal to 0"),
        ({"chat_kept_days": "366"}, "less than or equal to 365"),
        ({"chat_kept_days": "soon"}, "whole number"),
    ],
)
def test_what_cannot_be_promised_is_refused_in_a_sentence(
    changed: dict[str, str], sentence: str
) -> None:
    before = _promised()

    answer = as_staff(Role.COORDINATOR).post(PAGE, WISHES | changed)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert _promised() == before
    assert not Entry.objects.filter(act__in=ACTS).exists()


@pytest.mark.parametrize("role", [Role.MARKETER, Role.FACILITATOR])
def test_nobody_else_changes_them(role: Role) -> None:
    before = _promised()

    assert as_staff(role).post(PAGE, WISHES).status_code == 403

    assert _promised() == before


@pytest.mark.parametrize("seen", ["0.0", "", "nonsense"])
def test_a_tab_that_was_open_before_somebody_else_saved_takes_nothing_back(seen: str) -> None:
    first, second = as_staff(Role.COORDINATOR), as_staff(Role.COORDINATOR)
    assert 'name="seen" value="0.0"' in second.get(PAGE).content.decode()
    first.post(PAGE, WISHES)

    late = second.post(PAGE, {"refund_terms": "None.", "chat_kept_days": "50", "seen": seen})

    assert late.status_code == 409
    page = late.content.decode()
    assert "Nothing was saved" in page
    assert WISHES["refund_terms"] in page  # what holds now
    assert "14 days" in page
    assert "None.</textarea>" in page  # what they wrote
    assert _promised() == (WISHES["refund_terms"], 14)

    again = second.post(
        PAGE, {"refund_terms": "None.", "chat_kept_days": "50", "seen": promises_now()}
    )
    assert again.status_code == 302
    assert _promised() == ("None.", 50)


def test_of_two_who_save_at_the_same_time_one_is_asked_to_look_again() -> None:
    taken, done = Event(), Event()

    def somebody_else() -> None:
        """On a connection of their own, as another process would."""
        try:
            with held_by_one("payments.promises") as alone:
                assert alone
                taken.set()
                done.wait(30)
        finally:
            connection.close()

    other = Thread(target=somebody_else)
    other.start()
    try:
        assert taken.wait(30)
        before = _promised()
        assert as_staff(Role.COORDINATOR).post(PAGE, WISHES).status_code == 409
        assert _promised() == before
    finally:
        done.set()
        other.join()
    assert as_staff(Role.COORDINATOR).post(PAGE, WISHES).status_code == 302
