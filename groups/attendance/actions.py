"""Visits come and go; the verdict follows, and can be corrected."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import Account
from audit.actions import record
from groups.attendance.models import Attendance, Visit
from groups.attendance.rule import percent_needed
from groups.attendance.verdicts import Held, Stay, verdict_of
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession

NOBODY: Mapping[UUID, datetime] = MappingProxyType({})


class ReasonMissing(Exception):
    """A correction without a reason."""


def arrive(
    group_session: GroupSession,
    *,
    enrollment: Enrollment,
    now: datetime,
    door_at: datetime | None = None,
) -> Visit:
    """A member is in the room; an unfinished visit is continued, so a reload is one stay.

    `door_at`: since when they had been waiting at the door.
    """
    unfinished = Visit.objects.filter(
        session=group_session, enrollment=enrollment, left_at__isnull=True
    ).first()
    if unfinished is not None:
        Visit.objects.filter(pk=unfinished.pk).update(seen_at=now)
        return unfinished
    return Visit.objects.create(
        session=group_session, enrollment=enrollment, door_at=door_at, arrived_at=now, seen_at=now
    )


def seen(visits: QuerySet[Any, Any] | Collection[UUID], *, now: datetime) -> None:
    """These visits are still going on, by their ids or what reads them. One statement for all."""
    Visit.objects.filter(pk__in=visits, left_at__isnull=True).update(seen_at=now)


def leave(visit: Visit, *, now: datetime) -> None:
    """The member left; leaving twice changes nothing."""
    Visit.objects.filter(pk=visit.pk, left_at__isnull=True).update(left_at=now, seen_at=now)


@transaction.atomic
def judge(
    group_session: GroupSession,
    *,
    now: datetime,
    led_at: datetime | None,
    knocked: Mapping[UUID, datetime] = NOBODY,
) -> list[Attendance]:
    """Writes everybody's verdict from their visits; corrected verdicts stay as they are.

    `led_at` is when the first leader was there, None if none ever was; `knocked` says since when
    enrolments waited at the door that were never let in.
    """
    held = Held(
        starts_at=group_session.starts_at,
        ends_at=group_session.ends_at,
        ended_at=group_session.ended_at or now,
        led_at=led_at,
    )
    percent = percent_needed()
    # A visit that nobody closed ended when it was last seen.
    Visit.objects.filter(session=group_session, left_at__isnull=True).update(left_at=F("seen_at"))
    stays: dict[UUID, list[Stay]] = {}
    for visit in Visit.objects.filter(session=group_session):
        stays.setdefault(visit.enrollment_id, []).append(
            Stay(
                arrived_at=visit.arrived_at,
                left_at=visit.left_at or visit.seen_at,
                door_at=visit.door_at,
            )
        )
    verdicts = []
    enrollments = Enrollment.objects.belonging().filter(
        cohort_id=group_session.cohort_id, begins_with__lte=group_session.number
    )
    for enrollment in enrollments:
        verdict, minutes = verdict_of(
            stays.get(enrollment.pk, []),
            held=held,
            percent=percent,
            knocked_at=knocked.get(enrollment.pk),
        )
        verdicts.append(
            Attendance(
                session=group_session,
                enrollment=enrollment,
                verdict=verdict,
                minutes=minutes,
                judged_at=now,
            )
        )
    corrected = set(
        Attendance.objects.filter(session=group_session, corrected_by__isnull=False).values_list(
            "enrollment_id", flat=True
        )
    )
    return Attendance.objects.bulk_create(
        [verdict for verdict in verdicts if verdict.enrollment_id not in corrected],
        update_conflicts=True,
        unique_fields=["session", "enrollment"],
        update_fields=["verdict", "minutes", "judged_at"],
    )


def take_back(group_session: GroupSession) -> None:
    """The session goes on after all: its verdicts go, but for those that somebody corrected."""
    Attendance.objects.filter(session=group_session, corrected_by__isnull=True).delete()


@transaction.atomic
def correct(
    attendance: Attendance, *, verdict: Attendance.Verdict, reason: str, by: Account, now: datetime
) -> None:
    """A leader corrects a verdict and says why. Raises ReasonMissing without words."""
    if not reason.strip():
        raise ReasonMissing
    before = attendance.verdict
    attendance.verdict = verdict
    attendance.reason = reason.strip()
    attendance.corrected_by = by
    attendance.judged_at = now
    attendance.save()
    record(
        "attendance.corrected", on=attendance, by=by.pk,
        member_id=attendance.enrollment.member_id, now=now, before=before, after=str(verdict),
    )  # fmt: skip


def check_attendance(group_session: GroupSession, *, by: Account, now: datetime) -> None:
    """A leader looked at the verdicts and found them right (or corrected them)."""
    changed = GroupSession.objects.filter(
        pk=group_session.pk, attendance_checked_at__isnull=True
    ).update(attendance_checked_at=now)
    if changed:
        record("attendance.checked", on=group_session, by=by.pk, now=now)
