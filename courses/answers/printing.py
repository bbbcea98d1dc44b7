"""A filled worksheet as PDF, set while its member waits.

The papers that lie ready (`courses.paper`) stand in a folder that web and worker share, for whoever
may read a lesson. What somebody answered must lie in no file, so it goes through the press in a
request of its member alone: half a second in a program of its own, which gets the words by a pipe
and keeps nothing (`paper.printing.print_for_reader`). Who cannot wait prints the page itself.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clock.words import long_date
from courses.answers.models import Answer
from courses.answers.words import YES, Words, is_blank
from courses.paper.frame import frame_for
from courses.paper.models import Kind as Paper
from courses.paper.printing import print_for_reader
from courses.paper.richtext import plain_text
from courses.paper.sheets import Sheet, framed, question_row, stop_words
from courses.resources.models import Worksheet
from courses.resources.questions import Kind, Question
from typed.signs import plain_line


def filled_pdf(answer: Answer, *, filled_on: date, country: str) -> bytes:
    """The sheet with its answers. Raises NotPrintedNow."""
    return print_for_reader(
        filled_sheet(answer, answer.answers, filled_on=filled_on, country=country)
    )


def empty_pdf(sheet: Answer | Worksheet, *, country: str) -> bytes:
    """The sheet as this answer was asked, with room to write by hand. Raises NotPrintedNow."""
    return print_for_reader(_sheet(sheet, None, filled="", country=country))


def filled_sheet(
    answer: Answer, words: tuple[Words, ...], *, filled_on: date, country: str
) -> Sheet:
    """What stands on the paper."""
    filled = _("Filled in on %(day)s") % {"day": long_date(filled_on)}
    return _sheet(answer, words, filled=filled, country=country)


def _sheet(
    sheet: Answer | Worksheet, words: tuple[Words, ...] | None, *, filled: str, country: str
) -> Sheet:
    said = words or (None,) * len(sheet.asked)
    rows = zip(sheet.asked, said, strict=True)
    told = framed(Paper.WORKSHEET, sheet.title, frame_for(country)) | {
        "intro": plain_text(sheet.intro),
        "name": _("Name"),
        "date": _("Date"),
        "filled": filled,
        "questions": [
            question_row(question, None if one is None else on_paper(question, one))
            for question, one in rows
        ],
        "stop": stop_words(),
        "source": " · ".join(part for part in (sheet.source, sheet.licence) if part),
    }
    return Sheet(told)


def on_paper(question: Question, words: Words) -> Any:
    """The answer as `worksheet.typ` takes it."""
    if question.kind is Kind.CHOICE:
        chosen = words if isinstance(words, tuple) else ()
        return [choice for choice in question.choices if plain_line(choice) in chosen]
    if question.kind is Kind.DATE and isinstance(words, str) and not is_blank(words):
        return long_date(date.fromisoformat(words))
    if question.kind is Kind.TICK:
        return YES if words == YES else ""
    if isinstance(words, str):
        return words
    return [one if isinstance(one, str) else list(one) for one in words]
