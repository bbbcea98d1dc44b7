"""What coordinators and leaders see of a group."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.text import slugify

from accounts.models import Account
from accounts.roles import Role
from groups.attendance.models import Attendance
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort, CohortLeader
from groups.links.models import LinkConfirmation
from groups.seats.models import Enrollment
from groups.seats.queries import taken_seats
from groups.sessions.models import GroupSession
from groups.sessions.queries import next_session

RECENT = timedelta(days=8)


@dataclass(frozen=True)
class SeatLine:
    """One seat of the map; `enrollment` is None for a free one."""

    number: int
    enrollment: Enrollment | None


@dataclass(frozen=True)
class RosterLine:
    """A member of the group as their leader sees them."""

    enrollment: Enrollment
    name: str
    coming: bool
    present: int
    late: int
    absent: int
    missed_in_a_row: int


def facilitators() -> QuerySet[Account]:
    """Who can be asked to lead a group, by name."""
    return Account.objects.filter(groups__name=Role.FACILITATOR.value, is_active=True).order_by(
        "first_name", "email"
    )


def free_slug(name: str) -> str:
    """An address after the name that no group has; another coordinator may take it meanwhile."""
    base = slugify(name)[:40].strip("-") or "group"
    taken = {"new"}  # the address of the page that makes a group
    taken |= set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def cohort_lines() -> QuerySet[Cohort]:
    """Every cohort with its taken seats and when it first meets, newest first. One query."""
    met = ~Q(sessions__state=GroupSession.State.CANCELLED)
    return (
        Cohort.objects.select_related("course")
        .annotate(
            taken=taken_seats(),
            first_starts_at=Min("sessions__starts_at", filter=met),
        )
        .order_by(F("first_starts_at").desc(nulls_last=True), "pk")
    )


def led_cohorts(account: Account) -> QuerySet[Cohort]:
    """The cohorts that the account leads and that are not over."""
    return (
        Cohort.objects.not_over()
        .filter(leaders__account=account)
        .select_related("course")
        .order_by("weekday", "starts")
    )


def without_leader() -> QuerySet[Cohort]:
    """Groups that nobody can lead any more: their leaders left the team, or lost the role."""
    able = leading().filter(cohort=OuterRef("pk"))
    return Cohort.objects.not_over().filter(~Exists(able))


@dataclass(frozen=True)
class DoubleBooking:
    """Somebody leads two groups at the same time: first when, and how often in all."""

    leader: str
    other: Cohort
    first: GroupSession
    times: int


def double_bookings(cohort: Cohort, *, now: datetime) -> list[DoubleBooking]:
    """Where leaders of this group lead another one that meets at the same time. Three queries."""
    elsewhere = list(
        CohortLeader.objects.filter(account__leads__cohort=cohort)
        .exclude(cohort=cohort)
        .filter(cohort__in=Cohort.objects.not_over())
        .select_related("account", "cohort")
    )
    own = list(_ahead(now).filter(cohort=cohort))
    theirs: dict[int, list[GroupSession]] = {}
    for group_session in _ahead(now).filter(cohort__in=[lead.cohort_id for lead in elsewhere]):
        theirs.setdefault(group_session.cohort_id, []).append(group_session)
    found = []
    for lead in elsewhere:
        others = theirs.get(lead.cohort_id, [])
        clashes = [mine for mine in own if any(_meet_at_once(mine, other) for other in others)]
        if clashes:
            found.append(DoubleBooking(str(lead.account), lead.cohort, clashes[0], len(clashes)))
    return found


def _ahead(now: datetime) -> QuerySet[GroupSession]:
    planned = GroupSession.objects.filter(state=GroupSession.State.PLANNED, starts_at__gt=now)
    return planned.order_by("starts_at")


def _meet_at_once(one: GroupSession, other: GroupSession) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def seat_map(cohort: Cohort) -> list[SeatLine]:
    """Every seat by number, taken or free. One query."""
    taken = {
        seat.seat_no: seat
        for seat in cohort.enrollments.occupying().select_related("member__account")
    }
    highest = max([cohort.capacity, *(number for number in taken if number)])
    return [SeatLine(number, taken.get(number)) for number in range(1, highest + 1)]


def roster(cohort: Cohort, *, now: datetime) -> list[RosterLine]:
    """The members with their attendance so far and whether they confirmed the next session.

    Four queries, whatever the number of members and sessions.
    """
    enrolled = list(cohort.enrollments.belonging().select_related("member"))
    coming_next = next_session(cohort, now=now)
    confirmed = set(
        LinkConfirmation.objects.filter(session=coming_next).values_list("enrollment_id", "epoch")
        if coming_next
        else []
    )
    verdicts: dict[object, list[str]] = {}
    rows = Attendance.objects.filter(session__cohort=cohort).order_by("session__starts_at")
    for enrollment_id, verdict in rows.values_list("enrollment_id", "verdict"):
        verdicts.setdefault(enrollment_id, []).append(verdict)
    return [
        _roster_line(seat, verdicts.get(seat.pk, []), coming=(seat.pk, seat.epoch) in confirmed)
        for seat in enrolled
    ]


def _roster_line(seat: Enrollment, verdicts: list[str], *, coming: bool) -> RosterLine:
    missed = 0
    for verdict in reversed(verdicts):
        if verdict != Attendance.Verdict.ABSENT:
            break
        missed += 1
    return RosterLine(
        enrollment=seat,
        name=seat.member.name,
        coming=coming,
        present=verdicts.count(Attendance.Verdict.PRESENT),
        late=verdicts.count(Attendance.Verdict.LATE),
        absent=verdicts.count(Attendance.Verdict.ABSENT),
        missed_in_a_row=missed,
    )


def attendance_of(group_session: GroupSession) -> list[Attendance]:
    """The verdicts of one session, by name."""
    return list(
        Attendance.objects.filter(session=group_session)
        .select_related("enrollment__member", "corrected_by")
        .order_by("enrollment__member__name")
    )


def unchecked_attendance(cohort_ids: list[int], *, now: datetime) -> dict[int, list[GroupSession]]:
    """Sessions of the last eight days that ended and whose attendance nobody looked at yet."""
    found: dict[int, list[GroupSession]] = {}
    ended = GroupSession.objects.filter(
        cohort_id__in=cohort_ids,
        state=GroupSession.State.ENDED,
        starts_at__gt=now - RECENT,
        attendance_checked_at__isnull=True,
    ).order_by("-starts_at")
    for group_session in ended:
        found.setdefault(group_session.cohort_id, []).append(group_session)
    return found


def member_counts(
    cohort_ids: list[int], coming: dict[int, GroupSession]
) -> dict[int, tuple[int, int]]:
    """For each cohort how many take part and how many confirmed the coming session. Two queries."""
    enrolled = Enrollment.objects.enrolled().filter(cohort_id__in=cohort_ids)
    confirmed = set(
        LinkConfirmation.objects.filter(session__in=list(coming.values())).values_list(
            "enrollment_id", "epoch"
        )
    )
    counts: dict[int, tuple[int, int]] = {}
    for seat in enrolled:
        members, expected = counts.get(seat.cohort_id, (0, 0))
        counts[seat.cohort_id] = (members + 1, expected + ((seat.pk, seat.epoch) in confirmed))
    return counts
