"""From visits to a verdict: pure functions.

The rules are the field's usual ones (product.md, facts about the field): up to five minutes is on
time, fifteen minutes late counts as absent. They are presets; staff correct a verdict with a
reason, and nobody is ever removed by a rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groups.attendance.models import Attendance

ON_TIME = timedelta(minutes=5)
TOO_LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Stay:
    """One visit, cut to what is known: from arrival to the last moment seen."""

    arrived_at: datetime
    left_at: datetime


def verdict_of(
    stays: Sequence[Stay], *, starts_at: datetime, ends_at: datetime
) -> tuple[Attendance.Verdict, int]:
    """The verdict and the whole minutes spent in the session; overlapping stays count once."""
    inside = sorted(
        (max(stay.arrived_at, starts_at), min(stay.left_at, ends_at))
        for stay in stays
        if stay.left_at > starts_at and stay.arrived_at < ends_at
    )
    present = timedelta(0)
    until = starts_at
    for begin, end in inside:
        begin = max(begin, until)
        if end > begin:
            present += end - begin
            until = end
    minutes = int(present.total_seconds() // 60)
    if not inside:
        return Attendance.Verdict.ABSENT, 0
    late_by = min(begin for begin, _ in inside) - starts_at
    if late_by >= TOO_LATE:
        return Attendance.Verdict.ABSENT, minutes
    return (Attendance.Verdict.LATE if late_by > ON_TIME else Attendance.Verdict.PRESENT), minutes
