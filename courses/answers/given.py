"""What the form of a worksheet sends, read by the kinds of its questions. Pure.

A field is called after the place of its question: `a3`, and `a3-0` or `a3-0-2` inside of it.
Nothing that was sent is thrown away: what does not fit is handed back beside a sentence that says
why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.answers.words import (
    MOST_BYTES,
    MOST_IN_CELL,
    MOST_LETTERS,
    MOST_LINES,
    YES,
    Words,
    blank,
    size,
)
from courses.resources.questions import Column, Kind, Mark, Question
from typed.signs import plain, plain_line, shows

FIRST_YEAR, LAST_YEAR = 1900, 2200
WHOLE = -1  # the place of what is wrong with all of it


@dataclass(frozen=True)
class Given:
    """The answers as they were sent; `problems` says what is wrong with which, by its place."""

    words: tuple[Words, ...]
    problems: Mapping[int, str]

    @property
    def wrong_with_all(self) -> str:
        """What is wrong with the sheet as a whole, if anything."""
        return self.problems.get(WHOLE, "")


def field(place: int, *inside: int) -> str:
    """What the field of a question is called."""
    return "-".join(["a" + str(place), *map(str, inside)])


def read_given(questions: Sequence[Question], sent: QueryDict) -> Given:
    """The answers that a form sends."""
    words = tuple(_read(question, place, sent) for place, question in enumerate(questions))
    found = {
        place: _("Question %(number)d: %(problem)s") % {"number": place + 1, "problem": problem}
        for place, (question, answer) in enumerate(zip(questions, words, strict=True))
        if (problem := problem_with(question, answer))
    }
    if not found and size(words) > MOST_BYTES:
        found[WHOLE] = _(
            "All together this is more than a sheet holds. Please shorten it, or write a part of "
            "it elsewhere."
        )
    return Given(words, found)


def _read(question: Question, place: int, sent: QueryDict) -> Words:
    name = field(place)
    if question.kind in (Kind.DAILY, Kind.TABLE):
        return tuple(
            tuple(_line(sent.get(field(place, at, cell), "")) for cell in range(len(row)))
            for at, row in enumerate(blank(question))
        )
    if question.kind is Kind.STEPS:
        return tuple(_text(sent.get(field(place, at), "")) for at in range(len(question.steps)))
    if question.kind is Kind.CHOICE:
        chosen = [_line(value) for value in sent.getlist(name)]
        return tuple(dict.fromkeys(one for one in chosen if one))
    if question.each:
        lines = (_line(line) for line in _text(sent.get(name, "")).split("\n"))
        return tuple(line for line in lines if line)
    if question.kind in (Kind.TEXT, Kind.LINES):
        return _text(sent.get(name, ""))
    return _line(sent.get(name, ""))


def _text(value: str) -> str:
    words = plain(value.encode("utf-8", "replace").decode()).strip()
    return words if shows(words) else ""


def _line(value: str) -> str:
    return plain_line(_text(value))


def problem_with(question: Question, words: Words) -> str:
    """A sentence about an answer that its question cannot take; empty for one that it can."""
    if isinstance(words, str):
        return _wrong_text(question, words)
    if question.kind is Kind.CHOICE:
        return _wrong_choice(question, [one for one in words if isinstance(one, str)])
    if question.kind in (Kind.DAILY, Kind.TABLE):
        return _wrong_table(question, [row for row in words if isinstance(row, tuple)])
    lines = [one for one in words if isinstance(one, str)]
    if question.each and len(lines) > MOST_LINES:
        told = ngettext(
            "a list has %(most)d line at most, and this one has %(number)d.",
            "a list has %(most)d lines at most, and this one has %(number)d.",
            MOST_LINES,
        )
        return told % {"most": MOST_LINES, "number": len(lines)}
    return next(filter(None, map(_too_long, lines)), "")


def _wrong_text(question: Question, words: str) -> str:
    if not words:
        return ""
    if question.kind is Kind.SCALE:
        return _wrong_number(words, question)
    if question.kind is Kind.DATE:
        return _wrong_day(words)
    if question.kind is Kind.TICK:
        return "" if words == YES else _("this can be ticked or left open, and nothing else.")
    return _too_long(words)


def _too_long(words: str, most: int = MOST_LETTERS) -> str:
    if len(words) <= most:
        return ""
    return _("%(number)d letters are more than the %(most)d that fit. Please shorten it.") % {
        "number": len(words),
        "most": most,
    }


def _wrong_number(words: str, of: Question | Column) -> str:
    text = words.removeprefix("-")
    if text.isascii() and text.isdigit() and len(text) < 8 and of.low <= int(words) <= of.high:
        return ""
    asked = {"low": of.low, "high": of.high, "words": words[:40]}
    return _("please give a whole number from %(low)d to %(high)d, not “%(words)s”.") % asked


def _wrong_day(words: str) -> str:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = None
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR and day.isoformat() == words:
        return ""
    return _("please give a day such as 2026-12-31, not “%(words)s”.") % {"words": words[:40]}


def _wrong_choice(question: Question, chosen: list[str]) -> str:
    known = {plain_line(choice) for choice in question.choices}
    odd = next((one for one in chosen if one not in known), None)
    if odd is not None:
        return _("“%(words)s” is none of its answers. Please choose again.") % {"words": odd[:40]}
    if len(chosen) > 1 and not question.several:
        return _("please choose one of its answers.")
    return ""


def _wrong_table(question: Question, rows: list[tuple[str, ...]]) -> str:
    for row in rows:
        for place, cell in enumerate(row):
            if wrong := _wrong_cell(question, place, cell):
                return wrong
    return ""


def _wrong_cell(question: Question, place: int, cell: str) -> str:
    mark = question.columns[place].kind if question.kind is Kind.DAILY else Mark.WORDS
    if not cell:
        return ""
    if mark is Mark.NUMBER:
        return _wrong_number(cell, question.columns[place])
    if mark is Mark.TICK:
        return "" if cell == YES else _("this can be ticked or left open, and nothing else.")
    return _too_long(cell, MOST_IN_CELL)
