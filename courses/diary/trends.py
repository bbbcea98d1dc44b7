"""Twelve weeks at a glance: lines to draw, and the same numbers to read. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from courses.diary.days import DAYS_OF_WEEK
from courses.diary.models import DiaryCard
from courses.diary.shape import (
    EMOTIONS,
    FIELDS,
    MOST_SKILL_USE,
    STRONGEST,
    urge_key,
    urges_of,
)

# The picture, in units of its own: a day is STEP wide; DOT keeps the outermost points inside.
STEP, HEIGHT, DOT = 4, 60, 4
# The scale of sleep: few days need the second.
HOURS_OF_NIGHT, HOURS_OF_DAY = 12, 24


@dataclass(frozen=True)
class Series:
    """One thing that was rated, day by day. `top` is the end of its scale, from 0."""

    key: str
    label: str | Promise
    top: int
    values: Mapping[date, float]
    days: Sequence[date]

    @property
    def dots(self) -> str:
        """An SVG path with a point for each day that was answered."""
        return "".join(f"M{x} {y}h0" for x, y in self._places().values())

    @property
    def line(self) -> str:
        """An SVG path that joins days in a row. A day without an answer is a gap and no zero."""
        path, places, before = [], self._places(), -2
        for at, (x, y) in places.items():
            path.append(f"{'L' if at == before + 1 else 'M'}{x} {y}")
            before = at
        return "".join(path)

    @property
    def width(self) -> int:
        """Of the picture."""
        return 2 * DOT + STEP * (len(self.days) - 1)

    @property
    def height(self) -> int:
        """Of the picture."""
        return HEIGHT + 2 * DOT

    @property
    def bottom(self) -> int:
        """Where zero is."""
        return HEIGHT + DOT

    @property
    def weeks(self) -> list[str]:
        """The mean of each week with one decimal, as far as there is any."""
        each = [
            [self.values[day] for day in week if day in self.values] for week in weeks(self.days)
        ]
        return [f"{sum(found) / len(found):.1f}" if found else "" for found in each]

    def _places(self) -> dict[int, tuple[int, int]]:
        """Where each answered day stands, by the number of the day."""
        return {
            at: (DOT + STEP * at, round(DOT + HEIGHT * (1 - self.values[day] / self.top)))
            for at, day in enumerate(self.days)
            if day in self.values
        }


def weeks(days: Sequence[date]) -> list[Sequence[date]]:
    """The days, seven by seven."""
    return [days[at : at + DAYS_OF_WEEK] for at in range(0, len(days), DAYS_OF_WEEK)]


def trends(
    cards: Iterable[DiaryCard], *, urges: Mapping[str, str], days: Sequence[date]
) -> list[Series]:
    """What was rated at least once in these days; `urges` are their names by id."""
    cards = list(cards)
    found = [
        Series(name, FIELDS[name], top, _values(cards, name), days)
        for name, top in ((*((each, STRONGEST) for each in EMOTIONS), ("overall", MOST_SKILL_USE)))
    ]
    hours = {day: half / 2 for day, half in _values(cards, "slept_half_hours").items()}
    top = HOURS_OF_NIGHT if max(hours.values(), default=0) <= HOURS_OF_NIGHT else HOURS_OF_DAY
    found.append(Series("slept_half_hours", FIELDS["slept_half_hours"], top, hours, days))
    levels: dict[str, dict[date, float]] = {}
    for card in cards:
        for urge_id, urge in urges_of(card).items():
            levels.setdefault(urge_id, {})[card.day] = urge.level
    found += [
        Series(urge_key(urge_id), name, STRONGEST, levels[urge_id], days)
        for urge_id, name in urges.items()
        if urge_id in levels
    ]
    return [series for series in found if series.values]


def _values(cards: Iterable[DiaryCard], name: str) -> dict[date, float]:
    return {card.day: value for card in cards if (value := getattr(card, name)) is not None}
