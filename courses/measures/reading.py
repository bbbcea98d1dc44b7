"""A definition file, read and looked at: what lacks its licence, or scores otherwise than its own
vectors say, does not load."""

from collections.abc import Callable, Iterable
from typing import Any

from courses.measures.scoring import alarming, score
from courses.measures.shapes import (
    Band,
    HigherIs,
    Item,
    Measure,
    Missing,
    Option,
    ReliableChange,
    Vector,
)

SKIPPED = "·"
SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
# Every line that a file may have: one that is misspelled is not left unread in silence.
LINES = frozenset(
    {
        "slug", "name", "title", "version", "scheduled", "licence", "citation", "codes_licence",
        "stem", "higher_is", "system", "panel", "total", "answers", "items", "bands",
        "reliable_change", "missing", "vectors",
    }
)  # fmt: skip


class UnfitMeasure(Exception):
    """A definition file that cannot be used, and why: a sentence for whoever wrote it."""


def read_measure(told: Any) -> Measure:
    """The measure that a definition file tells. Raises UnfitMeasure."""
    try:
        measure = _measure(told)
    except UnfitMeasure:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnfitMeasure(f"cannot be read: {type(error).__name__}: {error}") from error
    for wrong, sentence in CHECKS:
        if wrong(measure):
            raise UnfitMeasure(sentence)
    _check_vectors(measure)
    return measure


def answers_of(measure: Measure, written: str) -> dict[str, int]:
    """The answers that a vector writes, one sign for each scored item, with blanks between them
    where an answer has two digits. Raises UnfitMeasure."""
    signs = written.split() if " " in written else list(written)
    if len(signs) != len(measure.scored_items):
        raise UnfitMeasure(f"the vector {written} has not one sign for each scored item")
    offered = {
        item.key: {str(one.value): one.value for one in item.options} for item in measure.items
    }
    pairs = [
        (item.key, sign)
        for item, sign in zip(measure.scored_items, signs, strict=True)
        if sign != SKIPPED
    ]
    if any(sign not in offered[key] for key, sign in pairs):
        raise UnfitMeasure(f"the vector {written} has an answer that is not on offer")
    return {key: offered[key][sign] for key, sign in pairs}


def _measure(told: dict[str, Any]) -> Measure:
    if unknown := sorted(map(str, set(told) - LINES)):
        raise UnfitMeasure(f"has a line that no file has: {', '.join(unknown)}")
    for name in ("licence", "citation"):
        if not str(told.get(name) or "").strip():
            raise UnfitMeasure(f"has no {name}: nobody may be asked questions without one")
    missing = told["missing"]
    items = tuple(_items(told))
    highest = sum(max(one.value for one in item.options) for item in items if item.scored)
    rule = told.get("reliable_change")
    return Measure(
        slug=_slug(told["slug"]),
        name=str(told["name"]),
        title=str(told["title"]),
        version=str(told["version"]),
        scheduled=_yes_or_no(told, "scheduled", otherwise=False),
        licence=str(told["licence"]),
        citation=str(told["citation"]),
        codes_licence=str(told.get("codes_licence", "")),
        stem=str(told["stem"]),
        higher_is=HigherIs(told["higher_is"]),
        system=str(told["system"]),
        panel_code=str(told["panel"]["code"]),
        panel_url=str(told["panel"]["url"]),
        total_code=str(told["total"]["code"]),
        items=items,
        bands=tuple(_bands(told["bands"], highest=highest)),
        reliable_change=ReliableChange(int(rule["points"]), str(rule["source"])) if rule else None,
        missing=Missing(missing["rule"]),
        most_missing=int(missing.get("most", 0)),
        vectors=tuple(_vector(each) for each in told["vectors"]),
    )


def _slug(text: Any) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= 40 or not SLUG.issuperset(text):
        raise UnfitMeasure("has a slug of other signs than a-z, 0-9 and -, or a long one")
    return text


def _yes_or_no(told: dict[str, Any], name: str, *, otherwise: bool) -> bool:
    said = told.get(name, otherwise)
    if not isinstance(said, bool):
        raise UnfitMeasure(f"says {said!r} where {name} is true or false, without quotation marks")
    return said


def _items(told: dict[str, Any]) -> Iterable[Item]:
    shared = _options(told["answers"])
    for each in told["items"]:
        own = each.get("answers")
        safety = each.get("safety_from")
        yield Item(
            key=str(each["key"]),
            text=str(each["text"]),
            code=str(each["code"]),
            options=_options(own) if own else shared,
            scored=_yes_or_no(each, "scored", otherwise=True),
            safety_from=None if safety is None else int(safety),
        )


def _options(told: Iterable[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(int(one["value"]), str(one["text"]), str(one["code"])) for one in told)


def _bands(told: list[dict[str, Any]], *, highest: int) -> Iterable[Band]:
    starts = [int(one["from"]) for one in told]
    ends = [*(start - 1 for start in starts[1:]), highest]
    for one, start, end in zip(told, starts, ends, strict=True):
        yield Band(start, end, str(one["name"]))


def _vector(told: dict[str, Any]) -> Vector:
    total = told.get("total")
    return Vector(
        answers=str(told["answers"]),
        total=None if total is None else int(total),
        lowest=int(told.get("lowest", -1 if total is None else total)),
        highest=int(told.get("highest", -1 if total is None else total)),
        band=str(told.get("band", "")),
        safety=bool(told.get("safety", False)),
        filled=bool(told.get("filled", False)),
    )


def _twice(values: Iterable[Any]) -> bool:
    there = list(values)
    return len(set(there)) != len(there)


def _gaps(measure: Measure) -> bool:
    """Bands leave no total out and none twice, from the lowest to the highest there is."""
    starts = [band.lowest for band in measure.bands]
    return (
        not starts
        or starts[0] != measure.lowest
        or any(b.lowest > b.highest for b in measure.bands)
    )


CHECKS: list[tuple[Callable[[Measure], bool], str]] = [
    (lambda measure: not measure.scored_items, "has no question that counts"),
    (lambda measure: len(measure.items) > 60, "has more than 60 questions"),
    (lambda measure: _twice(one.key for one in measure.items), "has a question's key twice"),
    (lambda measure: _twice(one.code for one in measure.items), "has a question's code twice"),
    (
        lambda measure: any(len(one.options) < 2 for one in measure.items),
        "has a question with fewer than two answers",
    ),
    (
        lambda measure: (
            any(_twice(o.value for o in one.options) for one in measure.items)
            or any(_twice(o.code for o in one.options) for one in measure.items)
        ),
        "has a question with two answers of one value or code",
    ),
    (
        lambda measure: any(
            one.safety_from is not None and one.safety_from > max(o.value for o in one.options)
            for one in measure.items
        ),
        "has a question about safety that no answer reaches",
    ),
    (
        lambda measure: measure.total_code in {one.code for one in measure.items},
        "has a question with the code of the total",
    ),
    (
        lambda measure: measure.reliable_change is not None and measure.reliable_change.points < 1,
        "has a reliable change of no points",
    ),
    (_gaps, "has bands that leave a total out"),
    (lambda measure: not measure.vectors, "has no test vectors"),
    (
        lambda measure: not any(SKIPPED in one.answers for one in measure.vectors),
        "has no test vector with a skipped question",
    ),
]


def _check_vectors(measure: Measure) -> None:
    for vector in measure.vectors:
        found = told_by(measure, vector.answers)
        if found != (wanted := _wanted(vector)):
            raise UnfitMeasure(f"its vector {vector.answers} says {wanted}, and it scores {found}")


def told_by(measure: Measure, digits: str) -> tuple[int | None, int, int, str, bool, bool]:
    """Total, lowest, highest, band, safety and filled of the answers that a vector writes."""
    answers = answers_of(measure, digits)
    found = score(measure, answers)
    known = found.total is not None
    return (
        found.total,
        found.total if found.total is not None and known else found.lowest,
        found.total if found.total is not None and known else found.highest,
        found.band.name if found.band else "",
        bool(alarming(measure, answers)),
        found.filled,
    )


def _wanted(one: Vector) -> tuple[int | None, int, int, str, bool, bool]:
    return (one.total, one.lowest, one.highest, one.band, one.safety, one.filled)
