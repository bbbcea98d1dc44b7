"""A worksheet as a page shows it: a field for each answer, or what was answered, to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from courses.answers.given import field
from courses.answers.words import YES, Words, cells, is_blank, told
from courses.resources.questions import Kind, Mark, Question
from design.shapes import Heading
from typed.signs import plain_line

OLD_LINE = "\n"


@dataclass(frozen=True)
class Cell:
    """A field inside of a question. `kind` is text, number or tick."""

    name: str
    label: str
    kind: str
    words: str
    low: int = 0
    high: int = 0

    @property
    def is_ticked(self) -> bool:
        """Whether its box is ticked."""
        return self.words == YES


@dataclass(frozen=True)
class Row:
    """A row of a table: its name, and its fields."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.words for cell in self.cells)


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from, or a number of a scale."""

    words: str
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """A question with its answer. `problem` says what is wrong with it."""

    question: Question
    place: int
    words: Words
    problem: str = ""

    @property
    def number(self) -> int:
        """As people count."""
        return self.place + 1

    @property
    def name(self) -> str:
        """What its field is called."""
        return field(self.place)

    @property
    def kind(self) -> str:
        """The kind of its question, by its name."""
        return self.question.kind.value

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return is_blank(self.words)

    @property
    def is_choices(self) -> bool:
        """Whether it is answered by choosing: from answers, or a number from a row."""
        return self.question.kind is Kind.CHOICE or bool(self.question.circles)

    @property
    def text(self) -> str:
        """What stands in its one field; the lines of a list stand below each other."""
        if isinstance(self.words, str):
            return self.words
        return OLD_LINE.join(one for one in self.words if isinstance(one, str))

    @property
    def ticked(self) -> bool:
        """Whether its box is ticked."""
        return self.words == YES

    @property
    def day(self) -> date | None:
        """The day that was answered."""
        return date.fromisoformat(self.text) if self.kind == Kind.DATE and self.text else None

    @cached_property
    def options(self) -> list[Option]:
        """What can be chosen."""
        if self.question.kind is Kind.SCALE:
            numbers = [str(number) for number in self.question.circles]
            return [Option(number, number, number == self.words) for number in numbers]
        chosen = self.words if isinstance(self.words, tuple) else ()
        values = [(choice, plain_line(choice)) for choice in self.question.choices]
        return [Option(choice, value, value in chosen) for choice, value in values]

    @property
    def nothing_chosen(self) -> bool:
        """Whether none of the options is chosen: then "leave it open" is."""
        return not any(option.is_chosen for option in self.options)

    @cached_property
    def steps(self) -> list[Cell]:
        """A field for each step."""
        said = self.words if isinstance(self.words, tuple) else ()
        return [
            Cell(field(self.place, at), step, "text", str(words))
            for at, (step, words) in enumerate(zip(self.question.steps, said, strict=True))
        ]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of a table."""
        rows = [row for row in self.words if isinstance(row, tuple)]
        days = self.question.days
        return [
            Row(days[at] if days else str(at + 1), self._cells(at, row))
            for at, row in enumerate(rows)
        ]

    @property
    def headings(self) -> list[Heading]:
        """The headings of a table, that of its rows' names first."""
        first = _("Day") if self.question.kind is Kind.DAILY else _("Row")
        return [Heading(first), *(Heading(heading) for heading, _mark in cells(self.question))]

    def _cells(self, at: int, row: Sequence[str]) -> tuple[Cell, ...]:
        marks = cells(self.question)
        return tuple(
            Cell(
                name=field(self.place, at, place),
                label=heading,
                kind="text" if mark == Mark.WORDS.value else mark,
                words=row[place],
                low=self.question.columns[place].low if self.question.columns else 0,
                high=self.question.columns[place].high if self.question.columns else 0,
            )
            for place, (heading, mark) in enumerate(marks)
        )

    @property
    def told(self) -> list[str]:
        """The answer in lines to read; of a table, none."""
        return told(self.question, self.words)


def shown(
    questions: Sequence[Question],
    words: Sequence[Words],
    problems: Mapping[int, str] | None = None,
) -> list[Shown]:
    """Every question with its answer."""
    wrong = problems or {}
    return [
        Shown(question, place, answer, wrong.get(place, ""))
        for place, (question, answer) in enumerate(zip(questions, words, strict=True))
    ]
