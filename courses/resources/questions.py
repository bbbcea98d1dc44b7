"""The questions of a worksheet: what each asks for, and the room it needs on paper.

They are stored as JSON, [{key, kind, label, help, …}] in order; what else a question holds depends
on its kind, and everything but key, kind and label may be left out:

* `text`: a short answer. `lines` (2).
* `lines`: a longer one. `lines` (5); `each`: something else on every line, as in a list.
* `scale`: a number to circle, `min` to `max`; `min_label`, `max_label`: what the ends mean.
* `choice`: boxes to tick, `choices`; `several`: whether more than one may be.
* `daily`: a row for each of seven days, `columns`: [{label, kind, min, max}] of kind `tick`,
  `number` or `words`.
* `tick`: something to do; the box before its words is ticked when it is done.
* `table`: `headings` of columns, and as many `rows` (5) for words.
* `steps`: one step after the other, `steps` by name, each with room for words.
* `date`: a day.

Sheets written before these kinds say `short`, `long` and `list`; they are read as `text`, `lines`
and `lines` with `each`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from clock.words import weekday_name

MOST_LINES = 30
MOST_COLUMNS = 5  # beside the day; more do not fit a page that is held upright
MOST_ROWS = 20
MOST_STEPS = 12
MOST_CIRCLES = 21  # a longer scale is a number to write down
OLD_KINDS: dict[str, dict[str, Any]] = {
    "short": {"kind": "text"},
    "long": {"kind": "lines"},
    "list": {"kind": "lines", "each": True},
}


class Kind(StrEnum):
    """What a question asks for."""

    TEXT = "text"
    LINES = "lines"
    SCALE = "scale"
    CHOICE = "choice"
    DAILY = "daily"
    TICK = "tick"
    TABLE = "table"
    STEPS = "steps"
    DATE = "date"


class Mark(StrEnum):
    """What is put into a column of a daily table."""

    TICK = "tick"
    NUMBER = "number"
    WORDS = "words"


LINES = {Kind.TEXT: 2, Kind.LINES: 5}
ROWS = 5
LINES_OF_STEP = 2


@dataclass(frozen=True)
class Column:
    """A column of a daily table. A number is from `low` to `high`, both included."""

    label: str
    kind: Mark = Mark.TICK
    low: int = 0
    high: int = 10


@dataclass(frozen=True)
class Question:
    """One question. What its kind does not need is empty."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    lines: int = 0
    each: bool = False
    low: int = 0
    high: int = 0
    low_label: str = ""
    high_label: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    columns: tuple[Column, ...] = ()
    headings: tuple[str, ...] = ()
    rows: int = 0
    steps: tuple[str, ...] = ()

    @property
    def ruled(self) -> range:
        """One for each line to write on, for templates."""
        return range(1, self.lines + 1)

    @property
    def circles(self) -> range:
        """The numbers to circle; none where there are too many for a row."""
        if self.kind is not Kind.SCALE:
            return range(0)
        return range(self.low, self.high + 1) if self.high - self.low < MOST_CIRCLES else range(0)

    @property
    def advice(self) -> str:
        """Its help, and that several boxes may be ticked."""
        ticking = _("Tick all that fit.") if self.several else ""
        return " ".join(part for part in (self.help, ticking) if part)

    @property
    def ruled_rows(self) -> range:
        """One for each row of a table of words, for templates."""
        return range(1, self.rows + 1)

    @property
    def ruled_step(self) -> range:
        """The lines below each step."""
        return range(1, LINES_OF_STEP + 1)

    @property
    def days(self) -> list[str]:
        """The days of a daily table, in the reader's words."""
        return [weekday_name(day) for day in range(7)] if self.kind is Kind.DAILY else []


def read_questions(stored: object) -> tuple[Question, ...]:
    """The questions as stored, in order. Never raises: what it cannot read has lines to write on,
    so that a sheet can be printed whatever somebody has put into it."""
    rows = stored if isinstance(stored, list) else []
    return tuple(_read(row, place) for place, row in enumerate(rows) if isinstance(row, Mapping))


def problems(stored: object) -> list[str]:
    """What an editor has to mend, in sentences; empty where each question can be used."""
    if not isinstance(stored, list) or not stored:
        return [_("Please add at least one question.")]
    found, keys = [], set()
    for place, row in enumerate(stored, start=1):
        if not isinstance(row, Mapping) or not str(row.get("label", "")).strip():
            found.append(_("Question %(number)d has no words yet.") % {"number": place})
            continue
        found += [sentence % {"number": place} for sentence in _problems_of(row)]
        if row.get("key") in keys:
            found.append(_("Question %(number)d has the key of another.") % {"number": place})
        keys.add(row.get("key"))
    return found


def _problems_of(row: Mapping[str, Any]) -> list[str]:
    kind = _kind(row)
    if kind is None:
        return [_("Question %(number)d is of a kind that worksheets do not have.")]
    if kind is Kind.SCALE and not _number(row.get("min"), 0) < _number(row.get("max"), 0):
        return [_("The scale of question %(number)d ends before it begins.")]
    if kind is Kind.CHOICE and len(_texts(row.get("choices"))) < 2:
        return [_("Question %(number)d needs at least two boxes to choose from.")]
    if kind is Kind.STEPS and not _texts(row.get("steps")):
        return [_("Question %(number)d needs at least one step.")]
    if kind is Kind.TABLE and not 0 < len(_texts(row.get("headings"))) <= MOST_COLUMNS:
        return [_("The table of question %(number)d needs one to five columns.")]
    columns = row.get("columns")
    if kind is Kind.DAILY and not (isinstance(columns, list) and 0 < len(columns) <= MOST_COLUMNS):
        return [_("The table of question %(number)d needs one to five columns beside the day.")]
    return []


def _read(row: Mapping[str, Any], place: int) -> Question:
    row = {**row, **OLD_KINDS.get(str(row.get("kind")), {})}
    kind = _kind(row) or Kind.LINES
    lines = _number(row.get("lines"), LINES.get(kind, 0))
    return Question(
        key=str(row.get("key") or f"question-{place}"),
        kind=kind,
        label=str(row.get("label", "")),
        help=str(row.get("help") or ""),
        lines=min(max(lines, 1), MOST_LINES) if kind in LINES else 0,
        each=kind is Kind.LINES and bool(row.get("each")),
        low=_number(row.get("min"), 0) if kind is Kind.SCALE else 0,
        high=_number(row.get("max"), 10) if kind is Kind.SCALE else 0,
        low_label=str(row.get("min_label") or ""),
        high_label=str(row.get("max_label") or ""),
        choices=_texts(row.get("choices")) if kind is Kind.CHOICE else (),
        several=kind is Kind.CHOICE and bool(row.get("several")),
        columns=_columns(row.get("columns")) if kind is Kind.DAILY else (),
        headings=_texts(row.get("headings"))[:MOST_COLUMNS] if kind is Kind.TABLE else (),
        rows=min(max(_number(row.get("rows"), ROWS), 1), MOST_ROWS) if kind is Kind.TABLE else 0,
        steps=_texts(row.get("steps"))[:MOST_STEPS] if kind is Kind.STEPS else (),
    )


def _kind(row: Mapping[str, Any]) -> Kind | None:
    told = str(row.get("kind"))
    told = OLD_KINDS[told]["kind"] if told in OLD_KINDS else told
    return next((kind for kind in Kind if kind.value == told), None)


def _columns(stored: object) -> tuple[Column, ...]:
    rows = [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
    return tuple(
        Column(
            label=str(row.get("label", "")),
            kind=next((mark for mark in Mark if mark.value == row.get("kind")), Mark.TICK),
            low=_number(row.get("min"), 0),
            high=_number(row.get("max"), 10),
        )
        for row in rows[:MOST_COLUMNS]
    )


def _texts(stored: object) -> tuple[str, ...]:
    return tuple(str(text) for text in stored) if isinstance(stored, list) else ()


def _number(stored: object, otherwise: int) -> int:
    return stored if isinstance(stored, int) and not isinstance(stored, bool) else otherwise
