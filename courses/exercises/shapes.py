"""The shape of an exercise, however it is shown: typed once, rendered in six ways.

Stored as JSON. An exercise is {key, title, intro, spells, one_is_enough, read_aloud, ending,
steps}; a step {letter, name, text, asks}; what it asks {prompt, help, answer, choices, several,
seconds, inhale, exhale}; a choice {words, reply, help, skip}. What is not needed may be left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.text import slugify

MOST_STEPS = 12
MOST_ASKS = 6
MOST_CHOICES = 12
SHORTEST_SECONDS, LONGEST_SECONDS = 10, 30 * 60
SHORTEST_BREATH, LONGEST_BREATH = 2, 10
LONGEST_KEY = 40


class Answer(StrEnum):
    """What somebody gives back when a step asks."""

    NONE = "none"
    TEXT = "text"
    LIST = "list"
    CHOICE = "choice"
    TIMER = "timer"
    BREATH = "breath"


# What somebody puts into words; the others pass.
WRITTEN = frozenset({Answer.TEXT, Answer.LIST, Answer.CHOICE})


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `reply` is said when it is chosen.

    `asks_help` shows crisis help, there and first of all at the end. `skips` leaves out what its
    step asks after it.
    """

    words: str
    reply: str = ""
    asks_help: bool = False
    skips: bool = False


@dataclass(frozen=True)
class Ask:
    """What a step asks. `key` tells it from the others of its exercise, and stays while its prompt
    does.

    `seconds` is how long a timer or a breathing lasts unless the person says otherwise; `inhale`
    and `exhale` are the seconds of a breath.
    """

    key: str
    prompt: str
    answer: Answer = Answer.NONE
    help: str = ""
    choices: tuple[Choice, ...] = ()
    several: bool = False
    seconds: int = 0
    inhale: int = 0
    exhale: int = 0


@dataclass(frozen=True)
class Step:
    """One step; `letter` is what it adds to the word where the letters spell one."""

    name: str
    text: str
    letter: str = ""
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """Something to do step by step.

    `key` tells it from the others of its skill, empty for the skill's own steps. `spells`: its
    letters spell a word. `one_is_enough`: whoever does it picks a step. `read_aloud`: the answers
    together are a script to say.
    """

    title: str
    steps: tuple[Step, ...]
    key: str = ""
    intro: str = ""
    spells: bool = False
    one_is_enough: bool = False
    read_aloud: bool = False
    ending: str = ""

    @property
    def asks(self) -> tuple[Ask, ...]:
        """All that it asks, in order."""
        return tuple(ask for step in self.steps for ask in step.asks)

    @property
    def written_asks(self) -> tuple[Ask, ...]:
        """Those whose answers can be kept."""
        return tuple(ask for ask in self.asks if ask.answer in WRITTEN)

    @property
    def kinds(self) -> frozenset[Answer]:
        """The kinds of answer that it asks for."""
        return frozenset(ask.answer for ask in self.asks)

    @property
    def is_to_be_done(self) -> bool:
        """Whether it asks for anything: otherwise it is read."""
        return bool(self.asks)

    @property
    def may_alarm(self) -> bool:
        """Whether an answer may say that somebody needs help now."""
        return any(choice.asks_help for ask in self.asks for choice in ask.choices)


def read_exercise(stored: object) -> Exercise:
    """An exercise as stored. Never raises: what it cannot read is left out."""
    row: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {}
    return Exercise(
        key=said_in(row, "key"),
        title=said_in(row, "title"),
        intro=said_in(row, "intro"),
        spells=bool(row.get("spells")),
        one_is_enough=bool(row.get("one_is_enough")),
        read_aloud=bool(row.get("read_aloud")),
        ending=said_in(row, "ending"),
        steps=read_steps(row.get("steps")),
    )


def read_steps(stored: object) -> tuple[Step, ...]:
    """Steps as stored, the keys of their asks told apart. Never raises."""
    steps = [_step(row) for row in rows_in(stored)[:MOST_STEPS]]
    taken: set[str] = set()
    return tuple(
        replace(step, asks=tuple(_with_a_key(ask, taken) for ask in step.asks)) for step in steps
    )


def _step(row: Mapping[str, Any]) -> Step:
    asks = [ask for ask in map(_ask, rows_in(row.get("asks"))[:MOST_ASKS]) if ask.prompt]
    return Step(
        name=said_in(row, "name"),
        text=said_in(row, "text"),
        letter=said_in(row, "letter"),
        asks=tuple(asks),
    )


def _ask(row: Mapping[str, Any]) -> Ask:
    told = said_in(row, "answer")
    answer = Answer(told) if told in list(Answer) else Answer.NONE
    choices = [
        Choice(
            said_in(one, "words"),
            said_in(one, "reply"),
            asks_help=bool(one.get("help")),
            skips=bool(one.get("skip")),
        )
        for one in rows_in(row.get("choices"))[:MOST_CHOICES]
    ]
    is_choice, breathes = answer is Answer.CHOICE, answer is Answer.BREATH
    lasts = breathes or answer is Answer.TIMER
    return Ask(
        key="",
        prompt=said_in(row, "prompt"),
        answer=answer,
        help=said_in(row, "help"),
        choices=tuple(choices) if is_choice else (),
        several=is_choice and bool(row.get("several")),
        seconds=_number(row, "seconds", 120, SHORTEST_SECONDS, LONGEST_SECONDS) if lasts else 0,
        inhale=_number(row, "inhale", 4, SHORTEST_BREATH, LONGEST_BREATH) if breathes else 0,
        exhale=_number(row, "exhale", 6, SHORTEST_BREATH, LONGEST_BREATH) if breathes else 0,
    )


def _with_a_key(ask: Ask, taken: set[str]) -> Ask:
    base = slugify(ask.prompt)[:LONGEST_KEY].strip("-") or "ask"
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    taken.add(key)
    return replace(ask, key=key)


def rows_in(stored: object) -> list[Mapping[str, Any]]:
    """The rows of a stored list; none of what is no list."""
    rows = stored if isinstance(stored, list) else []
    return [row for row in rows if isinstance(row, Mapping)]


def said_in(row: Mapping[str, Any], name: str) -> str:
    """The words of a stored row under that name; empty where there are none."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(row: Mapping[str, Any], name: str, otherwise: int, least: int, most: int) -> int:
    value = row.get(name)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, least), most) if is_number and value is not None else otherwise
