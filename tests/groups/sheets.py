"""Worksheets in a group: one that asks for something of every kind, its form, and people."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account, Member
from courses.answers.actions import begin_answer, save_answer
from courses.answers.given import read_given
from courses.answers.models import Answer as Filled
from courses.models import LessonIndexPage, Worksheet
from groups.handing.actions import hand_in
from groups.models import Cohort, Enrollment, HandedIn
from tests.answers import Answer
from tests.factories import NOW, make_account, make_enrollment, make_member
from tests.groups.lessons import group_with_lessons
from tests.groups.rows import STARTS
from tests.signin import sign_in

OPEN = STARTS + timedelta(hours=3)
QUESTIONS: list[dict[str, Any]] = [
    {"key": "what", "kind": "text", "label": "What happened?"},
    {"key": "list", "kind": "list", "label": "What helped?"},
    {"key": "how", "kind": "scale", "label": "How hard was it?", "min": 0, "max": 10},
    {"key": "long", "kind": "scale", "label": "How far?", "min": 0, "max": 100},
    {"key": "one", "kind": "choice", "label": "Which?", "choices": ["Tide", "Anchor"]},
    {"key": "some", "kind": "choice", "label": "All?", "choices": ["A", "B"], "several": True},
    {
        "key": "week",
        "kind": "daily",
        "label": "Each day",
        "columns": [
            {"label": "Slept", "kind": "number", "min": 0, "max": 12},
            {"label": "Walked"},
            {"label": "Word", "kind": "words"},
        ],
    },
    {"key": "done", "kind": "tick", "label": "I wrote it down"},
    {"key": "table", "kind": "table", "label": "Plan", "headings": ["When", "What"], "rows": 2},
    {"key": "steps", "kind": "steps", "label": "One by one", "steps": ["Stop", "Look"]},
    {"key": "day", "kind": "date", "label": "By when?"},
]
# A word that stands nowhere else in each field that takes one.
CANARY: dict[str, Any] = {
    "a0": "Canary of the text",
    "a1": "Canary of the list\nCanary of its end",
    "a2": "7",
    "a3": "42",
    "a4": "Anchor",
    "a5": ["A", "B"],
    "a6-0-0": "8",
    "a6-1-1": "yes",
    "a6-2-2": "Canary of the week",
    "a7": "yes",
    "a8-0-1": "Canary of the table",
    "a9-1": "Canary of the step",
    "a10": "2026-09-12",
}
WORDS = [
    "Canary of the text", "Canary of the list", "Canary of its end", "Canary of the week",
    "Canary of the table", "Canary of the step",
]  # fmt: skip


def make_group(*, slug: str = "anchor") -> Cohort:
    """A group whose first lesson is over and has the worksheet; `shelf` has to be there."""
    clock.move_to(NOW)
    Worksheet.objects.filter(slug=slug).update(title="Harbour sheet", questions=QUESTIONS)
    cohort = group_with_lessons()
    Cohort.objects.filter(pk=cohort.pk).update(capacity=12)
    clock.move_to(OPEN)
    return cohort


def sheet_of(slug: str = "anchor") -> Worksheet:
    """The worksheet of a lesson of that group; "tide" is not taught yet."""
    return Worksheet.objects.get(slug=slug)


def sent(answer: Filled | None = None, **fields: Any) -> dict[str, Any]:
    """What the page of a sheet sends, with a pen of its own unless one is given."""
    mark = answer.mark if answer else ""
    return {"pen": str(uuid.uuid4()), "stroke": "1", "goes_on": mark} | fields


def save(client: Client, answer: Filled, **fields: Any) -> Answer:
    """Sends the sheet as a page without a script does."""
    return client.post(reverse("sheet", args=[answer.pk]), sent(answer, **fields))


def by_script(client: Client, answer: Filled, **fields: Any) -> Answer:
    """Sends it as the page's script does."""
    address = reverse("sheet", args=[answer.pk])
    return client.post(address, sent(answer, **fields), headers={"Accept": "application/json"})


def fill(member: Member, worksheet: Worksheet, **fields: Any) -> Filled:
    """An answer of the member's, saved once."""
    answer = begin_answer(member, worksheet, now=clock.now())
    form = QueryDict(mutable=True)
    for name, value in (fields or CANARY).items():
        form.setlist(name, value if isinstance(value, list) else [value])
    given = read_given(answer.asked, form)
    assert given.problems == {}
    saved = save_answer(
        answer,
        words=given.words,
        pen=str(uuid.uuid4()),
        stroke=1,
        goes_on=answer.mark,
        now=clock.now(),
    )
    return saved.answer


def give(answer: Filled, part: Enrollment) -> HandedIn:
    """Hands it to the leaders of that group."""
    return hand_in(answer, part, now=clock.now())


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group whose first lesson is over, and has the worksheet."""
    return make_group()


@pytest.fixture
def worksheet(cohort: Cohort) -> Worksheet:
    """It asks something of every kind."""
    return sheet_of()


@pytest.fixture
def leader(cohort: Cohort) -> Account:
    """Who leads the group."""
    account = cohort.leaders.get().account
    Account.objects.filter(pk=account.pk).update(first_name="Ingrid")
    return account


@pytest.fixture
def ada(cohort: Cohort) -> Member:
    """Whose worksheets a test is about."""
    return make_member(make_account("ada@example.org"), name="Ada")


@pytest.fixture
def bob(cohort: Cohort) -> Member:
    """Somebody else with worksheets."""
    return make_member(make_account("bob@example.org"), name="Bob")


@pytest.fixture
def part(cohort: Cohort, ada: Member) -> Enrollment:
    """Ada's part in the group."""
    return make_enrollment(cohort, ada)


@pytest.fixture
def own(ada: Member) -> Client:
    """Ada's browser."""
    return sign_in(Client(), ada.account)


@pytest.fixture
def desk(leader: Account) -> Client:
    """The leader's browser."""
    return sign_in(Client(), leader)


@pytest.fixture
def filled(part: Enrollment, ada: Member, worksheet: Worksheet) -> Filled:
    """The sheet, filled in by Ada in every field."""
    return fill(ada, worksheet)
