"""Of whom a mean may be shown: pure, from what was answered when.

Whoever reads two pages of outcomes, or one of them twice, must not be able to work out what one
person scored. So every mean is of whole units of five people or more, and which people make a unit
never changes:

* A group counts from one moment on, when nobody of it is asked any more, and not while answers come
  in one by one. It counts those who answered both at the start and at the end: start, end and
  change are of the same people.
* Five people and more are a unit. Smaller groups of a programme make one together, in the order in
  which they ended; what is too few waits for the next.
* A place whose answer was deleted after it counted stays, empty, and its unit is shown no more,
  alone or within a programme.
* A mean at an end of the scale would be the score of each of them, and is not shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

ENOUGH = 5  # of fewer people nothing is said, since each of them could be guessed

# Totals at the start and at the end of each person; None for one that was deleted.
Pairs = tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True)
class Counted:
    """Those of one group who answered both times, and from when on they count; None: never."""

    group: int
    settled_at: datetime | None
    pairs: Pairs

    def counts(self, now: datetime) -> bool:
        """Whether nobody of it is asked any more."""
        return self.settled_at is not None and self.settled_at <= now


def units(groups: Iterable[Counted], *, now: datetime) -> Iterator[Pairs]:
    """The whole units of these groups together."""
    over = [(one.settled_at, one.group, one) for one in groups if one.settled_at is not None]
    small: Pairs = ()
    for _settled_at, _group, one in sorted(over, key=lambda each: each[:2]):
        if not one.counts(now):
            return
        if len(one.pairs) >= ENOUGH:
            yield one.pairs
            continue
        small += one.pairs
        if len(small) >= ENOUGH:
            yield small
            small = ()


def shown(whole: Iterable[Pairs], *, lowest: int, highest: int) -> list[tuple[int, int]]:
    """The pairs of those units that may be shown, on a scale from `lowest` to `highest`."""
    found: list[tuple[int, int]] = []
    for unit in whole:
        there = [(first, later) for first, later in unit if first is not None and later is not None]
        if len(there) == len(unit) >= ENOUGH and not _tells_all(there, (lowest, highest)):
            found += there
    return found


def _tells_all(pairs: list[tuple[int, int]], ends: tuple[int, int]) -> bool:
    return any(set(side) in ({end} for end in ends) for side in zip(*pairs, strict=True))
