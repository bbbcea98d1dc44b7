"""Every field in which people type what others read takes out what nobody can see."""

from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import Account
from accounts.roles import Role
from config import REPOSITORY
from groups.models import GroupSession
from tests import factories
from tests.signin import sign_in
from typed.fields import LineField, WordsField

OURS = tuple(
    path.name
    for root in (REPOSITORY, REPOSITORY / "site")
    for path in root.iterdir()
    if (path / "__init__.py").exists()
)
# Nobody but whoever types it reads it, or it is no words; the last are the editor's pages, whose
# texts are looked at and approved.
FOR_NOBODY_ELSE = {
    "EditedForm", "CourseForm", "SkillForm", "RecordingForm", "SampleForm",
    "AllLessonsForm.q", "CohortsForm.name", "OrdersForm", "SeatsForm", "WaitingForm",
    "PeopleForm", "LettersForm", "LibraryForm", "MessageForm.website",
    "PromisesForm.refund_terms",
}  # fmt: skip


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    """Every form of the site, once all pages are known."""
    assert get_resolver().url_patterns
    waiting: list[type[forms.BaseForm]] = [forms.Form, forms.BaseModelForm]
    seen = set(waiting)
    while waiting:
        for one in waiting.pop().__subclasses__():
            if one not in seen:
                seen.add(one)
                waiting.append(one)
                if one.__module__.split(".")[0] in OURS:
                    yield one


def typed_by_hand(field: forms.Field) -> bool:
    """A field of ordinary words, and not a choice, an address or a secret."""
    return type(field) is forms.CharField and type(field.widget) in (
        forms.TextInput, forms.Textarea,
    )  # fmt: skip


def test_every_field_that_others_read_takes_out_what_nobody_can_see() -> None:
    found, kinds = set(), set()
    for form in forms_of_ours():
        for name, field in form.base_fields.items():  # type: ignore[attr-defined]
            kinds.add(type(field))
            if typed_by_hand(field):
                found.add(f"{form.__name__}.{name}")
    own = {one for one in found if not {one, one.split(".")[0]} & FOR_NOBODY_ELSE}
    assert own == set()
    assert {LineField, WordsField} <= kinds


@pytest.mark.django_db
def test_a_name_cannot_turn_round_or_hide(client: Client) -> None:
    account = factories.make_member(name="Mira").account
    path = reverse("account-member", args=[account.members.get().pk])
    sign_in(client, account)
    fields = {"country": "GB", "time_zone": "Europe/London"}

    answer = client.post(path, fields | {"name": "\u202eMi\u200bra \u2067B."})
    assert answer.status_code == 302
    assert account.members.get().name == "Mira B."
    refused = client.post(path, fields | {"name": "\u3164\u200b"})

    assert "what the group may call you" in refused.content.decode()
    assert account.members.get().name == "Mira B."


@pytest.mark.django_db
def test_a_leaders_name_and_a_note_of_the_desk_are_plain(client: Client) -> None:
    leader = factories.make_staff(Role.FACILITATOR, first_name="Lena")
    fields = {"time_zone": "Europe/London", "country": "GB", "first_name": "L\u200be\u202ena\u202c"}
    sign_in(client, leader).post(reverse("account-details"), fields)
    assert Account.objects.get(pk=leader.pk).first_name == "Lena"

    session = factories.make_session(factories.make_cohort(leader=leader))
    path = reverse("desk-cancel", args=[session.cohort.slug, session.number])
    sign_in(Client(), factories.make_staff(Role.COORDINATOR)).post(
        path, {"note": "\u202eThe heating\u2066\nis being mended."}
    )
    assert GroupSession.objects.get(pk=session.pk).note == "The heating\nis being mended."
