"""Which numbers somebody has to make sure of: a person, by calling, with the line's page open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from help.clinic import clinic_help
from help.reading import built_in
from help.shapes import Confidence, EmergencyNumber, Evidence, Line

GOOD_FOR = timedelta(days=365)
DOUBTFUL = {Confidence.ONE_SOURCE, Confidence.GUESS}


@dataclass(frozen=True)
class Due:
    """A number that is due, and why. `checked` is None where no source had a date."""

    country: str
    name: str
    number: str
    checked: date | None
    why: str
    source: str


def due_numbers(*, today: date) -> list[Due]:
    """Every number of ours and of the clinic that is due on `today`: by country, oldest first.

    Due is what no dated source confirmed within a year, and what only one source or none says.
    """
    held = [
        *((entry.code, entry.numbers, entry.lines) for entry in built_in().values()),
        *((code, own.numbers, own.lines) for code, own in clinic_help().items()),
    ]
    found = [
        Due(code, name, number, evidence.checked, why, evidence.source)
        for code, numbers, lines in held
        if len(code) == 2
        for name, number, evidence in _told(numbers, lines)
        if (why := _why(evidence, today=today))
    ]
    return sorted(found, key=lambda due: (due.country, due.checked or date.min, due.name))


def _told(
    numbers: Iterable[EmergencyNumber], lines: Iterable[Line]
) -> Iterator[tuple[str, str, Evidence]]:
    for number in numbers:
        yield "emergency number", number.number, number.evidence
    for line in lines:
        yield line.name, line.ways[0].shown if line.ways else "", line.evidence


def _why(evidence: Evidence, *, today: date) -> str:
    if evidence.checked is None:
        return "never dated"
    if evidence.confidence in DOUBTFUL:
        return f"one source at most ({evidence.confidence})"
    return "older than a year" if today - evidence.checked > GOOD_FOR else ""
