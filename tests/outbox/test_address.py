"""A letter goes to the address that its reader has when it is sent, and its row says where."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import change_contact, save_intake
from accounts.models import Account
from config import REPOSITORY
from groups.links.actions import request_link
from groups.links.due import post_due_letters
from groups.models import Enrollment
from outbox.actions import send_again, send_due
from outbox.models import Letter
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
)
from tests.letters import delivered
from tests.outbox.kinds import post_note
from tests.outbox.sink import Sink
from tests.signin import newest_code, sign_in

OLD, NEW = "ada.old@example.org", "ada.new@example.org"
# Whoever of these writes without saying to whom knows no more of its reader than an address.
NAMES_NOBODY = {("site/pages/contact/letters.py", "receipt")}


def _seat() -> Enrollment:
    cohort = make_cohort()
    make_session(cohort)
    return make_enrollment(cohort, make_member(make_account(OLD)), activated_at=NOW)


@pytest.mark.django_db
def test_a_letter_that_waited_goes_to_the_address_of_today_and_one_about_it_to_the_old() -> None:
    clock.move_to(NOW)
    seat = _seat()
    account = seat.member.account
    intake = save_intake(
        seat.member, birth_year=1990, emergency_name="Sam", emergency_phone="+44 20 7946 0000",
        emergency_relation="friend", now=NOW,
    )  # fmt: skip
    client = sign_in(Client(), account)
    client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    proof = {"code": newest_code(NEW)}
    request_link(seat, seat.cohort.sessions.get(), now=NOW)
    change_contact(
        intake, emergency_name="Kim", emergency_phone="1", emergency_relation="", by=account,
        now=NOW,
    )  # fmt: skip
    assert set(Letter.objects.filter(state="waiting").values_list("to", flat=True)) == {OLD}
    assert client.post(reverse("account_email_verification_sent"), proof).status_code == 302
    theirs = {address: {each.subject for each in delivered(to=address)} for address in (OLD, NEW)}
    waited = {"A detail on your account was changed", "Your link to the next session"}
    assert waited <= theirs[NEW]
    assert theirs[OLD] == {"Your e-mail address was changed"}
    kept = Letter.objects.get(kind="link-again")
    assert (kept.to, kept.state) == (NEW, Letter.State.SENT)


@pytest.mark.django_db
def test_the_calendar_of_a_letter_invites_the_address_that_it_goes_to() -> None:
    seat = _seat()
    day_before = seat.cohort.sessions.get().starts_at - timedelta(hours=23)
    assert post_due_letters(day_before) == 1
    Account.objects.filter(pk=seat.member.account_id).update(email=NEW)
    (letter,) = delivered(to=NEW, now=day_before)
    assert f"mailto:{NEW}" in letter.source.replace("\r\n ", "").replace("\n ", "")
    assert OLD not in letter.source


@pytest.mark.django_db
def test_an_address_that_refused_is_left_behind_once_its_owner_has_another(sink: Sink) -> None:
    letter = post_note(now=NOW, to="nobody@example.org")
    sink.answer_recipient = lambda address: (
        "550 no such user" if address.startswith("nobody") else "250 ok"
    )
    assert send_due(now=NOW) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.to) == (Letter.State.DEAD, "nobody@example.org")
    Letter.objects.update(about={"number": 1, "lives_at": NEW})
    letter.refresh_from_db()
    send_again(letter, now=NOW)
    assert send_due(now=NOW) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.to) == (Letter.State.SENT, NEW)
    assert [message["To"] for message in sink.messages] == [NEW]


@pytest.mark.django_db
def test_a_letter_without_a_reader_we_know_goes_where_it_was_posted_to(sink: Sink) -> None:
    letter = post_note(now=NOW)
    assert send_due(now=NOW) == 1
    letter.refresh_from_db()
    assert [message["To"] for message in sink.messages] == [letter.to] == ["zoe@example.org"]


def test_whoever_makes_a_letter_says_where_its_reader_is_now() -> None:
    made = list(_composed())
    assert len(made) >= 8  # the search finds them
    silent = {(file, function) for file, function, named in made if "to" not in named}
    assert silent == NAMES_NOBODY


def _composed() -> Iterator[tuple[str, str, set[str | None]]]:
    """Each call of `compose`: its file, the function it stands in, and which words it is given."""
    for root in ("site", "courses", "groups", "payments"):
        for path in sorted(Path(REPOSITORY, root).glob("**/*.py")):
            for function in ast.walk(ast.parse(path.read_text())):
                if isinstance(function, ast.FunctionDef):
                    yield from _calls_in(function, str(path.relative_to(REPOSITORY)))


def _calls_in(function: ast.FunctionDef, file: str) -> Iterator[tuple[str, str, set[str | None]]]:
    for call in ast.walk(function):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "compose"
        ):
            yield file, function.name, {each.arg for each in call.keywords}
