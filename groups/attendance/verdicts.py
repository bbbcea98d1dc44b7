"""From visits to a verdict: pure functions.

The rules are the field's usual ones (product.md, facts about the field): up to five minutes is on
time, fifteen minutes late counts as absent, and so does who was there for less than a share of the
session that the clinic sets. They are presets; staff correct a verdict with a reason, and nobody is
ever removed by a rule.

Nobody answers for others. Whoever waits at the door has come, however late they are let in; a
session begins when a leader is there; and one that nobody led is judged for nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groups.attendance.models import Attendance

ON_TIME = timedelta(minutes=5)
TOO_LATE = timedelta(minutes=15)
Verdict = Attendance.Verdict


@dataclass(frozen=True)
class Stay:
    """One visit, cut to what is known: from arrival to the last moment seen.

    `door_at` is when they came to the door, if they were not let in at once.
    """

    arrived_at: datetime
    left_at: datetime
    door_at: datetime | None = None

    @property
    def came_at(self) -> datetime:
        """When they came, to the door or into the room."""
        return min(self.door_at or self.arrived_at, self.arrived_at)


@dataclass(frozen=True)
class Held:
    """From when to when a session was really held: `led_at` is when its first leader came."""

    starts_at: datetime
    ends_at: datetime
    ended_at: datetime
    led_at: datetime | None

    @property
    def took_place(self) -> bool:
        """Whether anybody led it, and it was not over before it began."""
        return self.led_at is not None and self.begins < self.ended_at

    @property
    def begins(self) -> datetime:
        """Nobody is late for a leader who is later."""
        return max(self.starts_at, self.led_at or self.starts_at)

    def from_when(self, came_at: datetime) -> datetime:
        """From when somebody was there who came then: in time is from the beginning."""
        return self.begins if came_at - self.begins <= ON_TIME else came_at

    @property
    def ends(self) -> datetime:
        """Nobody has to stay longer than was planned, or than the leaders did."""
        planned = min(self.ends_at, self.ended_at)
        return planned if planned > self.begins else self.ended_at


def verdict_of(
    stays: Sequence[Stay], *, held: Held, percent: int, knocked_at: datetime | None = None
) -> tuple[Verdict, int]:
    """The verdict and the whole minutes spent in the room while the session was held.

    `percent` of it is what somebody has to be there for. `knocked_at`: they came to the door then
    and were never let in, which is for the leaders to judge.
    """
    if not held.took_place:
        return Verdict.UNMARKED, 0
    inside = [stay for stay in stays if stay.left_at > held.begins and stay.arrived_at < held.ends]
    if not inside:
        waited = knocked_at is not None and knocked_at - held.begins < TOO_LATE
        return (Verdict.UNMARKED if waited else Verdict.ABSENT), 0
    last = max(held.ends, held.ended_at)
    spent = _together([(stay.arrived_at, stay.left_at) for stay in inside], held.begins, last)
    came_at = [held.from_when(stay.came_at) for stay in inside]
    gone_at = [stay.left_at for stay in inside]
    there = _together(list(zip(came_at, gone_at, strict=True)), held.begins, held.ends)
    late_by = min(came_at) - held.begins
    early_by = held.ends - max(gone_at)
    return (
        _judged(
            late_by=late_by,
            early_by=early_by,
            enough=there * 100 >= (held.ends - held.begins) * percent,
        ),
        int(spent.total_seconds() // 60),
    )


def _judged(*, late_by: timedelta, early_by: timedelta, enough: bool) -> Verdict:
    if late_by >= TOO_LATE or not enough:
        return Verdict.ABSENT
    if early_by > ON_TIME:
        return Verdict.LEFT_EARLY
    return Verdict.LATE if late_by > ON_TIME else Verdict.PRESENT


def _together(
    spans: list[tuple[datetime, datetime]], begins: datetime, ends: datetime
) -> timedelta:
    """How long the spans are together within the two; where they overlap they count once."""
    spent = timedelta(0)
    until = begins
    for begin, end in sorted(spans):
        begin, end = max(begin, until), min(end, ends)
        if end > begin:
            spent += end - begin
            until = end
    return spent
