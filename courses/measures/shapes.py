"""What a measure is: items, answers, bands, and the rules of its scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# The answers of one form: item's key to value; an item that was skipped is left out.
Answers = Mapping[str, int]


class Missing(StrEnum):
    """What a skipped question means for the total."""

    STRICT = "strict"  # no total: at least this, at most that
    MEAN = "mean"  # a few skipped ones count as the mean of the others, and it says so


class HigherIs(StrEnum):
    """Which way a score goes."""

    WORSE = "worse"
    BETTER = "better"


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen; `code` is that of the measure's code system."""

    value: int
    text: str
    code: str


@dataclass(frozen=True)
class Item:
    """One question. `safety_from`: from this value on the answer shows help at once and is told."""

    key: str
    text: str
    code: str
    options: tuple[Option, ...]
    scored: bool = True
    safety_from: int | None = None

    def option(self, value: int) -> Option:
        """The option of that value. Raises KeyError for another one."""
        return {one.value: one for one in self.options}[value]


@dataclass(frozen=True)
class Band:
    """A range of totals with a name; `highest` belongs to it."""

    lowest: int
    highest: int
    name: str


@dataclass(frozen=True)
class ReliableChange:
    """From how many points on a change is unlikely to be chance, and who says so."""

    points: int
    source: str


@dataclass(frozen=True)
class Vector:
    """What a form must score: its file tells it, and a file whose vectors fail does not load."""

    answers: str
    total: int | None
    lowest: int
    highest: int
    band: str
    safety: bool
    filled: bool


@dataclass(frozen=True)
class Measure:
    """One questionnaire as its definition file tells it."""

    slug: str
    name: str
    title: str
    version: str
    scheduled: bool
    licence: str
    citation: str
    codes_licence: str
    stem: str
    higher_is: HigherIs
    system: str
    panel_code: str
    panel_url: str
    total_code: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    reliable_change: ReliableChange | None
    missing: Missing
    most_missing: int
    vectors: tuple[Vector, ...]

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that make the total."""
        return tuple(item for item in self.items if item.scored)

    @property
    def safety_items(self) -> tuple[Item, ...]:
        """The items of which an answer may be told to somebody."""
        return tuple(item for item in self.items if item.safety_from is not None)

    @property
    def lowest(self) -> int:
        """The lowest total there is."""
        return sum(min(one.value for one in item.options) for item in self.scored_items)

    @property
    def highest(self) -> int:
        """The highest total there is."""
        return sum(max(one.value for one in item.options) for item in self.scored_items)

    def band_of(self, total: int) -> Band:
        """The band of a total within `lowest` and `highest`."""
        return next(band for band in self.bands if band.lowest <= total <= band.highest)
