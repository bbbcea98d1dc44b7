"""A member's responses to one measure in order, with what changed, and the picture of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Member
from courses.measures.models import Response
from courses.measures.scoring import Change, Score, change, known_answers, score
from courses.measures.shapes import Band, Measure

SHOWN = 60  # the newest of them


@dataclass(frozen=True)
class Entry:
    """One response of a series; `change` is that since the first one with a total."""

    response: Response
    score: Score
    change: Change | None

    @property
    def band(self) -> Band | None:
        """The band of its total, or of what it must be."""
        return self.score.band


@dataclass(frozen=True)
class Strip:
    """A band as the picture shows it: from `y` down `height`; `even` ones are tinted."""

    name: str
    lowest: int
    y: int
    height: int
    middle: int
    bottom: int
    even: bool


@dataclass(frozen=True)
class Point:
    """One total in the picture; `reliable`: it changed reliably since the first."""

    x: int
    y: int
    label_y: int
    total: int
    reliable: bool


@dataclass(frozen=True)
class Picture:
    """The series as an SVG needs it, in its own units and in whole numbers, which every language
    writes alike."""

    width: int
    height: int
    left: int
    across: int
    right: int
    strips: tuple[Strip, ...]
    points: tuple[Point, ...]
    first_at: datetime
    last_at: datetime

    @property
    def line(self) -> str:
        """The points of the line, as SVG writes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def series_of(member: Member, measure: Measure) -> list[Entry]:
    """The newest responses, the oldest of them first. One query."""
    mine = Response.objects.filter(member=member, measure=measure.slug)
    newest = list(mine.order_by("-answered_at", "-given_at", "-id")[:SHOWN])
    return entries(measure, newest[::-1])


def entries(measure: Measure, responses: Sequence[Response]) -> list[Entry]:
    """Each response with its score and its change since the first one that has a total.

    The total is the one that was kept: a definition that changes later changes no score of before.
    """
    first: Response | None = None
    found = []
    for response in responses:
        changed = None
        if response.total is not None:
            if first is None or first.total is None:
                first = response
            else:
                changed = change(measure, first=first.total, later=response.total)
        found.append(Entry(response, _kept(measure, response), changed))
    return found


def entry_of(measure: Measure, response: Response) -> Entry:
    """One response by itself."""
    return Entry(response, _kept(measure, response), None)


def _kept(measure: Measure, response: Response) -> Score:
    answers = known_answers(measure, response.answers)
    found = score(measure, answers)
    if response.total is None or found.total == response.total:
        return found
    fits = measure.lowest <= response.total <= measure.highest
    band = measure.band_of(response.total) if fits else None
    total = response.total
    return Score(total, total, total, band, found.skipped, response.filled)


# Of the picture, in its own units: the names of the bands stand right of them, numbers left.
WIDTH, HEIGHT, LEFT, RIGHT, EDGE = 720, 300, 40, 200, 24
LABEL_ABOVE, LABEL_BELOW = 18, 30


def picture_of(measure: Measure, series: Sequence[Entry]) -> Picture | None:
    """The totals over time on their bands; None where there are none yet."""
    known = [(one, one.response.total) for one in series if one.response.total is not None]
    if not known:
        return None
    moments = [one.response.answered_at for one, _total in known]
    across = WIDTH - LEFT - RIGHT
    bands = [
        _strip(measure, band, even=number % 2 == 0) for number, band in enumerate(measure.bands)
    ]
    points = [
        _point(
            LEFT + EDGE + round(_share(one.response.answered_at, moments) * (across - 2 * EDGE)),
            _height(measure, total + 0.5),
            total=total,
            reliable=bool(one.change and one.change.reliable),
        )
        for one, total in known
    ]
    return Picture(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        across=across,
        right=LEFT + across,
        strips=tuple(bands),
        points=tuple(points),
        first_at=moments[0],
        last_at=moments[-1],
    )


def _share(moment: datetime, moments: Sequence[datetime]) -> float:
    """How far along a moment is between the first and the last; one alone stands in the middle."""
    span = (moments[-1] - moments[0]).total_seconds()
    return (moment - moments[0]).total_seconds() / span if span else 0.5


def _height(measure: Measure, at: float) -> int:
    """How far down a number of the scale lies; each total has a step of its own."""
    share = (at - measure.lowest) / (measure.highest + 1 - measure.lowest)
    return round(HEIGHT * (1 - min(max(share, 0), 1)))


def _point(x: int, y: int, *, total: int, reliable: bool) -> Point:
    label_y = y + LABEL_BELOW if y < 2 * LABEL_ABOVE else y - LABEL_ABOVE
    return Point(x, y, label_y, total, reliable)


def _strip(measure: Measure, band: Band, *, even: bool) -> Strip:
    top, bottom = _height(measure, band.highest + 1), _height(measure, band.lowest)
    return Strip(band.name, band.lowest, top, bottom - top, (top + bottom) // 2, bottom, even)
