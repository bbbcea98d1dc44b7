"""People with diaries, what a card's form sends, and a group they share in."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from courses.diary.actions import watch_urge
from courses.diary.models import DiaryCard, Urge
from courses.diary.shape import FIELDS, urge_key
from courses.models import Skill, WeekSkill
from groups.models import Cohort, Enrollment
from groups.sessions.actions import end_session
from groups.weeks.actions import plan_weeks
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

TODAY = NOW.date()
CANARY: dict[str, Any] = {
    "sadness": 3, "fear": 2, "anger": 1, "shame": 5, "joy": 4, "overall": 6,
    "slept_half_hours": 13, "food": "little", "movement": "some", "medication": "otherwise",
    "halt": ["H", "L"], "note": "Canary of the note",
}  # fmt: skip


def sent(**answers: Any) -> dict[str, Any]:
    """What the page of a card sends, with an id of its own unless one is given."""
    return {"filling": str(uuid.uuid4()), "goes_on": ""} | answers


def fill(client: Client, day: str = "2026-09-01", **answers: Any) -> Answer:
    """Sends a card for a day."""
    return client.post(f"/diary/on/{day}/", sent(**answers))


def person(email: str, name: str) -> Member:
    """Somebody with an account of their own; the clock stands at NOW."""
    clock.move_to(NOW)
    return make_member(make_account(email), name=name)


def browser(member: Member) -> Client:
    """A browser in which the member's account is signed in."""
    return sign_in(Client(), member.account)


def make_group(leader: Account) -> Cohort:
    """A group whose first week was taught last week, and whose second is still to come."""
    cohort = make_cohort(leader=leader, state=Cohort.State.RUNNING)
    past = make_session(cohort, starts_at=NOW - timedelta(days=7))
    make_session(cohort, starts_at=NOW + timedelta(days=1))
    end_session(past, by=leader.pk, now=past.ends_at)
    weeks = list(cohort.course.weeks.order_by("number")[:2])
    for week, name in zip(weeks, ("Lantern", "Not yet taught"), strict=True):
        skill = Skill.objects.create(
            slug=f"{name.split()[0].lower()}-{cohort.pk}", name=f"{name} {cohort.pk}", module="M"
        )
        WeekSkill.objects.create(week=week, skill=skill, order=1)
    plan_weeks(cohort)
    return cohort


def urge_of(member: Member, name: str = "Canary of the urge") -> Urge:
    """An urge on the member's card."""
    return watch_urge(member, name=name, now=NOW)


def all_keys(urge: Urge) -> set[str]:
    """Everything that can be shared."""
    return {*FIELDS, urge_key(urge.pk)}


def card_of(member: Member) -> DiaryCard:
    """The one card that the member has."""
    return DiaryCard.objects.get(member=member)


@pytest.fixture
def ada() -> Member:
    """Whose diary a test is about."""
    return person("ada@example.org", "Ada")


@pytest.fixture
def bob() -> Member:
    """Somebody else with a diary."""
    return person("bob@example.org", "Bob")


@pytest.fixture
def leader() -> Account:
    """Who leads the group."""
    return make_staff(Role.FACILITATOR, "ingrid@example.org", first_name="Ingrid")


@pytest.fixture
def cohort(leader: Account) -> Cohort:
    """The group."""
    clock.move_to(NOW)
    return make_group(leader)


@pytest.fixture
def part(cohort: Cohort, ada: Member) -> Enrollment:
    """Ada's part in the group."""
    return make_enrollment(cohort, ada)
