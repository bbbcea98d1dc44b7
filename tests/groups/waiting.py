"""Waiting lists in tests: somebody waits, somebody leaves, and how an entry stands."""

from datetime import UTC, datetime, timedelta

from accounts.models import Member
from groups.cohorts.models import Cohort
from groups.models import WaitingEntry
from groups.seats.actions import cancel_seat
from groups.waiting.actions import join_list
from outbox.models import Letter
from tests.factories import NOW, make_member

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOLD = timedelta(minutes=36)
NIGHT = datetime(2026, 9, 1, 22, 0, tzinfo=UTC)  # 23:00 in London
MORNING = datetime(2026, 9, 2, 7, 0, tzinfo=UTC)  # 8:00 in London


def waits(cohort: Cohort, member: Member | None = None, *, now: datetime = NOW) -> WaitingEntry:
    member = member or make_member()
    entry, fresh = join_list(cohort, member=member, by=member.account, now=now)
    assert fresh
    return entry


def leaves(cohort: Cohort, *, now: datetime = NOW) -> None:
    """One of those who take part does no longer."""
    seat = cohort.enrollments.enrolled().order_by("seat_no").first()
    assert seat is not None
    cancel_seat(seat, reason="left", now=now)


def state(entry: WaitingEntry) -> str:
    entry.refresh_from_db()
    return entry.state


def letters(kind: str, entry: WaitingEntry) -> int:
    return Letter.objects.filter(kind=kind, about__entry=entry.pk).count()


def kept_until(entry: WaitingEntry) -> datetime | None:
    entry.refresh_from_db()
    assert entry.seat is not None
    return entry.seat.hold_until
