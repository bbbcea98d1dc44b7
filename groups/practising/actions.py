"""A leader has read what a member shares of their practice."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Account
from accounts.roles import Role
from audit.actions import record, record_each
from groups.practising.before import Reading
from groups.seats.models import Enrollment


def note_practice_read(enrollment: Enrollment, *, by: Account, now: datetime) -> None:
    """Writes into the member's record that a leader opened what they share of their practice."""
    record(
        "practice.read", on=enrollment, by=by.pk, role=Role.FACILITATOR,
        member_id=enrollment.member_id, now=now,
    )  # fmt: skip


def note_prepared(read: Iterable[Reading], *, by: Account, now: datetime) -> None:
    """The same for the page before a session: for each member of whom there was something on it.
    One statement."""
    parts = [one.part for one in read]
    rows = [Enrollment(pk=part.enrollment_id, member_id=part.member_id) for part in parts]
    record_each("practice.read", on=rows, by=by.pk, now=now, facts=[{} for _ in rows])
