"""Every model stands in the register of people, and it says what the models and the jobs do."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    CASCADE,
    PROTECT,
    CharField,
    EmailField,
    Field,
    ForeignKey,
    Model,
    ProtectedError,
)
from django.test import Client
from django.test.utils import isolate_apps
from wagtail.documents.models import Document
from wagtail.models import Page, PageLogEntry
from wagtail.search.index import get_indexed_models
from wagtail.users.models import UserProfile

from accounts.models import Account, Member
from accounts.roles import Role
from audit.actions import record
from audit.management.commands.people_register import DOCUMENT, with_register
from audit.register import (
    Bond,
    Held,
    KeptAs,
    Nobody,
    Part,
    Whose,
    all_held,
    all_nobody,
    counts_about,
    hold,
    target_of,
    tells_of_nobody,
)
from clock.jobs import all_jobs
from config import REPOSITORY
from outbox.actions import post_letter
from outbox.stored import STORED_MAIL
from tests.audit.leading import PUBLIC_WORDS, SAME_PEOPLE, gaps, leads_to_people
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_staff

MODELS = apps.get_models(include_auto_created=True)
HELD = {row.model: row for row in all_held()}
ROWS: dict[str, Held | Nobody] = HELD | {row.model: row for row in all_nobody()}
# Exists on one database only: an index that is a table of its own on SQLite.
OF_SQLITE = "wagtailsearch.SQLiteFTSIndexEntry"

# What shows that each rule of a model is kept, in the order of its rules.
PROOFS = {
    "account.EmailAddress": (
        "accounts/test_letters.py::test_address_changes_once_the_new_one_is_proved",
    ),
    "accounts.Account_groups": (
        "accounts/test_team.py::test_coordinator_invites_and_takes_away_on_the_page",
    ),
    "accounts.Intake": (
        "payments/test_minors.py::"
        "test_whoever_corrects_their_year_to_a_younger_one_is_asked_again_before_paying",
        "accounts/test_contact.py::test_a_member_sees_and_changes_whom_to_call",
    ),
    "groups.CohortLeader": (
        "groups/test_leaders.py::test_the_new_leader_is_let_in_and_the_former_one_shut_out",
        "groups/test_drafts.py::test_a_draft_is_discarded_after_asking_and_everything_of_it_goes",
    ),
    "courses.Response": (
        "groups/test_measures_deleted.py::"
        "test_it_is_asked_once_and_then_gone_from_the_series_and_from_what_leaders_see",
    ),
    "groups.MeasureShare": (
        "groups/test_measures_sharing.py::"
        "test_leaders_see_scores_while_they_are_shared_and_nothing_before_or_after",
    ),
    "groups.DiaryShare": (
        "groups/test_diary_sharing.py::"
        "test_nothing_is_shared_until_it_is_chosen_and_then_that_alone",
    ),
    "groups.HandedIn": (
        "groups/test_handing.py::"
        "test_taken_back_it_is_gone_from_the_leaders_at_once_and_comments_stay",
    ),
    "groups.RoomEvent": (
        "rooms/test_forgetting.py::test_chat_is_deleted_after_the_clinics_days_and_nothing_else",
    ),
    "mfa.Authenticator": (
        "accounts/test_team.py::test_lost_factor_is_reset_with_letter_entry_and_no_session_left",
    ),
    "outbox.Letter": (
        "outbox/test_backend.py::test_a_sign_in_code_leaves_at_once_and_is_wiped",
        "outbox/test_backend.py::test_secrets_of_dead_letters_are_wiped_once_useless",
    ),
    "sessions.Session": (
        "config/test_sessions.py::test_an_ended_sign_in_is_deleted_with_its_network_address",
        "config/test_sessions.py::test_signing_out_deletes_what_the_cookie_opened",
    ),
    "usersessions.UserSession": (
        "config/test_sessions.py::test_an_ended_sign_in_is_deleted_with_its_network_address",
    ),
}


def test_every_model_stands_in_the_register_and_it_says_of_each_what_is_so() -> None:
    found = [gap for model in MODELS for gap in gaps(model, ROWS.get(model._meta.label))]
    assert found == []


def test_nothing_stands_in_it_that_is_no_more() -> None:
    there = {model._meta.label for model in MODELS} | {OF_SQLITE}
    assert set(ROWS) - there == set()


def test_what_the_reader_of_the_models_passes_over_is_there() -> None:
    """An exception for what is gone would hide what comes in its place."""
    assert {label for label in PUBLIC_WORDS if label not in HELD} == set()
    for label, key in SAME_PEOPLE:
        assert key in leads_to_people(apps.get_model(label))


@isolate_apps("audit")
def test_a_new_model_that_leads_to_a_person_is_missed_until_it_stands_in_the_register() -> None:
    def throw_away(name: str, **fields: Field[Any, Any]) -> type[Model]:
        inside = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "audit"})}
        return type(name, (Model,), inside | fields)

    mine: Any = {"related_name": "+"}
    Mood = throw_away(
        "Mood", member=ForeignKey(Member, CASCADE, **mine), words=CharField(max_length=9)
    )
    Reading = throw_away("Reading", mood=ForeignKey(Mood, PROTECT, **mine))
    Caller = throw_away("Caller", address=EmailField())

    assert gaps(Mood, None) == ["audit.Mood stands in no held.py"]
    assert gaps(Mood, Nobody("audit.Mood", "no")) == ["audit.Mood.member leads to a person"]
    assert gaps(Reading, Nobody("audit.Reading", "no")) == ["audit.Reading.mood leads to a person"]
    assert gaps(Caller, Nobody("audit.Caller", "no")) == [
        "audit.Caller.address looks personal, or does not"
    ]
    assert gaps(Caller, Nobody("audit.Caller", "the clinic's", ("address",))) == []

    def mood(bond: Bond, *copy: str, path: str = "member") -> Held:
        return Held(
            "audit.Mood",
            whose=(Whose(path, Part.ABOUT, bond),),
            copy=copy,
            kept_back={"id member": "no"},
            why="",
        )

    assert gaps(Mood, mood(Bond.GOES, "words")) == []
    assert gaps(Mood, mood(Bond.HOLDS, "words")) == [
        "audit.Mood.member: the database says Bond.GOES, the register Bond.HOLDS"
    ]
    assert gaps(Mood, mood(Bond.GOES)) == ["audit.Mood: in the copy or not? ['words']"]
    assert gaps(Mood, mood(Bond.GOES, "words", "id")) == [
        "audit.Mood: in the copy and kept back: ['id']"
    ]
    assert gaps(Mood, mood(Bond.GOES, "words", "colour")) == ["audit.Mood has no ['colour']"]
    assert gaps(Mood, mood(Bond.ITSELF, "words", path="")) == [
        "audit.Mood.member leads to a person",
        "audit.Mood. is no person's own row",
    ]
    with pytest.raises(FieldDoesNotExist):
        gaps(Mood, mood(Bond.GOES, "words", path="person"))


def test_a_model_is_registered_once() -> None:
    taken = HELD["accounts.Member"]
    with pytest.raises(TypeError, match="already"):
        hold(taken)
    with pytest.raises(TypeError, match="already"):
        tells_of_nobody("no", "accounts.Member")
    assert {row.model: row for row in all_held()} == HELD


def test_what_goes_by_itself_is_done_by_a_job_there_is_and_shown_by_a_test() -> None:
    jobs = {job.name for job in all_jobs()}
    rules = {model: row.rules for model, row in HELD.items() if row.rules}
    assert {rule.job for each in rules.values() for rule in each if rule.job} <= jobs
    assert {model: len(each) for model, each in rules.items()} == {
        model: len(tests) for model, tests in PROOFS.items()
    }
    named = {name for tests in PROOFS.values() for name in tests}
    assert {name for name in named if name not in set(_tests_in(name.split("::")[0]))} == set()


def _tests_in(file: str) -> Iterator[str]:
    for node in ast.parse((REPOSITORY / "tests" / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield f"{file}::{node.name}"


def test_every_job_that_deletes_or_wipes_stands_in_the_register() -> None:
    told = {rule.job for row in HELD.values() for rule in row.rules if rule.job}
    forgetting = {"forget", "wipe", "clear", "purge", "erase", "delete"}
    assert {job.name for job in all_jobs() if forgetting & set(re.split(r"\W|_", job.name))} <= told


def test_search_finds_nothing_that_leads_to_a_member() -> None:
    indexed = {model._meta.label for model in get_indexed_models()}
    assert "pages.FacilitatorPage" in indexed
    of_members = {
        row.model
        for row in HELD.values()
        for whose in row.whose
        if whose.kept_as is KeptAs.KEY
        and target_of(apps.get_model(row.model), whose.path) is Member
    }
    assert len(of_members) > 15
    assert indexed & of_members == set()


def test_the_document_says_what_the_register_says() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_register(text), "run `manage.py people_register`"


@pytest.mark.django_db
def test_a_deleted_account_takes_along_what_the_register_says() -> None:
    account = make_staff(Role.MARKETER, "mo@example.org")
    _work_as(account)
    before = _rows_about(account)
    assert set(before.values()) >= {Bond.GOES, Bond.FORGETS, Bond.LEFT, Bond.APART}
    kept = {model: apps.get_model(model).objects.count() for model, _path in before}
    number = account.pk

    account.delete()

    account.pk = number
    left = {key for key, bond in before.items() if bond in {Bond.LEFT, Bond.APART}}
    assert set(_rows_about(account)) == left
    for (model, _path), bond in before.items():
        fewer = kept[model] - apps.get_model(model).objects.count()
        assert fewer == (1 if bond in {Bond.GOES, Bond.ITSELF} else 0), model


def _work_as(account: Account) -> None:
    """One row of each kind of bond, as a marketer leaves them."""
    client = Client()
    client.force_login(account)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    UserProfile.get_for_user(account)
    Document.objects.create(title="Plan", file="plan.pdf", uploaded_by_user=account)
    page = Page.objects.get(depth=1)
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=account)
    record("page.read", on=page, by=account.pk, now=NOW)
    post_letter(STORED_MAIL, key="x", to=account.email, reader=account.reader, about={}, now=NOW)


def _rows_about(account: Account) -> dict[tuple[str, str], Bond]:
    found = counts_about(
        account_id=account.pk,
        members=list(Member.objects.filter(account_id=account.pk).values_list("pk", flat=True)),
        address=account.email,
    )
    return {(held.model, whose.path): whose.bond for held, whose, _number in found}


@pytest.mark.django_db
def test_whoever_takes_part_pays_or_leads_is_kept_as_the_register_says() -> None:
    seat = make_enrollment(make_cohort(leader=make_account("leader@example.org")))
    leader = Account.objects.get(email="leader@example.org")
    assert _kept_by(seat.member.account) == {"accounts.Member"}
    assert _kept_by(seat.member) == {"groups.Enrollment"}
    assert _kept_by(leader) == {"groups.CohortLeader"}
    for row in ("accounts.Member", "groups.Enrollment", "groups.CohortLeader"):
        assert Bond.HOLDS in {whose.bond for whose in HELD[row].whose}


def _kept_by(person: Account | Member) -> set[str]:
    with pytest.raises(ProtectedError) as refusal:
        person.delete()
    return {row._meta.label for row in refusal.value.protected_objects}


@pytest.mark.django_db
def test_rows_are_found_by_every_path_and_nobody_elses_with_them() -> None:
    cohort = make_cohort()
    mine, other = make_enrollment(cohort), make_enrollment(cohort)
    for seat in (mine, other):
        post_letter(
            STORED_MAIL, key=str(seat.pk), to=seat.member.account.email,
            reader=seat.member.reader, about={}, now=NOW,
        )  # fmt: skip
        record("seat.read", on=seat, by=None, member_id=seat.member_id, now=NOW)
    account = mine.member.account
    found = counts_about(
        account_id=account.pk, members=[mine.member_id], address=account.email.upper()
    )
    assert {(held.model, whose.path, number) for held, whose, number in found} == {
        ("account.EmailAddress", "user", 1),
        ("accounts.Account", "", 1),
        ("accounts.Member", "", 1),
        ("accounts.Member", "account", 1),
        ("audit.Entry", "member_id", 1),
        ("groups.Enrollment", "member", 1),
        ("outbox.Letter", "to", 1),
    }
