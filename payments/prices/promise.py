"""How money comes back, as it is promised for one group: with its day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class RefundPromise:
    """Everything comes back until the end of the day `until` at `place`; what else is promised are
    the clinic's `words`. `until` is None where they promise no day, or promise it in words. `over`:
    the day had passed when this was told or agreed."""

    words: str
    until: date | None
    place: str
    over: bool


def last_day(begins_on: date | None, *, days_before: int | None) -> date | None:
    """The day until which everything comes back, so many days before the first session."""
    if begins_on is None or days_before is None:
        return None
    return begins_on - timedelta(days=days_before)


def promise(
    words: str, *, until: date | None, place: str, zone: ZoneInfo, now: datetime
) -> RefundPromise:
    """What is promised at `now` in a group whose wall is in `zone`."""
    over = until is not None and until < now.astimezone(zone).date()
    return RefundPromise(words, until, place, over)
