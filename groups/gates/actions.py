"""Keeping true, on a group's own row, with which session newcomers begin and until when they come.

So that whether a group takes people stays a question about one row: pages, seats, waiting lists and
offers all ask `Cohort.takes_people`.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from groups.cohorts.models import Cohort
from groups.gates.queries import Gate, next_gates
from groups.gates.rule import set_days
from groups.seats.actions import lock_cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


def change_days(days: int, *, seen: int, by: Account, now: datetime) -> None:
    """Another time before a module at which it closes; every group under way follows at once.

    `seen` is what stood there when somebody decided. Raises GateChanged where it is another now.
    """
    set_days(days, seen=seen, by=by, now=now)
    keep_gates(now)


def keep_gates(now: datetime) -> None:
    """Gives groups under way their next gate: time passes one, a course gets others, the clinic
    closes them sooner. Two queries where nothing changed."""
    running = list(Cohort.objects.filter(state=Cohort.State.RUNNING).select_related("course"))
    gates = next_gates(running, now=now)
    for cohort in running:
        if _changed(cohort, gates.get(cohort.pk)):
            with transaction.atomic():
                follow_gate(lock_cohort(cohort.pk), now=now)


def follow_gate(cohort: Cohort, *, now: datetime) -> None:
    """The group's next gate as its sessions and weeks stand now; without one it takes nobody.

    For a caller who holds the cohort's lock. A group that has yet to start has none: its enrolment
    follows its first session (`close_before_first`).
    """
    if cohort.state != Cohort.State.RUNNING:
        return
    gate = next_gates([cohort], now=now).get(cohort.pk)
    if not _changed(cohort, gate):
        return
    before = cohort.gate
    cohort.gate = gate.number if gate else None
    if gate is not None:
        cohort.enrolment_closes_at = gate.closes_at
    cohort.save(update_fields=["gate", "enrolment_closes_at"])
    record(
        "cohort.gate", on=cohort, by=None, now=now, before=before, after=cohort.gate,
        closes=cohort.enrolment_closes_at.isoformat(),
    )  # fmt: skip


def _changed(cohort: Cohort, gate: Gate | None) -> bool:
    if gate is None:
        return cohort.gate is not None
    return (cohort.gate, cohort.enrolment_closes_at) != (gate.number, gate.closes_at)


def carry_newcomers(
    cohort: Cohort, *, cancelled: GroupSession, moved: Mapping[int, int], now: datetime
) -> list[tuple[Enrollment, int]]:
    """A session was cancelled before newcomers began, and each week moved on by one: they begin
    with their module still, one session later.

    Returns those who take part and have to hear of it, each with the number of the session that was
    their first.

    `moved` says by its number where the week of each session went. For a caller who holds the
    cohort's lock. Whoever begins with the cancelled session itself is told of it as everybody is.
    """
    later = cohort.enrollments.filter(begins_with__gt=cancelled.number).select_related(
        "member__account"
    )
    told = []
    for seat in later:
        before = seat.begins_with
        seat.begins_with = moved.get(before, before)
        seat.save(update_fields=["begins_with"])
        record(
            "seat.begins_later", on=seat, by=None, member_id=seat.member_id, now=now,
            before=before, after=seat.begins_with,
        )  # fmt: skip
        if seat.enrolled:
            told.append((seat, before))
    return told
