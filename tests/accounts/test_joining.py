"""Joining: a member's details, the intake before paying, and what they agree to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.actions import (
    accept_policies,
    change_member,
    choose_pin,
    register_member,
    save_intake,
)
from accounts.forms import ContactForm, IntakeForm, MemberForm, PoliciesForm
from accounts.models import Intake, Member, Policy
from accounts.policies import load_policies
from accounts.queries import current_policies, missing_policies
from audit.models import Entry
from tests.factories import NOW, make_account, make_member
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DETAILS: dict[str, Any] = {"name": "Ada", "country": "AT", "time_zone": "Europe/Vienna"}
ANSWERS = {
    "birth_year": "1990",
    "of_age": "on",
    "emergency_name": "Grace",
    "emergency_phone": "+43 1 234 5678",
    "understood": "on",
}


def test_first_member_gives_the_account_its_zone_and_country() -> None:
    account = make_account(country="", time_zone="")
    member = register_member(account, **DETAILS, discreet=True, now=NOW)
    account.refresh_from_db()
    assert (account.country, account.time_zone) == ("AT", "Europe/Vienna")
    assert (member.discreet, member.joined_at) == (True, NOW)
    entry = Entry.objects.get()
    assert (entry.act, entry.member_id, entry.actor_id) == (
        "member.registered",
        member.pk,
        account.pk,
    )


def test_second_member_leaves_the_accounts_country_alone_and_sets_the_one_clock() -> None:
    account = make_account(country="GB", time_zone="Europe/London")
    register_member(account, **DETAILS, discreet=False, now=NOW)
    account.refresh_from_db()
    assert (account.country, account.time_zone) == ("GB", "Europe/Vienna")


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("+43 1 234 ext 5", "Words and extensions"),
        ("Grace’s shop", "Words and extensions"),
        ("1234", "too short for a phone number. Please write it with its country code"),
    ],
)
def test_refused_phone_number_says_what_is_wrong_with_it(phone: str, said: str) -> None:
    contact = {"emergency_name": "Grace", "emergency_phone": phone, "emergency_relation": ""}
    wrong = ContactForm(contact).errors["emergency_phone"]
    assert len(wrong) == 1
    assert said in str(wrong[0])
    assert ContactForm(contact | {"emergency_phone": "+43 (1) 234/5678-5"}).is_valid()


def test_changes_are_written_down_by_field_and_never_by_word() -> None:
    member = make_member(name="Ada")
    change_member(
        member,
        name="Ada L",
        country="AT",
        time_zone=member.time_zone,
        discreet=True,
        by=member.account,
        now=NOW,
    )
    entry = Entry.objects.get()
    assert entry.facts == {"fields": ["name", "country", "discreet"]}
    assert "Ada" not in str(entry.facts)


def test_intake_is_sealed_and_replaced_by_a_second_one() -> None:
    member = make_member()
    first = save_intake(
        member,
        birth_year=1990,
        emergency_name="Grace",
        emergency_phone="+43 1 234",
        emergency_relation="friend",
        now=NOW,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT emergency_name, emergency_phone FROM accounts_intake")
        stored = cursor.fetchone()
    assert all(value.startswith("v1.") for value in stored)
    later = NOW + timedelta(days=1)
    second = save_intake(
        member,
        birth_year=1991,
        emergency_name="Alan",
        emergency_phone="+44 20 1",
        emergency_relation="",
        now=later,
    )
    assert second.pk == first.pk
    kept = Intake.objects.get()
    assert (kept.emergency_name, kept.birth_year) == ("Alan", 1991)
    assert (kept.understood_at, kept.updated_at) == (NOW, later)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"birth_year": "2010"}, "birth_year", "18 and older"),
        ({"birth_year": "1789"}, "birth_year", "check the year"),
        ({"birth_year": "2031"}, "birth_year", "check the year"),
        ({"birth_year": "ninety"}, "birth_year", "four digits"),
        ({"birth_year": ""}, "birth_year", "year you were born"),
        ({"of_age": ""}, "of_age", "18 and older"),
        ({"understood": ""}, "understood", "tick the box"),
        ({"emergency_name": ""}, "emergency_name", "name one person"),
        ({"emergency_phone": "call her"}, "emergency_phone", "phone number"),
    ],
)
def test_intake_refuses_kindly(changed: dict[str, str], field: str, words: str) -> None:
    form = IntakeForm(ANSWERS | changed, now=NOW)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]
    assert IntakeForm(ANSWERS, now=NOW).is_valid()


def test_age_is_the_groups_own() -> None:
    young = ANSWERS | {"birth_year": str(NOW.year - 20)}
    assert IntakeForm(young, minimum_age=18, now=NOW).is_valid()
    assert not IntakeForm(young, minimum_age=21, now=NOW).is_valid()
    form = IntakeForm(ANSWERS, minimum_age=21, now=NOW)
    assert form.fields["of_age"].label == "I am 21 years old or older."


def test_answers_fit_the_action() -> None:
    form = IntakeForm(ANSWERS, now=NOW)
    assert form.is_valid()
    intake = save_intake(make_member(), **form.answers, now=NOW)
    assert (intake.emergency_name, intake.emergency_relation) == ("Grace", "")


def test_member_form_takes_old_zone_names_and_refuses_invented_ones() -> None:
    assert MemberForm(DETAILS | {"time_zone": "Asia/Calcutta"}).is_valid()
    form = MemberForm(DETAILS | {"time_zone": "Mars/Olympus"})
    assert "choose a time zone" in form.errors["time_zone"][0]
    nameless = MemberForm(DETAILS | {"name": "", "country": ""})
    assert "what the group may call you" in nameless.errors["name"][0]
    assert "help lines" in nameless.errors["country"][0]
    chooser = str(MemberForm(initial={"time_zone": "Asia/Calcutta"})["time_zone"])
    assert '<option value="Asia/Kolkata" selected' in chooser
    assert "Asia/Calcutta" not in chooser


def test_shipped_policies_are_published_once() -> None:
    first = load_policies(now=NOW)
    assert {policy.kind for policy in first} == set(Policy.Kind.values)
    assert load_policies(now=NOW) == []
    assert list(current_policies()) == Policy.Kind.values


def test_changed_text_needs_a_new_version_and_a_new_agreement(tmp_path: Path) -> None:
    load_policies(now=NOW)
    member = make_member()
    assert len(missing_policies(member)) == 3
    accept_policies(member, policies=missing_policies(member), now=NOW)
    assert missing_policies(member) == []
    old = current_policies()["terms"]
    file = tmp_path / "terms.yaml"
    file.write_text(
        f"kind: terms\nversion: '{old.version}'\ntitle: X\nsummary_points: []\nhtml: <p>Y</p>\n"
    )
    assert load_policies(now=NOW, folder=tmp_path) == []
    assert current_policies()["terms"].title == old.title
    file.write_text("kind: terms\nversion: '2027'\ntitle: X\nsummary_points: []\nhtml: <p>Y</p>\n")
    load_policies(now=NOW + timedelta(days=1), folder=tmp_path)
    assert [policy.version for policy in missing_policies(member)] == ["2027"]


def test_agreeing_twice_keeps_the_first_moment() -> None:
    load_policies(now=NOW)
    member = make_member()
    policies = missing_policies(member)
    first = accept_policies(member, policies=policies, now=NOW)
    again = accept_policies(member, policies=policies, now=NOW + timedelta(days=3))
    assert [a.pk for a in again] == [a.pk for a in first]
    assert {a.accepted_at for a in again} == {NOW}
    assert Entry.objects.filter(act="policy.accepted").count() == 3


def test_policies_form_asks_for_each_text_and_links_to_its_version() -> None:
    load_policies(now=NOW)
    policies = list(current_policies().values())
    form = PoliciesForm(dict.fromkeys(Policy.Kind.values, "on"), policies=policies)
    assert form.is_valid()
    partial = PoliciesForm({"terms": "on"}, policies=policies)
    assert set(partial.errors) == {"group-agreement", "privacy"}
    assert policies[0].get_absolute_url() in str(form["group-agreement"].label)


def test_visitors_read_policies_and_their_older_versions(client: Client, tmp_path: Path) -> None:
    load_policies(now=NOW)
    old = current_policies()["terms"]
    (tmp_path / "t.yaml").write_text(
        "kind: terms\nversion: '2027'\ntitle: Newer terms\n"
        "summary_points: [Short]\nhtml: <p>Y</p>\n"
    )
    load_policies(now=NOW + timedelta(days=1), folder=tmp_path)
    current = client.get(reverse("policy", args=["terms"])).content.decode()
    assert "Newer terms" in current
    assert "older version" not in current
    former = client.get(old.get_absolute_url()).content.decode()
    assert "older version" in former
    assert old.title in former
    assert client.get("/policies/terms/1999/").status_code == 404
    assert client.get("/policies/nothing/").status_code == 404


# --- the pages ------------------------------------------------------------------------------------


def test_person_changes_their_details_on_the_page(client: Client) -> None:
    member = make_member(name="Ada")
    sign_in(client, member.account)
    page = reverse("account-member", args=[member.pk])
    assert client.get(page).status_code == 200
    saved = client.post(page, DETAILS | {"name": "Ada L", "discreet": "on"})
    assert saved.headers["Location"] == reverse("account-details")
    member = Member.objects.get()
    assert (member.name, member.discreet, member.time_zone) == ("Ada L", True, "Europe/Vienna")
    refused = client.post(page, DETAILS | {"name": ""})
    assert refused.status_code == 200
    assert "what the group may call you" in refused.content.decode()


def test_person_changes_the_zone_of_the_pages(client: Client) -> None:
    account = make_account(time_zone="Europe/London", country="GB")
    sign_in(client, account)
    answer = client.post(reverse("account-details"), {"time_zone": "Asia/Tokyo", "country": "JP"})
    assert answer.status_code == 302
    account.refresh_from_db()
    assert (account.time_zone, account.country) == ("Asia/Tokyo", "JP")


def test_second_person_is_added_to_the_account(client: Client) -> None:
    member = make_member()
    choose_pin(member, pin="2468", by=member.account, now=NOW)
    sign_in(client, member.account)
    client.post(reverse("account-member-new"), DETAILS | {"name": "Ben"})
    names = Member.objects.filter(account=member.account).values_list("name", flat=True)
    assert set(names) == {member.name, "Ben"}


@pytest.mark.parametrize("people", [1, 3])
def test_details_cost_the_same_for_one_and_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    account = make_account()
    for _ in range(people):
        make_member(account)
    sign_in(client, account)
    client.get(reverse("account-details"))
    with django_assert_num_queries(3):  # session, account, members
        client.get(reverse("account-details"))


def test_page_times_follow_the_readers_zone(client: Client) -> None:
    load_policies(now=datetime(2026, 9, 1, 23, 30, tzinfo=UTC))
    client.cookies["tz"] = "Asia/Tokyo"
    assert "2 September 2026" in client.get("/policies/terms/").content.decode()
    client.cookies["tz"] = "UTC"
    assert "1 September 2026" in client.get("/policies/terms/").content.decode()
