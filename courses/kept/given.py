"""What an exercise's page sends to be kept: with its script as JSON, and field by field where a
page that handed the words back sends them again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from courses.kept.answers import Words

FIELD = "answer-"
BY_SCRIPT = "answers"
# More than any exercise asks: what comes beyond is kept as one answer.
MOST_ANSWERS = 100
REST = "more"


@dataclass(frozen=True)
class Sent:
    """What came. `skill` is a slug and `exercise` a key, neither looked up yet.

    `card` is the mark of the card that it goes on with, empty for a new one; `title` the title as
    it was sent, `titled` as the page first showed it. `answers` by the keys of asks, without those
    that are blank; `emptied` the keys of those that were there, and are blank by now.
    """

    skill: str
    exercise: str
    card: str
    title: str
    titled: str
    answers: Mapping[str, Words]
    emptied: frozenset[str] = frozenset()


def read_given(sent: QueryDict) -> Sent:
    """Reads a form. Never raises, and loses nothing: what is no JSON is an answer as it stands."""
    return Sent(
        skill=plain(sent.get("skill", "")),
        exercise=plain(sent.get("exercise", "")),
        card=plain(sent.get("card", "")),
        title=one_line(sent.get("title", "")),
        titled=one_line(sent.get("titled", "")),
        answers=_folded(_from_script(sent.get(BY_SCRIPT, "")) or _from_fields(sent)),
        emptied=frozenset(_blank_in(sent.get(BY_SCRIPT, ""))),
    )


def plain(text: str) -> str:
    """Text that every database and every page can hold: one kind of line end, no null characters,
    no halves of letters."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def one_line(text: str) -> str:
    """A title: plain text without line ends or spaces to spare."""
    return " ".join(plain(text).split())


def _blank_in(text: str) -> list[str]:
    """The keys to which a script sends no words."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return (
        [plain(key) for key, value in told.items() if value == ""] if isinstance(told, dict) else []
    )


def _from_script(text: str) -> dict[str, Words]:
    if not text.strip():
        return {}
    try:
        told = json.loads(text)
        return _said(told if isinstance(told, dict) else {REST: told})
    except (ValueError, RecursionError):
        return {REST: plain(text)}


def _from_fields(sent: QueryDict) -> dict[str, Words]:
    values = {
        name.removeprefix(FIELD): each if len(each) > 1 else each[0]
        for name, each in sent.lists()
        if name.startswith(FIELD) and each
    }
    return _said(values)


def _said(values: Mapping[str, Any]) -> dict[str, Words]:
    said = {plain(key): _words(value) for key, value in values.items()}
    return {key: words for key, words in said.items() if words}


def _words(value: Any) -> Words:
    if isinstance(value, list):
        return tuple(line for line in map(_text, value) if line)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return plain(value)
    # A script that sends something else than words: they are the person's all the same.
    return "" if value in (None, [], {}) else plain(json.dumps(value, ensure_ascii=False))


def _folded(answers: dict[str, Words]) -> dict[str, Words]:
    if len(answers) <= MOST_ANSWERS:
        return answers
    rows = sorted(answers.items(), key=lambda row: row[0] == REST)  # that one last
    rest = [f"{key}: {_one_text(words)}" for key, words in rows[MOST_ANSWERS:]]
    return {**dict(rows[:MOST_ANSWERS]), REST: "\n".join(rest)}


def _one_text(words: Words) -> str:
    return words if isinstance(words, str) else ", ".join(words)
