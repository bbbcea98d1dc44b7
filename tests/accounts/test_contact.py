"""Whom to call in an emergency: the member sees it, changes it, and nobody else does."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actions import choose_pin, save_intake
from accounts.models import Intake, Member
from audit.models import Entry
from tests.factories import NOW, make_account, make_member
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
CHANGED = {
    "emergency_name": "Alan Ture",
    "emergency_phone": "+44 20 7946 0999",
    "emergency_relation": "my brother",
}


def told(**fields: Any) -> Member:
    """A member who named somebody when they enrolled."""
    member = make_member(name="Ada", **fields)
    save_intake(
        member, birth_year=1990, emergency_name="Grace Lovelace",
        emergency_phone="+44 20 7946 0000", emergency_relation="my sister", now=NOW,
    )  # fmt: skip
    return member


def page_of(member: Member) -> str:
    return reverse("account-contact", args=[member.pk])


def test_a_member_sees_and_changes_whom_to_call(client: Client) -> None:
    member = told()
    sign_in(client, member.account)
    assert page_of(member) in client.get("/account/").content.decode()
    page = client.get(page_of(member)).content.decode()
    assert "Grace Lovelace" in page
    assert "+44 20 7946 0000" in page

    refused = client.post(page_of(member), CHANGED | {"emergency_phone": "call her"})
    assert "Please write a phone number" in refused.content.decode()
    assert Intake.objects.get().emergency_name == "Grace Lovelace"

    assert client.post(page_of(member), CHANGED).headers["Location"] == "/account/"
    kept = Intake.objects.get()
    assert (kept.emergency_name, kept.emergency_relation) == ("Alan Ture", "my brother")
    assert (kept.birth_year, kept.understood_at) == (1990, NOW)


def test_a_changed_contact_is_sealed_and_written_down_without_its_words(client: Client) -> None:
    member = told()
    sign_in(client, member.account)
    client.post(page_of(member), CHANGED)
    client.post(page_of(member), CHANGED)

    with connection.cursor() as cursor:
        cursor.execute("SELECT emergency_name, emergency_phone FROM accounts_intake")
        assert all(value.startswith("v1.") for value in cursor.fetchone())
    entry = Entry.objects.get(act="intake.contact_changed")
    assert (entry.actor_id, entry.member_id) == (member.account_id, member.pk)
    assert entry.facts == {"fields": sorted(CHANGED)}
    letter = delivered(to=member.account.email)[-1]
    assert letter.subject == "A detail on your account was changed"
    assert "emergency contact of Ada was changed" in letter.text
    assert "Alan" not in letter.text
    assert len(delivered(to=member.account.email)) == 1


def test_a_discreet_letter_does_not_say_what_was_changed(client: Client) -> None:
    member = told(discreet=True)
    sign_in(client, member.account)
    client.post(page_of(member), CHANGED)
    letter = delivered(to=member.account.email)[-1]
    assert "A detail of Ada was changed" in letter.text
    assert "emergency" not in letter.text.lower()


def test_a_contact_stays_closed_to_others_and_behind_the_pin(client: Client) -> None:
    account = make_account()
    member, mate = told(account=account), make_member(account)
    choose_pin(member, pin="2468", by=account, now=NOW)
    stranger = sign_in(Client(), make_member().account)
    sign_in(client, account)
    for method in (stranger.get, stranger.post):
        assert method(page_of(member), CHANGED).status_code == 404
    for method in (client.get, client.post):
        answer = method(page_of(member), CHANGED)
        assert answer.headers["Location"].startswith(reverse("account-pin", args=[member.pk]))
    assert Client().get(page_of(member)).status_code == 302
    assert Intake.objects.get().emergency_name == "Grace Lovelace"
    client.post(reverse("account-pin", args=[member.pk]), {"pin": "2468"})
    assert "Grace Lovelace" in client.get(page_of(member)).content.decode()
    assert page_of(mate) != page_of(member)


def test_who_named_nobody_yet_is_told_when_we_ask(client: Client) -> None:
    member = make_member()
    sign_in(client, member.account)
    assert "Nobody is named yet" in client.get(page_of(member)).content.decode()
    client.post(page_of(member), CHANGED)
    assert not Intake.objects.exists()
