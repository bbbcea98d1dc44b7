"""An exercise of every kind of ask, what its page sends to be kept, and cards kept of it."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

import clock
from accounts.models import Member
from courses.models import KeptCard, Module, Skill
from tests.answers import Answer
from tests.factories import NOW, make_account, make_member
from tests.signin import sign_in

KEEP = "/my-cards/keep/"
STEPS = [
    {
        "letter": "H",
        "name": "Harbour",
        "text": "Look for one.",
        "asks": [
            {"prompt": "Where is it calm?", "answer": "text"},
            {"prompt": "Who could come along?", "answer": "list"},
            {"prompt": "Breathe", "answer": "timer", "seconds": 60},
            {
                "prompt": "How is it now?",
                "answer": "choice",
                "several": True,
                "choices": [{"words": "Lighter"}, {"words": "The same"}],
            },
        ],
    }
]
FURTHER = [{"key": "plan", "title": "A plan", "steps": STEPS}]
WORDS: dict[str, Any] = {
    "where-is-it-calm": "Behind the old lighthouse",
    "who-could-come-along": ["Wilhelmina", "the dog"],
    "how-is-it-now": ["Lighter"],
}


def make_skill() -> Skill:
    """A skill with an exercise of its own and another one; the clock stands at NOW."""
    clock.move_to(NOW)
    return Skill.objects.create(
        slug="harbour",
        name="Harbour",
        module=Module.DISTRESS_TOLERANCE,
        summary="Find shelter.",
        steps=STEPS,
        further=FURTHER,
    )


def make_ada() -> Member:
    """The one whose cards a test is about."""
    return make_member(make_account("ada@example.org"), name="Ada")


def make_bob() -> Member:
    """Somebody else, who keeps cards of their own."""
    return make_member(make_account("bob@example.org"), name="Bob")


def browser(member: Member) -> Client:
    """A browser in which the member's account is signed in."""
    return sign_in(Client(), member.account)


def by_script(words: Any = WORDS, **fields: str) -> dict[str, Any]:
    """What the exercise's script sends."""
    return {"skill": "harbour", "exercise": "", "title": "", "answers": json.dumps(words)} | fields


def by_hand(words: dict[str, Any] = WORDS, **fields: str) -> dict[str, Any]:
    """What the plain form sends where no script runs."""
    plain = {f"answer-{key}": value for key, value in words.items()}
    return {"skill": "harbour", "exercise": "", "title": ""} | plain | fields


def keep(member: Member, sent: dict[str, Any] | None = None) -> KeptCard:
    """A card, kept in the ordinary way."""
    answer = browser(member).post(KEEP, sent or by_script())
    assert answer.status_code == 302, answer.content.decode()
    return KeptCard.objects.get(pk=answer.headers["Location"].split("/")[-2])


def page_of(card: KeptCard) -> str:
    """The card's address."""
    return reverse("my-card", args=[card.pk])


def text_of(answer: Answer) -> str:
    """A page as it was sent."""
    return answer.content.decode()


def holds(answer: Answer, *words: str) -> bool:
    """Whether each of the words stands on the page."""
    return all(escape(each) in text_of(answer) for each in words)


@pytest.fixture
def skill() -> Skill:
    """The skill whose exercise is kept."""
    return make_skill()


@pytest.fixture
def ada() -> Member:
    """Somebody with cards."""
    return make_ada()


@pytest.fixture
def bob() -> Member:
    """Somebody else."""
    return make_bob()
