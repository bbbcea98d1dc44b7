"""What matters to a person now, gathered from every app."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.models import WorkflowState

from accounts.models import Account
from courses.lessons.in_line import approval_asked, in_line, on_its_way
from groups.assigning.queries import waiting_by_part
from groups.attendance.queries import unchecked_attendance
from groups.clocks.queries import changed_since_enrolling, recently_moved
from groups.cohorts.models import Cohort, CohortLeader
from groups.diaries.queries import high_urges
from groups.handing.queries import new_for
from groups.leading.queries import led_cohorts, without_leader
from groups.links.queries import confirmed_by, member_counts
from groups.links.tokens import link_path
from groups.measuring.queries import Asked, asked_now, unseen_notes
from groups.rooms.standing import Standing, locked_sessions, standings
from groups.seats.models import Enrollment
from groups.seats.queries import owed_for
from groups.sessions.models import GroupSession
from groups.sessions.queries import Changed, all_coming, changed_by_cohort, coming_by_cohort
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
    was ended while its hours last; `catches_up`: they begin with that next session, in a group that
    meets already; `owes`: they were enrolled by hand, and no room lets them in before they
    answered;
    `asked`: the forms that their course asks now, while some are open; `given`: how many things
    their leaders gave them that are not marked as done.
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
    catches_up: bool
    owes: bool
    asked: Asked | None
    given: int


@dataclass(frozen=True)
class Coming:
    """A session that lies ahead; `moved`: off the group's own weekday or hour."""

    session: GroupSession
    moved: bool


@dataclass(frozen=True)
class GroupNow:
    """A group that somebody takes part in: who leads it, and what comes. `way_in` leads into a room
    that is open to them now."""

    enrollment: Enrollment
    leaders: tuple[str, ...]
    coming: tuple[Coming, ...]
    room_open: bool
    way_in: str


@dataclass(frozen=True)
class LessonsNow:
    """All that an enrolment may read, the newest week first, and what comes next; apart from it
    what the group was taught before they came."""

    enrollment: Enrollment
    released: tuple[WeekLine, ...]
    before: tuple[WeekLine, ...]
    upcoming: WeekLine | None


@dataclass(frozen=True)
class LeaderNow:
    """One group as its leader needs it today; `notes` about members' safety they have not seen,
    `urges`: the strong ones that members share, and `sheets` that they handed in, which this leader
    has not seen."""

    cohort: Cohort
    next_session: GroupSession | None
    room_open: bool
    locked: bool
    just_ended: GroupSession | None
    week: WeekLine | None
    members: int
    coming: int
    unchecked: tuple[GroupSession, ...]
    notes: int
    urges: int
    sheets: int


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
    ahead = all_coming(cohorts, now=now)
    coming = {
        one.pk: theirs[0]
        for one in enrollments
        if (theirs := one.theirs(ahead.get(one.cohort_id, [])))
    }
    weeks = weeks_by_cohort(cohorts, now=now)
    confirmed = confirmed_by(enrollments, coming.values())
    changed = changed_by_cohort(cohorts, now=now)
    doors = standings(enrollments, [one for one in coming.values() if one.room_is_open(now)])
    owed = owed_for(enrollments)
    asked = asked_now(enrollments, now=now)
    given = waiting_by_part(enrollments, now=now)
    return [
        _member_now(
            enrollment,
            coming.get(enrollment.pk),
            weeks.get(enrollment.cohort_id, []),
            changed=changed.get(enrollment.cohort_id, []),
            confirmed=confirmed,
            doors=doors,
            owes=enrollment.pk in owed,
            asked=asked.get(enrollment.pk),
            given=given.get(enrollment.pk, 0),
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
    asked: Asked | None,
    given: int,
    now: datetime,
) -> MemberNow:
    if not enrollment.enrolled:
        next_session, changed = None, []
    door = doors.get((enrollment.pk, next_session.pk)) if next_session else None
    enrolled_at = enrollment.activated_at
    if enrolled_at is not None:
        changed = [one for one in changed if not one.was_known(enrolled_at)]
    changed = [one for one in changed if enrollment.has_session(one.session.number)]
    released = [week for week in weeks if week.released]
    theirs = _of_their_part(enrollment, weeks)
    waiting = [week for week in theirs if not week.released]
    catches_up = enrollment.came_later and not any(week.released for week in theirs)
    return MemberNow(
        enrollment=enrollment,
        next_session=next_session,
        join_path=link_path(enrollment, next_session) if next_session else "",
        confirmed=next_session is not None and (enrollment.pk, next_session.pk) in confirmed,
        room_open=next_session is not None and next_session.room_is_open(now),
        standing=(door or Standing.WELCOME).value,
        just_ended=just_ended(theirs, now=now) if enrollment.enrolled else None,
        latest=released[-1] if released and not catches_up else None,
        upcoming=waiting[0] if waiting else None,
        changed=tuple(changed),
        clocks_changed=enrollment.enrolled and enrollment.clocks_changed,  # type: ignore[attr-defined]
        released=tuple(reversed(released)),
        catches_up=catches_up and bool(released),
        owes=owes,
        asked=asked if asked and asked.open_measures else None,
        given=given,
    )


def groups_now(account: Account, *, now: datetime) -> list[GroupNow]:
    """The groups of the account's members, those that are over last; constant queries."""
    leaders = CohortLeader.objects.select_related("account").order_by("-part")
    enrollments = list(
        _of_account(account).prefetch_related(Prefetch("cohort__leaders", queryset=leaders))
    )
    enrollments.sort(key=lambda one: not one.enrolled)
    coming = all_coming([one.cohort_id for one in enrollments if one.enrolled], now=now)
    open_now = [found[0] for found in coming.values() if found[0].room_is_open(now)]
    doors = standings(enrollments, open_now)
    return [
        _group_now(one, one.theirs(coming.get(one.cohort_id, [])), doors, now=now)
        for one in enrollments
    ]


def _of_account(account: Account) -> QuerySet[Enrollment]:
    own = Enrollment.objects.belonging().filter(member__account=account)
    return own.select_related("cohort__course", "member").order_by("held_at")


def _group_now(
    enrollment: Enrollment,
    coming: list[GroupSession],
    doors: dict[tuple[UUID, UUID], Standing],
    *,
    now: datetime,
) -> GroupNow:
    coming = coming if enrollment.enrolled else []
    room_open = bool(coming) and coming[0].room_is_open(now)
    welcome = room_open and doors.get((enrollment.pk, coming[0].pk)) in (None, Standing.WELCOME)
    cohort = enrollment.cohort
    named = (one.account.get_full_name() for one in cohort.leaders.all())
    return GroupNow(
        enrollment=enrollment,
        leaders=tuple(name for name in named if name),
        coming=tuple(Coming(one, not one.keeps_the_plan(cohort)) for one in coming),
        room_open=room_open,
        way_in=link_path(enrollment, coming[0]) if welcome else "",
    )


def lessons_now(account: Account, *, now: datetime) -> list[LessonsNow]:
    """What the account's members may read, by enrolment; constant queries."""
    enrollments = list(_of_account(account))
    weeks = weeks_by_cohort([one.cohort_id for one in enrollments], now=now)
    return [_lessons_now(one, weeks.get(one.cohort_id, [])) for one in enrollments]


def _lessons_now(enrollment: Enrollment, weeks: list[WeekLine]) -> LessonsNow:
    released = [week for week in weeks if week.released and week.lessons]
    theirs = _of_their_part(enrollment, weeks)
    waiting = (week for week in theirs if not week.released) if enrollment.enrolled else ()
    return LessonsNow(
        enrollment,
        released=tuple(week for week in reversed(released) if week in theirs),
        before=tuple(week for week in released if week not in theirs),
        upcoming=next(iter(waiting), None),
    )


def _of_their_part(enrollment: Enrollment, weeks: list[WeekLine]) -> list[WeekLine]:
    """The weeks taught in sessions of theirs: whoever came later has none of those before."""
    return [week for week in weeks if enrollment.has_session(week.session.number)]


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
    shared = high_urges(ids, reader=account, now=now)
    unseen = Counter(urge.cohort_id for urge in shared if not urge.seen_by_me)
    locked = locked_sessions([one for one in coming.values() if one.room_is_open(now)])
    notes = unseen_notes(account, ids)
    sheets = new_for(ids, reader=account)
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
            notes=notes.get(cohort.pk, 0),
            urges=unseen[cohort.pk],
            sheets=sheets.get(cohort.pk, 0),
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
