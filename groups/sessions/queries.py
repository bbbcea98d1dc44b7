"""Reads over cohorts, seats and sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from groups.cohorts.models import Cohort, CohortLeader
from groups.seats.models import Enrollment
from groups.seats.queries import taken_seats
from groups.sessions.dates import by_the_rules
from groups.sessions.models import OPENS_BEFORE, GroupSession, SessionMove
from whole.asked import Asked, Given

# No room stays open longer than this after the start; it bounds the search for what is on.
LONGEST = timedelta(hours=6)
ALL = slice(None)


@dataclass(frozen=True)
class CohortCard:
    """A group as the public sees it, and what of it is left for whoever enrols now.

    `first_starts_at` is when they begin, with how many `sessions`; `all_sessions` has the group.
    """

    cohort: Cohort
    seats_left: int
    first_starts_at: datetime
    sessions: int
    all_sessions: int
    is_open: bool

    @property
    def full(self) -> bool:
        """Whether nobody more fits."""
        return self.seats_left == 0

    @property
    def leaders(self) -> tuple[str, ...]:
        """The names of those who lead it. A query, where they were not read for a list.

        Names only: an account without one would show its address to the public.
        """
        prefetch_related_objects([self.cohort], _LEADERS)
        named = (leader.account.get_full_name() for leader in self.cohort.leaders.all())
        return tuple(name for name in named if name)


def on_offer(
    now: datetime, *, course_slug: str = "", led_by: int | None = None
) -> QuerySet[Cohort]:
    """The groups that take people or are about to start: all, of one course, of one leader."""
    meets = GroupSession.objects.filter(cohort=OuterRef("pk")).exclude(
        state=GroupSession.State.CANCELLED
    )
    cohorts = Cohort.objects.taking(now).filter(Exists(meets))
    if course_slug:
        cohorts = cohorts.filter(course__slug=course_slug)
    if led_by is not None:
        cohorts = cohorts.filter(leaders__account=led_by)
    return cohorts


def next_groups(
    now: datetime,
    *,
    course_slug: str = "",
    led_by: int | None = None,
    free: bool = False,
    part: slice = ALL,
) -> list[CohortCard]:
    """What is on offer, soonest first: all of it, or a part; `free`: with a seat left. Two queries,
    and what is counted is counted for what is asked."""
    counted = _counted(
        on_offer(now, course_slug=course_slug, led_by=led_by).select_related("course")
    ).prefetch_related(_LEADERS)
    if free:
        counted = counted.filter(taken__lt=F("capacity"))  # type: ignore[misc]  # annotated
    return [_card(cohort, now) for cohort in counted[part]]


@dataclass(frozen=True)
class Part:
    """A member's part in a group: when it begins, with how many of `all_sessions`."""

    first_starts_at: datetime
    sessions: int
    all_sessions: int

    @property
    def whole(self) -> bool:
        """Whether it is all of the course."""
        return self.sessions >= self.all_sessions


def part_of(seat: Enrollment) -> Part | None:
    """The part that goes with a seat; None where none of its sessions takes place. One query."""
    met = GroupSession.objects.filter(cohort=seat.cohort_id).exclude(
        state=GroupSession.State.CANCELLED
    )
    found = list(met.order_by("starts_at").only("number", "starts_at"))
    theirs = seat.theirs(found)
    return Part(theirs[0].starts_at, len(theirs), len(found)) if theirs else None


def card_of(slug: str, *, now: datetime) -> CohortCard | None:
    """One group as the public sees it; None for a draft or a slug that is not there."""
    found = _public(slug=slug)
    return _card(found[0], now) if found else None


_LEADERS = Prefetch(
    "leaders", queryset=CohortLeader.objects.select_related("account").order_by("-part")
)


def _counted(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    meets = ~Q(sessions__state=GroupSession.State.CANCELLED)
    theirs = meets & Q(sessions__number__gte=Coalesce("gate", 1))
    return (
        cohorts.annotate(
            taken=taken_seats(),
            session_count=Count("sessions", filter=theirs, distinct=True),
            all_count=Count("sessions", filter=meets, distinct=True),
            first_starts_at=Min("sessions__starts_at", filter=theirs),
        )
        .filter(first_starts_at__isnull=False)
        .order_by("first_starts_at", "pk")
    )


# On every page of an enrolment: putting it together took six times what the database takes.
_public = Asked(
    lambda: _counted(
        Cohort.objects.filter(slug=Given("slug", Cohort._meta.get_field("slug")))
        .exclude(state=Cohort.State.DRAFT)
        .select_related("course")
    )
)


def _card(cohort: Cohort, now: datetime) -> CohortCard:
    return CohortCard(
        cohort=cohort,
        seats_left=max(0, cohort.capacity - cohort.taken),  # type: ignore[attr-defined]
        first_starts_at=cohort.first_starts_at,  # type: ignore[attr-defined]
        sessions=cohort.session_count,  # type: ignore[attr-defined]
        all_sessions=cohort.all_count,  # type: ignore[attr-defined]
        is_open=cohort.takes_people(now),
    )


def coming_by_cohort(cohort_ids: list[int], *, now: datetime) -> dict[int, GroupSession]:
    """For each cohort the session that is on or comes next. One query."""
    found: dict[int, GroupSession] = {}
    planned = GroupSession.objects.filter(
        cohort_id__in=cohort_ids, state=GroupSession.State.PLANNED, starts_at__gt=now - LONGEST
    ).order_by("starts_at")
    for group_session in planned:
        if now < group_session.room_closes_at:
            found.setdefault(group_session.cohort_id, group_session)
    return found


@dataclass(frozen=True)
class Changed:
    """A meeting ahead that somebody moved or cancelled; `was_at` is when a moved one was to be.

    `added` is the meeting that was added for a cancelled one, while that is still to come.
    """

    session: GroupSession
    was_at: datetime | None
    added: GroupSession | None

    def was_known(self, enrolled_at: datetime) -> bool:
        """Whether who enrolled then has never known it otherwise."""
        changed_at = self.session.changed_at
        return changed_at is not None and changed_at < enrolled_at


def changed_by_cohort(cohort_ids: list[int], *, now: datetime) -> dict[int, list[Changed]]:
    """For each cohort the meetings still ahead that were moved or cancelled, soonest first.

    What was cancelled stays until its hour has passed, so that whoever comes at the old hour reads
    why nobody is there. What new rules of clocks moved is not among them: nobody changed it. Three
    queries at most.
    """
    found: dict[int, list[Changed]] = {}
    sessions = GroupSession.objects.filter(
        cohort_id__in=cohort_ids, version__gt=0, starts_at__gt=now - LONGEST
    ).exclude(state=GroupSession.State.ENDED)
    moves = SessionMove.objects.order_by("-version")
    added = GroupSession.objects.filter(state=GroupSession.State.PLANNED)
    sessions = sessions.prefetch_related(
        Prefetch("moves", queryset=moves), Prefetch("replacements", queryset=added)
    )
    for one in sessions.order_by("starts_at"):
        change = _change_of(one)
        if change is not None and now < one.room_closes_at:
            found.setdefault(one.cohort_id, []).append(change)
    return found


def _change_of(group_session: GroupSession) -> Changed | None:
    """What somebody did to a session; None where all that moved it were clocks."""
    if group_session.state == GroupSession.State.CANCELLED:
        return Changed(group_session, None, next(iter(group_session.replacements.all()), None))
    moves = list(group_session.moves.all())
    own = next((move for move in moves if move.rules_id is None), None)
    if moves and own is None:
        return None
    return Changed(group_session, own.was_at if own else None, None)


def just_ended_by_cohort(cohort_ids: list[int], *, now: datetime) -> dict[int, GroupSession]:
    """For each cohort the session that was ended while its hours last: it may be opened again."""
    found: dict[int, GroupSession] = {}
    ended = GroupSession.objects.filter(
        cohort_id__in=cohort_ids, state=GroupSession.State.ENDED, starts_at__gt=now - LONGEST
    ).order_by("starts_at")
    for group_session in ended:
        if group_session.may_reopen(now):
            found.setdefault(group_session.cohort_id, group_session)
    return found


def next_session(cohort: Cohort, *, now: datetime) -> GroupSession | None:
    """The session that is on or comes next."""
    return coming_by_cohort([cohort.pk], now=now).get(cohort.pk)


def in_the_way(group_session: GroupSession, *, starts_at: datetime) -> GroupSession | None:
    """Another planned session of the same group that meets while this one would, at `starts_at`."""
    ends_at = starts_at + timedelta(minutes=group_session.minutes)
    others = GroupSession.objects.filter(
        cohort_id=group_session.cohort_id,
        state=GroupSession.State.PLANNED,
        starts_at__gt=starts_at - LONGEST,
        starts_at__lt=ends_at,
    ).exclude(pk=group_session.pk)
    return next(
        (other for other in others.order_by("starts_at") if other.ends_at > starts_at), None
    )


def overtaken(group_session: GroupSession, *, starts_at: datetime) -> GroupSession | None:
    """The neighbouring session that this one would pass at `starts_at`; None where order is kept.

    Neighbours are counted by number, as lessons are; one that is cancelled is no neighbour.
    """
    others = GroupSession.objects.filter(cohort_id=group_session.cohort_id).exclude(
        state=GroupSession.State.CANCELLED
    )
    before = others.filter(number__lt=group_session.number).order_by("-number").first()
    if before is not None and starts_at < before.starts_at:
        return before
    after = others.filter(number__gt=group_session.number).order_by("number").first()
    return after if after is not None and starts_at > after.starts_at else None


def coming_sessions(cohort: Cohort, *, now: datetime) -> list[GroupSession]:
    """The sessions whose room is not closed yet, soonest first: what a calendar still needs."""
    return all_coming([cohort.pk], now=now).get(cohort.pk, [])


def all_coming(cohort_ids: list[int], *, now: datetime) -> dict[int, list[GroupSession]]:
    """By cohort the sessions whose room is not closed yet, soonest first. One query."""
    found: dict[int, list[GroupSession]] = {}
    planned = GroupSession.objects.filter(
        cohort_id__in=cohort_ids, state=GroupSession.State.PLANNED, starts_at__gt=now - LONGEST
    )
    for group_session in planned.order_by("starts_at"):
        if now < group_session.room_closes_at:
            found.setdefault(group_session.cohort_id, []).append(group_session)
    return found


def added_for(cancelled: GroupSession) -> GroupSession | None:
    """The session that was added when this one was cancelled, while it is still to come."""
    return cancelled.replacements.filter(state=GroupSession.State.PLANNED).first()


def moved_by_somebody(group_session: GroupSession) -> bool:
    """Whether its hour was changed by more than new rules of clocks. At most one query."""
    version = group_session.version
    return version > 0 and version > group_session.moves.filter(rules__isnull=False).count()


def planned_wrongly(cohort_ids: list[int] | None, *, now: datetime) -> list[GroupSession]:
    """Sessions ahead whose moment is not what today's time-zone rules make of their wall time.

    Of these cohorts, or of all with None. Without those whose room is open at `now`, or would be by
    the rules. One query.
    """
    ahead = GroupSession.objects.filter(
        state=GroupSession.State.PLANNED, starts_at__gt=now + OPENS_BEFORE
    ).select_related("cohort")
    if cohort_ids is not None:
        ahead = ahead.filter(cohort_id__in=cohort_ids)
    found = []
    for one in ahead.order_by("cohort_id", "number"):
        right = by_the_rules(one.starts_at, on=one.on, starts=one.starts, zone=one.cohort.zone)
        if right != one.starts_at and right > now + OPENS_BEFORE:
            found.append(one)
    return found
