"""Scores: a function of the definition and the answers, and of nothing else."""

from dataclasses import dataclass

from courses.measures.shapes import Answers, Band, HigherIs, Item, Measure, Missing


@dataclass(frozen=True)
class Score:
    """What a form amounts to. `total` is None where questions were skipped and the measure's rule
    gives none; the truth then lies between `lowest` and `highest`, and `band` is there only if both
    share it. `filled`: skipped ones count as the mean of the others."""

    total: int | None
    lowest: int
    highest: int
    band: Band | None
    skipped: tuple[Item, ...]
    filled: bool

    @property
    def is_complete(self) -> bool:
        """Whether no scored question was skipped."""
        return not self.skipped


@dataclass(frozen=True)
class Change:
    """From one total to a later one: `points` are those of the scale. `reliable` is None where
    nobody has measured yet from when on a change is more than chance."""

    points: int
    reliable: bool | None
    better: bool

    @property
    def size(self) -> int:
        """How far it went, whichever way."""
        return abs(self.points)


def score(measure: Measure, answers: Answers) -> Score:
    """Scores a form. A total of an unfinished form is never the sum of the rest, and never 0."""
    skipped = tuple(item for item in measure.scored_items if item.key not in answers)
    there = sum(answers[item.key] for item in measure.scored_items if item.key in answers)
    lowest = there + sum(min(one.value for one in item.options) for item in skipped)
    highest = there + sum(max(one.value for one in item.options) for item in skipped)
    total = there if not skipped else None
    filled = _fills(measure, len(skipped))
    if filled:
        total = _half_up(
            there * len(measure.scored_items), len(measure.scored_items) - len(skipped)
        )
    band = measure.band_of(lowest if total is None else total)
    if total is None and measure.band_of(highest) != band:
        return Score(total, lowest, highest, None, skipped, filled)
    return Score(total, lowest, highest, band, skipped, filled)


def known_answers(measure: Measure, answers: Answers) -> dict[str, int]:
    """The answers that the measure offers today, of those that were given to any version of it."""
    return {
        item.key: answers[item.key]
        for item in measure.items
        if answers.get(item.key) in {one.value for one in item.options}
    }


def alarming(measure: Measure, answers: Answers) -> tuple[Item, ...]:
    """The items whose answer shows help at once. One that was skipped is not among them, and that
    is no sign of safety."""
    return tuple(
        item
        for item in measure.safety_items
        if item.safety_from is not None and answers.get(item.key, -1) >= item.safety_from
    )


def change(measure: Measure, *, first: int, later: int) -> Change:
    """How a later total compares with an earlier one."""
    points = later - first
    worse = points > 0 if measure.higher_is is HigherIs.WORSE else points < 0
    rule = measure.reliable_change
    reliable = None if rule is None else abs(points) >= rule.points
    return Change(points, reliable, better=points != 0 and not worse)


def _fills(measure: Measure, skipped: int) -> bool:
    enough = 0 < skipped <= measure.most_missing < len(measure.scored_items)
    return measure.missing is Missing.MEAN and enough


def _half_up(over: int, under: int) -> int:
    """A quotient of whole numbers, rounded half up."""
    return (2 * over + under) // (2 * under)
