"""What matters to a person now, gathered from every app."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator
from wagtail.models import WorkflowState

from accounts.models import Account
from courses.lessons.in_line import approval_asked, in_line, on_its_way
from groups.attendance.queries import unchecked_attendance
from groups.clocks.queries import changed_since_enrolling, recently_moved
from groups.cohorts.models import Cohort
from groups.leading.queries import led_cohorts, without_leader
from groups.links.queries import confirmed_by, member_counts
from groups.links.tokens import link_path
from groups.rooms.standing import Standing, locked_sessions, standings
from groups.seats.models import Enrollment
from groups.seats.queries import owed_for
from groups.sessions.models import GroupSession
from groups.sessions.queries import Changed, changed_by_cohort, coming_by_cohort
from groups.weeks.queries import WeekLine, just_ended, weeks_by_cohort
from outbox.queries import letter_counts
from payments.cases.models import ExceptionCase
from payments.checkout.queries import payer_is_done

# The editor's first page has all of them, with the whole notes.
MOST_CAME_BACK = 5
FIRST_WORDS = 12


@dataclass(frozen=True)
class MemberNow:
    """One enrolment as its member needs it today.

    `standing` is what they find at an open room's door, a `Standing`; `just_ended` a session that
    was ended while its hours last; `owes`: they were enrolled by hand, and no room lets them in
    before they answered.
    """

    enrollment: Enrollment
    next_session: GroupSession | None
    join_path: str
    confirmed: bool
    room_open: bool
    standing: str
    just_ended: GroupSession | None
    latest: WeekLine | None
    upcoming: WeekLine | None
    changed: tuple[Changed, ...]
    clocks_changed: bool
    released: tuple[WeekLine, ...]
    owes: bool


@dataclass(frozen=True)
class LeaderNow:
    """One group as its leader needs it today."""

    cohort: Cohort
    next_session: GroupSession | None
    room_open: bool
    locked: bool
    just_ended: GroupSession | None
    week: WeekLine | None
    members: int
    coming: int
    unchecked: tuple[GroupSession, ...]


@dataclass(frozen=True)
class CameBack:
    """A lesson that was sent back: its title, where it is edited, the first words of the note."""

    title: str
    url: str
    note: str


@dataclass(frozen=True)
class WriterNow:
    """What a facilitator who writes lessons needs today; `asked`: a coordinator approves them."""

    asked: bool
    came_back: tuple[CameBack, ...]


@dataclass(frozen=True)
class DeskNow:
    """What waits at the coordinator's desk. `unled` groups have nobody who can open their room;
    `clocks` counts the groups of which new clock rules moved sessions these two weeks; `lessons`
    those that wait for an approval."""

    unled: int
    open_groups: int
    drafts: int
    clocks: int
    lessons: int
    open_cases: int
    dead_letters: int


def member_now(account: Account, *, now: datetime) -> list[MemberNow]:
    """Every current enrolment of the account's members; the number of queries does not grow."""
    enrollments = list(
        Enrollment.objects.belonging()
        .filter(member__account=account)
        .select_related("cohort__course", "member")
        .annotate(clocks_changed=changed_since_enrolling(now=now))
        .order_by("held_at")
    )
    cohorts = [enrollment.cohort_id for enrollment in enrollments]
    coming = coming_by_cohort(cohorts, now=now)
    weeks = weeks_by_cohort(cohorts, now=now)
    confirmed = confirmed_by(enrollments, coming.values())
    changed = changed_by_cohort(cohorts, now=now)
    doors = standings(enrollments, [one for one in coming.values() if one.room_is_open(now)])
    owed = owed_for(enrollments)
    return [
        _member_now(
            enrollment,
            coming.get(enrollment.cohort_id),
            weeks.get(enrollment.cohort_id, []),
            changed=changed.get(enrollment.cohort_id, []),
            confirmed=confirmed,
            doors=doors,
            owes=enrollment.pk in owed,
            now=now,
        )
        for enrollment in enrollments
    ]


def _member_now(
    enrollment: Enrollment,
    next_session: GroupSession | None,
    weeks: list[WeekLine],
    *,
    changed: list[Changed],
    confirmed: set[tuple[UUID, UUID]],
    doors: dict[tuple[UUID, UUID], Standing],
    owes: bool,
    now: datetime,
) -> MemberNow:
    if not enrollment.enrolled:
        next_session, changed = None, []
    door = doors.get((enrollment.pk, next_session.pk)) if next_session else None
    enrolled_at = enrollment.activated_at
    if enrolled_at is not None:
        changed = [one for one in changed if not one.was_known(enrolled_at)]
    released = [week for week in weeks if week.released]
    waiting = [week for week in weeks if not week.released]
    return MemberNow(
        enrollment=enrollment,
        next_session=next_session,
        join_path=link_path(enrollment, next_session) if next_session else "",
        confirmed=next_session is not None and (enrollment.pk, next_session.pk) in confirmed,
        room_open=next_session is not None and next_session.room_is_open(now),
        standing=(door or Standing.WELCOME).value,
        just_ended=just_ended(weeks, now=now) if enrollment.enrolled else None,
        latest=released[-1] if released else None,
        upcoming=waiting[0] if waiting else None,
        changed=tuple(changed),
        clocks_changed=enrollment.enrolled and enrollment.clocks_changed,  # type: ignore[attr-defined]
        released=tuple(reversed(released)),
        owes=owes,
    )


def held_seats(account: Account) -> list[Enrollment]:
    """Seats that wait for the account's payment, each with its order; `payer_is_done` where a bank
    or a person here works on it."""
    return list(
        Enrollment.objects.held()
        .filter(member__account=account)
        .select_related("cohort", "member__account", "order")
        .annotate(payer_is_done=payer_is_done())
        .order_by("hold_until")
    )


def leader_now(account: Account, *, now: datetime) -> list[LeaderNow]:
    """Every group the account leads, the one that meets next first; constant queries."""
    cohorts = list(led_cohorts(account))
    ids = [cohort.pk for cohort in cohorts]
    coming = coming_by_cohort(ids, now=now)
    weeks = weeks_by_cohort(ids, now=now)
    counts = member_counts(ids, coming)
    unchecked = unchecked_attendance(ids, now=now)
    locked = locked_sessions([one for one in coming.values() if one.room_is_open(now)])
    lines = [
        LeaderNow(
            cohort=cohort,
            next_session=coming.get(cohort.pk),
            room_open=cohort.pk in coming and coming[cohort.pk].room_is_open(now),
            locked=cohort.pk in coming and coming[cohort.pk].pk in locked,
            just_ended=just_ended(weeks.get(cohort.pk, []), now=now),
            week=_week_of(coming.get(cohort.pk), weeks.get(cohort.pk, [])),
            members=counts.get(cohort.pk, (0, 0))[0],
            coming=counts.get(cohort.pk, (0, 0))[1],
            unchecked=tuple(unchecked.get(cohort.pk, [])),
        )
        for cohort in cohorts
    ]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    # What has just ended and may be opened again comes first: there is little time for it.
    soonest = {line.cohort.pk: line.just_ended or line.next_session for line in lines}
    return sorted(lines, key=lambda line: at.starts_at if (at := soonest[line.cohort.pk]) else far)


def writer_now(account: Account) -> WriterNow:
    """Two queries, however many lessons came back."""
    states = on_its_way(account).filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
    return WriterNow(
        approval_asked(), tuple(_came_back(state) for state in states[:MOST_CAME_BACK])
    )


def _came_back(state: WorkflowState) -> CameBack:
    step = state.current_task_state
    url = reverse("wagtailadmin_pages:edit", args=[int(state.object_id)])
    return CameBack(step.revision.object_str, url, Truncator(step.comment).words(FIRST_WORDS))


def _week_of(group_session: GroupSession | None, weeks: list[WeekLine]) -> WeekLine | None:
    if group_session is None:
        return None
    return next((week for week in weeks if week.session.pk == group_session.pk), None)


def desk_now(*, now: datetime) -> DeskNow:
    """Seven counts for the coordinator."""
    return DeskNow(
        unled=without_leader().count(),
        open_groups=Cohort.objects.filter(state=Cohort.State.OPEN).count(),
        drafts=Cohort.objects.filter(state=Cohort.State.DRAFT).count(),
        clocks=recently_moved(now=now),
        lessons=in_line().count(),
        open_cases=ExceptionCase.objects.filter(state=ExceptionCase.State.OPEN).count(),
        dead_letters=letter_counts(now=now).dead,
    )
