"""What somebody answered on a worksheet: its shape by kind of question, and as it is sealed.

Every answer is words: a text; a tuple of texts for a list, for what was chosen and for steps; a
tuple of rows for a table. A number, a day and a tick are texts as well ("7", "2026-12-31", "yes").
They stand in the order of the questions, one for each.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from courses.resources.questions import Kind, Mark, Question

Words = str | tuple[str, ...] | tuple[tuple[str, ...], ...]

YES = "yes"
MOST_LETTERS = 4_000  # of one answer, one step, or one line of a list
MOST_IN_CELL = 500
MOST_LINES = 30
MOST_BYTES = 150_000  # of a whole sheet
DAYS = 7


def blank(question: Question) -> Words:
    """An answer that nobody gave yet."""
    if question.kind is Kind.DAILY:
        return tuple(("",) * len(question.columns) for _day in range(DAYS))
    if question.kind is Kind.TABLE:
        return tuple(("",) * len(question.headings) for _row in range(question.rows))
    if question.kind is Kind.STEPS:
        return ("",) * len(question.steps)
    return () if is_list(question) else ""


def is_list(question: Question) -> bool:
    """Whether as many answers belong to it as somebody likes: lines, or what was chosen."""
    return question.each or question.kind is Kind.CHOICE


def is_blank(words: Words) -> bool:
    """Whether nothing was answered."""
    return not any(_texts(words))


def size(words: Iterable[Words]) -> int:
    """How many bytes the answers of a sheet take."""
    return len(written(words).encode())


def written(words: Iterable[Words]) -> str:
    """The text that is sealed."""
    return json.dumps(list(words), ensure_ascii=False)


def read(text: str, questions: Sequence[Question]) -> tuple[Words, ...]:
    """What `written` wrote, an answer for each of the questions."""
    stored = json.loads(text) if text else []
    pairs = zip_longest(questions, stored[: len(questions)])
    return tuple(shaped(question, value) for question, value in pairs)


def shaped(question: Question, value: Any) -> Words:
    """The value as an answer to this question; what does not fit its shape is left out."""
    empty = blank(question)
    if isinstance(empty, str):
        return value if isinstance(value, str) else ""
    rows = list(value) if isinstance(value, (list, tuple)) else []
    if is_list(question):
        return tuple(one for one in rows if isinstance(one, str))
    if question.kind is Kind.STEPS:
        return tuple(
            one if isinstance(one, str) else ""
            for one, _old in zip_longest(rows[: len(empty)], empty, fillvalue="")
        )
    return tuple(
        tuple(_cell(rows, at, place) for place in range(len(row))) for at, row in enumerate(empty)
    )


def _cell(rows: list[Any], at: int, place: int) -> str:
    row = rows[at] if at < len(rows) and isinstance(rows[at], (list, tuple)) else ()
    cell = row[place] if place < len(row) else ""
    return cell if isinstance(cell, str) else ""


def told(question: Question, words: Words) -> list[str]:
    """The answer in lines to read; none where nothing was answered. A table has a line a row."""
    if is_blank(words):
        return []
    if isinstance(words, str):
        return [words]
    if question.kind is Kind.STEPS:
        named = zip(question.steps, words, strict=True)
        return [f"{step}: {said}" for step, said in named if said]
    return [one for one in words if isinstance(one, str)]


def cells(question: Question) -> tuple[tuple[str, str], ...]:
    """The columns of a table: the heading and the mark of each."""
    if question.kind is Kind.DAILY:
        return tuple((column.label, column.kind.value) for column in question.columns)
    return tuple((heading, Mark.WORDS.value) for heading in question.headings)


def _texts(words: Words) -> Iterable[str]:
    if isinstance(words, str):
        yield words
        return
    for one in words:
        yield from _texts(one)
