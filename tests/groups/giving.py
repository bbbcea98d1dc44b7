"""A group that was given something: who gives, who gets it, and the pages of both."""

import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from courses.catalogue.queries import Resource, resource
from courses.models import Worksheet
from groups.assigning.actions import assign
from groups.models import Assignment, Cohort, Enrollment
from tests.answers import Answer
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.signin import sign_in

# The group's sessions: a week ago, tomorrow, and a week after.
LAST, NEXT, LATER = (NOW + timedelta(days=days) for days in (-7, 1, 8))
BEFORE = NOW - timedelta(days=30)


def make_sheet(title: str = "Pebbles") -> Worksheet:
    """A worksheet of our own."""
    return Worksheet.objects.create(
        slug=title.lower().replace(" ", "-"),
        title=title,
        questions=[{"key": "what", "kind": "text", "label": "What was it?"}],
        source="Ours",
        licence="Ours",
    )


def as_resource(sheet: Worksheet) -> Resource:
    """The worksheet as something to give."""
    found = resource("worksheet", sheet.pk)
    assert found is not None
    return found


def make_group(leader: Account, **fields: Any) -> Cohort:
    """A running group with three sessions."""
    cohort = make_cohort(leader=leader, state=Cohort.State.RUNNING, **fields)
    for starts_at in (LAST, NEXT, LATER):
        make_session(cohort, starts_at=starts_at)
    return cohort


def take_part(cohort: Cohort, name: str, **fields: Any) -> Enrollment:
    """Somebody with an account of their own who is in the group since long ago."""
    account = make_account(f"{name.split()[0].lower()}-{uuid.uuid4().hex[:6]}@example.org")
    member = make_member(account, name=name)
    return make_enrollment(cohort, member, **({"activated_at": BEFORE} | fields))


def give(cohort: Cohort, one: Resource, *, by: Account, **fields: Any) -> Assignment:
    """Given by the action, at once and to everybody unless it is said otherwise."""
    told: dict[str, Any] = {
        "enrollment": None, "for_session": None, "due_session": None, "note": "",
        "form": uuid.uuid4(), "now": NOW,
    }  # fmt: skip
    given, _new = assign(one, cohort=cohort, by=by, **(told | fields))
    return given


def browser(who: Enrollment | Member | Account) -> Client:
    """A browser in which somebody is signed in."""
    if isinstance(who, Enrollment):
        who = who.member
    return sign_in(Client(), who.account if isinstance(who, Member) else who)


def text(answer: Answer) -> str:
    """A page as words."""
    return " ".join(unescape(answer.content.decode()).split())


def page_of(given: Assignment) -> str:
    """Where its member opens it."""
    return reverse("resource-given", args=[given.pk])


def desk(name: str, cohort: Cohort, *args: object) -> str:
    """A page of the group at the desk."""
    return reverse(name, args=[cohort.slug, *args])


@pytest.fixture
def leader() -> Account:
    """Who leads the group."""
    return make_staff(Role.FACILITATOR, "ingrid@example.org", first_name="Ingrid")


@pytest.fixture
def other_leader() -> Account:
    """Who leads another group."""
    return make_staff(Role.FACILITATOR, "tomas@example.org", first_name="Tomas")


@pytest.fixture
def cohort(leader: Account) -> Cohort:
    """The group."""
    clock.move_to(NOW)
    return make_group(leader)


@pytest.fixture
def other(other_leader: Account) -> Cohort:
    """Another group, with a leader of its own."""
    return make_group(other_leader)


@pytest.fixture
def ada(cohort: Cohort) -> Enrollment:
    """Somebody in the group."""
    return take_part(cohort, "Ada")


@pytest.fixture
def bob(cohort: Cohort) -> Enrollment:
    """Somebody else in the group."""
    return take_part(cohort, "Bob")


@pytest.fixture
def olga(other: Cohort) -> Enrollment:
    """Somebody in the other group."""
    return take_part(other, "Olga")


@pytest.fixture
def sheet() -> Resource:
    """What is given."""
    return as_resource(make_sheet())
