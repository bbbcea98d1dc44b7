"""A coordinator founds a group, opens it, and moves or cancels its meetings."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from accounts.models import Account
from audit.actions import record
from groups.attendance.actions import judge
from groups.cohorts.models import Cohort, CohortLeader
from groups.desk.letters import post_change_to_leaders, post_part_ended
from groups.desk.queries import facilitators, free_slug
from groups.seats.actions import lock_cohort, remove_member
from groups.seats.models import ENROLLED, OCCUPYING, Enrollment, SeatState
from groups.sessions.actions import (
    CLOSES_BEFORE,
    cancel_session,
    close_before_first,
    end_session,
    move_session,
    plan_sessions,
)
from groups.sessions.models import GroupSession
from groups.sessions.queries import in_the_way, overtaken
from groups.weeks.actions import pin_new_lessons, plan_weeks, shift_weeks
from help.models import SiteSettings


class TooFewSeats(Exception):
    """The capacity cannot fall below the highest seat that is taken, which is `fewest`."""

    def __init__(self, fewest: int) -> None:
        super().__init__(fewest)
        self.fewest = fewest


class TooLate(Exception):
    """Enrolment would close before it opens: the first session is too close, or over."""


class InTheWay(Exception):
    """The group already meets then; `other` is that session."""

    def __init__(self, other: GroupSession) -> None:
        super().__init__(other)
        self.other = other


class OutOfOrder(Exception):
    """Lessons follow the order of sessions, and `other` would be overtaken."""

    def __init__(self, other: GroupSession) -> None:
        super().__init__(other)
        self.other = other


class NoDraft(Exception):
    """The group was opened, or is gone: it cannot be discarded any more."""


class SomebodyJoined(Exception):
    """A group that anybody ever had a seat in is kept, with its seats."""


class UnfitLeaders(Exception):
    """A group is led by one active facilitator, or by two different ones."""


@transaction.atomic
def found_cohort(
    cohort: Cohort, *, leader: Account, co_leader: Account | None, by: Account, now: datetime
) -> Cohort:
    """Saves a new cohort as a draft with its leaders, weekly sessions and pinned lessons.

    Where a colleague took its address a moment ago it gets the next free one.
    """
    cohort.state = Cohort.State.DRAFT
    _save_at_free_address(cohort)
    CohortLeader.objects.create(cohort=cohort, account=leader, part=CohortLeader.Part.LEADER)
    if co_leader is not None and co_leader != leader:
        CohortLeader.objects.create(
            cohort=cohort, account=co_leader, part=CohortLeader.Part.CO_LEADER
        )
    plan_sessions(cohort, count=cohort.course.weeks.count())
    plan_weeks(cohort)
    record("cohort.founded", on=cohort, by=by.pk, now=now)
    return cohort


def _save_at_free_address(cohort: Cohort) -> None:
    while True:
        try:
            with transaction.atomic():
                return cohort.save(force_insert=True)
        except IntegrityError:
            if not Cohort.objects.filter(slug=cohort.slug).exists():
                raise
            cohort.slug = free_slug(cohort.name)


@transaction.atomic
def open_enrolment(cohort: Cohort, *, by: Account, now: datetime) -> bool:
    """The group shows in public and takes people; False when it was no draft any more.

    Raises TooLate where nobody could enrol any more.
    """
    if lock_cohort(cohort.pk).enrolment_closes_at <= now:
        raise TooLate
    changed = Cohort.objects.filter(pk=cohort.pk, state=Cohort.State.DRAFT).update(
        state=Cohort.State.OPEN
    )
    if changed:
        record("cohort.opened", on=cohort, by=by.pk, now=now)
    return bool(changed)


@transaction.atomic
def change_words(cohort: Cohort, *, name: str, about: str, by: Account, now: datetime) -> bool:
    """Another name and description. The address stays, since letters lead to it.

    False, and no entry, when they are the group's words already.
    """
    locked = lock_cohort(cohort.pk)
    wanted = {"name": name, "about": about}
    changed = [field for field, words in wanted.items() if getattr(locked, field) != words]
    if not changed:
        return False
    Cohort.objects.filter(pk=locked.pk).update(**wanted)
    record("cohort.words", on=locked, by=by.pk, now=now, changed=changed)
    return True


def refuse_to_discard(cohort: Cohort) -> None:
    """Raises NoDraft or SomebodyJoined for a group that has to stay."""
    if cohort.state != Cohort.State.DRAFT:
        raise NoDraft
    if cohort.enrollments.exists():
        raise SomebodyJoined


@transaction.atomic
def discard_draft(cohort: Cohort, *, by: Account, now: datetime) -> None:
    """Takes back a draft that nobody joined, with its sessions and weeks; the entry stays.

    Raises NoDraft for a group that was opened, and SomebodyJoined for one with a seat of any state.
    """
    locked = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if locked is None:
        raise NoDraft
    refuse_to_discard(locked)
    record(
        "cohort.discarded", on=locked, by=by.pk, now=now,
        slug=locked.slug, sessions=locked.sessions.count(),
    )  # fmt: skip
    locked.weeks.all().delete()  # a session is kept from going while it carries a week
    locked.delete()


@transaction.atomic
def change_capacity(cohort: Cohort, *, capacity: int, by: Account, now: datetime) -> None:
    """More or fewer seats. Raises TooFewSeats when a higher-numbered seat is taken."""
    locked = lock_cohort(cohort.pk)
    highest = (
        locked.enrollments.filter(state__in=OCCUPYING)
        .order_by("-seat_no")
        .values_list("seat_no", flat=True)
        .first()
    )
    if highest is not None and highest > capacity:
        raise TooFewSeats(highest)
    before = locked.capacity
    locked.capacity = capacity
    locked.save(update_fields=["capacity"])
    record("cohort.capacity", on=locked, by=by.pk, now=now, before=before, after=capacity)


@transaction.atomic
def change_leaders(
    cohort: Cohort, *, leader: Account, co_leader: Account | None, by: Account, now: datetime
) -> bool:
    """Hands the group to these leaders; whoever led it before loses its pages and rooms at once.

    False, and no entry, when they lead it already. Raises UnfitLeaders for somebody who is no
    active facilitator, or for one person in both parts.
    """
    locked = lock_cohort(cohort.pk)
    wanted = {leader.pk: CohortLeader.Part.LEADER}
    if co_leader is not None:
        wanted.setdefault(co_leader.pk, CohortLeader.Part.CO_LEADER)
    if leader == co_leader or facilitators().filter(pk__in=wanted).count() != len(wanted):
        raise UnfitLeaders
    before = dict(locked.leaders.values_list("account_id", "part"))
    if before == wanted:
        return False
    locked.leaders.exclude(account_id__in=wanted).delete()
    for account_id, part in wanted.items():
        CohortLeader.objects.update_or_create(
            cohort=locked, account_id=account_id, defaults={"part": part}
        )
    record(
        "cohort.leaders", on=locked, by=by.pk, now=now, before=sorted(before), after=sorted(wanted)
    )
    return True


@transaction.atomic
def move_meeting(
    group_session: GroupSession, *, starts_at: datetime, note: str, by: Account, now: datetime
) -> None:
    """Moves one session; enrolment follows the group's first one.

    Raises InTheWay when the group already meets then, OutOfOrder when the session would pass the
    one before or after it, and what `move_session` raises.
    """
    cohort = lock_cohort(group_session.cohort_id)
    other = in_the_way(group_session, starts_at=starts_at)
    if other is not None:
        raise InTheWay(other)
    passed = overtaken(group_session, starts_at=starts_at)
    if passed is not None:
        raise OutOfOrder(passed)
    move_session(group_session, starts_at=starts_at, note=note, by=by.pk, now=now)
    post_change_to_leaders(group_session, cohort=cohort, by=by, now=now)
    close_before_first(cohort)


@transaction.atomic
def cancel_meeting(group_session: GroupSession, *, note: str, by: Account, now: datetime) -> None:
    """Cancels one session; its lessons and all later ones move on by one, with a session added."""
    cohort = lock_cohort(group_session.cohort_id)  # two at once would add the same number
    added = cancel_session(group_session, note=note, by=by.pk, now=now)
    post_change_to_leaders(group_session, cohort=cohort, by=by, now=now)
    shift_weeks(group_session.cohort, cancelled=group_session, added=added)
    close_before_first(cohort)


@transaction.atomic
def take_out(seat: Enrollment, *, reason: str, by: Account, now: datetime) -> None:
    """A coordinator ends a member's part; links and sockets stop at once, and a letter says so."""
    remove_member(seat, reason=reason, by=by.pk, now=now)
    post_part_ended(seat, now=now)


@transaction.atomic
def change_promises(
    kept: SiteSettings, *, refund_terms: str, chat_kept_days: int, by: Account, now: datetime
) -> None:
    """Sets both; orders that exist keep the terms that were agreed."""
    kept.refund_terms, kept.chat_kept_days = refund_terms, chat_kept_days
    kept.save(update_fields=["refund_terms", "chat_kept_days"])
    record("promises.changed", on=kept, by=by.pk, now=now, chat_kept_days=chat_kept_days)


def advance_cohorts(now: datetime) -> None:
    """What time itself does: groups start with their first session, and end after their last.

    Lessons published since the last look reach the weeks still ahead.
    """
    met = GroupSession.objects.exclude(state=GroupSession.State.CANCELLED).filter(
        cohort=OuterRef("pk"), starts_at__lte=now
    )
    Cohort.objects.filter(
        Exists(met), state=Cohort.State.OPEN, enrolment_closes_at__lte=now
    ).update(state=Cohort.State.RUNNING)
    _close_forgotten_sessions(now)
    pin_new_lessons()
    ahead = GroupSession.objects.filter(cohort=OuterRef("pk"), state=GroupSession.State.PLANNED)
    for cohort in Cohort.objects.filter(~Exists(ahead), state=Cohort.State.RUNNING):
        _complete(cohort, now=now)


def _close_forgotten_sessions(now: datetime) -> None:
    """Ends sessions that nobody ended and nobody entered, once their room would have closed.

    A room that somebody opened ends itself (`groups.rooms.tasks`), and its session with it.
    """
    planned = GroupSession.objects.filter(
        cohort__state__in=[Cohort.State.OPEN, Cohort.State.RUNNING],
        state=GroupSession.State.PLANNED,
        rooms__isnull=True,
        starts_at__lt=now,
    )
    for group_session in planned:
        if now >= group_session.room_closes_at:
            _close_forgotten(group_session, now=now)


@transaction.atomic
def _close_forgotten(group_session: GroupSession, *, now: datetime) -> None:
    if end_session(group_session, by=None, now=now):
        judge(group_session, now=now)


@transaction.atomic
def _complete(cohort: Cohort, *, now: datetime) -> None:
    lock_cohort(cohort.pk)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.ENDED)
    Enrollment.objects.filter(cohort=cohort, state__in=ENROLLED).update(
        state=SeatState.COMPLETED, ended_at=now
    )
    record("cohort.ended", on=cohort, by=None, now=now)


__all__ = [
    "CLOSES_BEFORE",
    "InTheWay",
    "NoDraft",
    "OutOfOrder",
    "SomebodyJoined",
    "TooFewSeats",
    "TooLate",
    "UnfitLeaders",
    "advance_cohorts",
    "cancel_meeting",
    "change_capacity",
    "change_leaders",
    "change_promises",
    "change_words",
    "discard_draft",
    "found_cohort",
    "move_meeting",
    "open_enrolment",
    "refuse_to_discard",
    "take_out",
]
