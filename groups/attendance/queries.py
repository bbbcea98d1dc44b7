"""Verdicts, and the sessions whose verdicts nobody looked at."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from groups.attendance.models import Attendance
from groups.sessions.models import GroupSession

RECENT = timedelta(days=8)
# Who was there for as much of it as counts, though perhaps not from its first minute to its last.
THERE = (Attendance.Verdict.PRESENT, Attendance.Verdict.LATE, Attendance.Verdict.LEFT_EARLY)


def attendance_of(group_session: GroupSession) -> list[Attendance]:
    """The verdicts of one session, by name."""
    return list(
        Attendance.objects.filter(session=group_session)
        .select_related("enrollment__member", "corrected_by")
        .order_by("enrollment__member__name")
    )


def attended() -> QuerySet[Attendance]:
    """The verdicts of those who were there."""
    return Attendance.objects.filter(verdict__in=THERE)


def unchecked_attendance(cohort_ids: list[int], *, now: datetime) -> dict[int, list[GroupSession]]:
    """Sessions of the last eight days that ended and whose attendance nobody looked at yet.

    One that was over before it began has none.
    """
    found: dict[int, list[GroupSession]] = {}
    ended = GroupSession.objects.filter(
        cohort_id__in=cohort_ids,
        state=GroupSession.State.ENDED,
        starts_at__gt=now - RECENT,
        attendance_checked_at__isnull=True,
        ended_at__gte=F("starts_at"),
    ).order_by("-starts_at")
    for group_session in ended:
        found.setdefault(group_session.cohort_id, []).append(group_session)
    return found
