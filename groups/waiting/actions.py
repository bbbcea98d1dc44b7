"""What happens on a waiting list. Each function is one thing that happened, in one transaction.

Whoever changes who stands in line, or to whom a seat is offered, holds the lock of the cohort's
row, as for every seat.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Account, Member
from accounts.queries import same_mailbox
from audit.actions import record
from audit.states import StateMoved, move, one_transaction
from groups.apart.models import DoNotPlace, Reach, apart_from
from groups.cohorts.models import Cohort
from groups.seats.actions import (
    lock_cohort,
    offer_seat,
    reclaim_seat,
    release_seat,
    take_locked,
    time_offer,
)
from groups.seats.beyond import seat_beyond
from groups.seats.errors import CohortFull, EnrolmentClosed, KeptApart, OfferOver
from groups.seats.models import Enrollment
from groups.waiting.errors import EntryMoved, PlacedAlready, SeatFree, TooManyLists
from groups.waiting.hours import awake_at, is_awake
from groups.waiting.letters import (
    post_joined,
    post_offer,
    post_over,
    post_reminder,
    post_taken_back,
)
from groups.waiting.models import EntryState, OfferTakenBack, WaitingEntry, Why
from groups.waiting.queries import in_line, may_be_offered, with_placed, with_standing
from groups.waiting.rule import time_kept

# Somebody may look for any of several evenings; nobody may keep a seat in every group from others,
# and new addresses of one mailbox cost nothing.
MOST_LISTS = 6


@transaction.atomic
def join_list(
    cohort: Cohort, *, member: Member, by: Account, now: datetime
) -> tuple[WaitingEntry, bool]:
    """The member stands at the end of the line from now on; returns the entry, and if it is new.

    Joining again changes nothing. Raises EnrolmentClosed, PlacedAlready, TooManyLists, KeptApart
    where a coordinator alone places them, or SeatFree where they can have a seat at once.
    """
    locked = lock_cohort(cohort.pk)
    if not locked.takes_people(now):
        raise EnrolmentClosed
    standing = locked.waiting.open().filter(member=member).first()
    if standing is not None:
        return standing, False
    entry = WaitingEntry(cohort=locked, member=member, joined_at=now)
    if locked.enrollments.claimed().filter(member=member).exists() or _placed(entry):
        raise PlacedAlready
    if _has_room(locked) and not _somebody_comes_first(locked, than=member, now=now):
        raise SeatFree
    if (
        WaitingEntry.objects.open().filter(member__account__in=same_mailbox(by)).count()
        >= MOST_LISTS
    ):
        raise TooManyLists
    if DoNotPlace.objects.open().of(member).filter(reach=Reach.EVERYWHERE).exists():
        raise KeptApart  # nobody would ever ask them
    entry.save(force_insert=True)
    record("waiting.joined", on=entry, by=by.pk, member_id=member.pk, now=now, cohort=locked.pk)
    post_joined(entry, now=now)
    return entry, True


@transaction.atomic
def put_first(cohort: Cohort, *, member: Member, now: datetime) -> WaitingEntry | None:
    """Whoever paid for a seat that was gone stands before everybody who joined the line, on the
    place they have in it or a new one; among themselves whoever waits longest is first.

    Again, nothing happens; the caller tells them. Returns None, and nobody waits, where that leads
    nowhere: the group takes people no more, they have a seat in its course, cannot sign in, or must
    not share the group with somebody who has a seat there, and would not be asked.
    """
    locked = lock_cohort(cohort.pk)
    standing = locked.waiting.open().filter(member=member).first()
    entry = standing or WaitingEntry(cohort=locked, member=member, joined_at=now)
    seated = locked.enrollments.claimed().filter(member=member).exists() or _placed(entry)
    if not locked.takes_people(now) or seated or not member.account.is_active:
        return None
    if _must_not_sit_there(locked, member):
        return None
    if not entry.goes_first:
        entry.goes_first = True
        entry.save()
        record("waiting.put-first", on=entry, by=None, member_id=member.pk, now=now,
               cohort=locked.pk, in_line=standing is not None)  # fmt: skip
    return entry


def _placed(entry: WaitingEntry) -> bool:
    taking_part = entry.member.enrollments.enrolled()
    return taking_part.filter(cohort__course=entry.cohort.course_id).exists()


def _must_not_sit_there(cohort: Cohort, member: Member) -> bool:
    if DoNotPlace.objects.open().of(member).filter(reach=Reach.EVERYWHERE).exists():
        return True
    there = cohort.enrollments.occupying().annotate(apart=apart_from(member.pk))
    return there.filter(apart=True).exists()


def _has_room(cohort: Cohort) -> bool:
    return cohort.enrollments.occupying().count() < cohort.capacity


def _somebody_comes_first(cohort: Cohort, *, than: Member, now: datetime) -> bool:
    return any(
        entry.member_id != than.pk and may_be_offered(entry, now=now) for entry in in_line(cohort)
    )


def claim_seat(
    cohort: Cohort,
    *,
    member: Member,
    hold_until: datetime,
    now: datetime,
    anybody_waits: bool = True,
    by_hand_of: Account | None = None,
) -> tuple[Enrollment, bool]:
    """Holds a seat for the member until `hold_until`: the one they were offered, else one that
    nobody in line may have. Returns it, and if it is new. `by_hand_of` as for `take_seat`.

    `anybody_waits` False saves a question: whoever joins the line after it was asked finds a full
    group, and each seat that comes free from then on is offered before anybody else sees it.
    Raises CohortFull (OfferOver, where their offer ended), EnrolmentClosed, KeptApart or
    AlreadyEnrolled; what the caller did in the same transaction falls with them.
    """
    with one_transaction():
        locked = lock_cohort(cohort.pk)
        line = _open_in(locked) if anybody_waits else []
        mine = next((entry for entry in line if entry.member_id == member.pk), None)
        seat, fresh = take_locked(
            locked,
            member=member,
            hold_until=hold_until,
            now=now,
            kept_for_others=any(
                entry is not mine and may_be_offered(entry, now=now) for entry in line
            ),
            by_hand_of=by_hand_of,
        )
        if fresh and mine is not None:
            by = by_hand_of.pk if by_hand_of else member.account_id
            _end(mine, EntryState.ACCEPTED, act="waiting.accepted", by=by, now=now)
        return seat, fresh


def claim_beyond(
    cohort: Cohort, *, member: Member, reason: str, by: Account, now: datetime
) -> tuple[Enrollment, bool]:
    """A coordinator puts somebody above the group's number of seats, where every seat is taken.

    Whoever waits is offered first what is free; what is free even then is given as anybody's is.
    Returns the held seat, and if it is new. Raises RoomFull, NoReason, OfferOver, EnrolmentClosed,
    KeptApart or AlreadyEnrolled.
    """
    with transaction.atomic():
        locked = lock_cohort(cohort.pk)
        offer_free_seats(locked, now=now)
        try:
            with transaction.atomic():
                return claim_seat(locked, member=member, hold_until=now, now=now, by_hand_of=by)
        except OfferOver:
            raise
        except CohortFull:
            seat = seat_beyond(locked, member=member, reason=reason, by=by, now=now)
        for entry in locked.waiting.open().filter(member=member):
            _end(entry, EntryState.ACCEPTED, act="waiting.accepted", by=by.pk, now=now)
        return seat, True


@transaction.atomic
def take_back(seat: Enrollment, *, now: datetime) -> None:
    """Money arrived after the hold was released: a seat is theirs at once, and first the one that
    is offered to them at this moment. Raises what `reclaim_seat` raises; then nothing changed."""
    lock_cohort(seat.cohort_id)
    offers = WaitingEntry.objects.offered().select_related("seat")
    mine = offers.filter(cohort=seat.cohort_id, member=seat.member_id).first()
    if mine is not None:
        _end(mine, EntryState.ACCEPTED, act="waiting.accepted", by=None, now=now)
    reclaim_seat(seat, now=now, offered=mine.seat if mine else None)


def _open_in(cohort: Cohort) -> list[WaitingEntry]:
    line = list(with_standing(cohort.waiting.open()).select_related("member__account"))
    for entry in line:
        entry.cohort = cohort
    return line


def offer_free_seats(cohort: Cohort, *, now: datetime) -> int:
    """Offers what is free to those who stand in line; returns how many seats that were.

    For a caller who holds the cohort's lock. By day the letter is posted at once.
    """
    if not cohort.takes_people(now):
        return 0
    offered = 0
    # The line is read again after each offer: who has a seat now decides who may share the group.
    while (entry := _next_in_line(cohort, now=now)) is not None:
        try:
            _offer(entry, cohort=cohort, now=now)
        except CohortFull:
            return offered
        offered += 1
    return offered


def _next_in_line(cohort: Cohort, *, now: datetime) -> WaitingEntry | None:
    return next((one for one in in_line(cohort) if may_be_offered(one, now=now)), None)


def _offer(entry: WaitingEntry, *, cohort: Cohort, now: datetime) -> None:
    morning = awake_at(now, entry.clock)
    until = min(morning + time_kept(), cohort.enrolment_closes_at)
    seat = offer_seat(cohort, member=entry.member, until=until, now=now)
    move(
        entry,
        to=EntryState.OFFERED,
        act="waiting.offered",
        by=None,
        now=now,
        changes={"seat": seat, "offered_at": now},
        member_id=entry.member_id,
        no=seat.seat_no,
    )
    if morning == now:
        tell_offer(entry, now=now)


@transaction.atomic
def tell_offer(entry: WaitingEntry, *, now: datetime) -> None:
    """Posts the letter about an offered seat, from which its hours count. Raises EntryMoved where
    that was done, or the offer answered, meanwhile; SeatMoved where the seat is no longer offered.
    """
    assert entry.seat is not None  # an offer is of a seat
    lock_cohort(entry.cohort_id)  # whoever answers at this moment has it first, or waits
    untold = WaitingEntry.objects.offered().filter(pk=entry.pk, told_at=None)
    if not untold.update(told_at=now):
        raise EntryMoved
    entry.told_at = now
    until = min(now + time_kept(), entry.cohort.enrolment_closes_at)
    time_offer(entry.seat, until=until)
    post_offer(entry, now=now)


@transaction.atomic
def remind(entry: WaitingEntry, *, now: datetime) -> None:
    """Posts the one reminder of an offer. Raises EntryMoved where it was posted or answered."""
    open_still = WaitingEntry.objects.offered().filter(pk=entry.pk, reminded_at=None)
    if not open_still.update(reminded_at=now):
        raise EntryMoved
    post_reminder(entry, now=now)


@transaction.atomic
def tell_end(entry: WaitingEntry, *, now: datetime) -> None:
    """Posts the letter that says that, and why, somebody waits no longer. Raises EntryMoved."""
    if not WaitingEntry.objects.ended_untold().filter(pk=entry.pk).update(end_told_at=now):
        raise EntryMoved
    post_over(entry, now=now)


def decline(entry: WaitingEntry, *, by: int | None, now: datetime) -> None:
    """Somebody says no to the seat they were offered; it is offered to whoever is next. `by` is
    None for whoever came by the link in their letter. Raises EntryMoved."""
    _give_on(entry, EntryState.DECLINED, act="waiting.declined", by=by, now=now)


@transaction.atomic
def take_back_offer(
    entry: WaitingEntry, *, stays: bool, reason: str, by: Account, now: datetime
) -> OfferTakenBack:
    """A coordinator takes back a seat that was offered; it is offered to whoever is next.

    Who `stays` keeps their place and is asked again once a coordinator says so; who does not waits
    no longer. Whoever knew of the offer gets a letter at once, also at night: they may be about to
    answer. Raises EntryMoved where they have.
    """
    lock_cohort(entry.cohort_id)
    entry.refresh_from_db(fields=["state", "seat", "told_at"])
    if not entry.is_offered or entry.seat is None:
        raise EntryMoved
    knows = entry.told_at is not None
    release_seat(entry.seat, reason="offer taken back", now=now, by=by.pk)
    if stays:  # only now, so that the seat goes to the next one and not to them again
        move(
            entry,
            to=EntryState.WAITING,
            act="waiting.taken_back",
            by=by.pk,
            now=now,
            changes={"paused_at": now, "told_at": None, "reminded_at": None},
            member_id=entry.member_id,
        )
    else:
        _end(entry, EntryState.CLOSED, act="waiting.taken_back", by=by.pk, now=now,
             why=Why.TAKEN_BACK)  # fmt: skip
        WaitingEntry.objects.filter(pk=entry.pk).update(end_told_at=now)
    taken = OfferTakenBack.objects.create(entry=entry, stays=stays, reason=reason, by=by, at=now)
    if knows:
        post_taken_back(taken, now=now)
    return taken


@transaction.atomic
def ask_again(entry: WaitingEntry, *, by: Account, now: datetime) -> None:
    """Whose offer was taken back is asked in their turn again, at once where a seat is free. Raises
    EntryMoved."""
    cohort = lock_cohort(entry.cohort_id)
    paused = WaitingEntry.objects.waiting().filter(pk=entry.pk, paused_at__isnull=False)
    if not paused.update(paused_at=None):
        raise EntryMoved
    record("waiting.asked_again", on=entry, by=by.pk, member_id=entry.member_id, now=now)
    offer_free_seats(cohort, now=now)


@transaction.atomic
def leave_list(entry: WaitingEntry, *, by: Account, now: datetime) -> None:
    """Somebody waits no longer; a seat that is offered to them goes on. Raises EntryMoved."""
    lock_cohort(entry.cohort_id)
    entry.refresh_from_db(fields=["state", "seat"])
    if entry.is_offered:
        decline(entry, by=by.pk, now=now)
    else:
        _end(entry, EntryState.LEFT, act="waiting.left", by=by.pk, now=now)


@transaction.atomic
def end_in_time(entry: WaitingEntry, *, now: datetime) -> bool:
    """Ends an entry that leads nowhere any more, if that is so: nobody answered in time, the group
    takes people no more, or they have a seat in it or in another one of its course.

    Returns whether it did. A letter says so, by day.
    """
    cohort = lock_cohort(entry.cohort_id)
    found = with_placed(WaitingEntry.objects.open()).filter(pk=entry.pk)
    fresh = found.select_related("member__account", "seat").first()
    if fresh is None:
        return False
    fresh.cohort = cohort
    if fresh.placed:  # type: ignore[attr-defined]  # annotated
        _close(fresh, Why.PLACED, now=now)
    elif _is_over(fresh, now=now):
        _give_on(fresh, EntryState.LAPSED, act="waiting.lapsed", by=None, now=now)
    elif not cohort.takes_people(now):
        _close(fresh, Why.CLOSED, now=now)
    else:
        return False
    if is_awake(now, fresh.clock):
        tell_end(fresh, now=now)
    return True


@transaction.atomic
def end_as_too_young(entry: WaitingEntry, *, now: datetime) -> None:
    """They have said that they are younger than whoever may enrol there alone: they wait no longer,
    and a seat that is offered to them goes on. A letter says so, by day. Raises EntryMoved.
    """
    lock_cohort(entry.cohort_id)
    entry.refresh_from_db(fields=["state", "seat"])
    _close(entry, Why.YOUNG, now=now)
    if is_awake(now, entry.clock):
        tell_end(entry, now=now)


def _is_over(entry: WaitingEntry, *, now: datetime) -> bool:
    """Whether they were told of a seat and have not answered in its time."""
    seat = entry.seat
    return (
        entry.is_offered
        and entry.told_at is not None
        and seat is not None
        and seat.hold_until is not None
        and seat.hold_until <= now
    )


def _close(entry: WaitingEntry, why: Why, *, now: datetime) -> None:
    act = "waiting.closed"
    if entry.is_offered:
        _give_on(entry, EntryState.CLOSED, act=act, by=None, now=now, why=why)
    else:
        _end(entry, EntryState.CLOSED, act=act, by=None, now=now, why=why)


@transaction.atomic
def _give_on(
    entry: WaitingEntry, to: EntryState, *, act: str, by: int | None, now: datetime, why: str = ""
) -> None:
    """The offer ends, and its seat is offered to whoever is next."""
    lock_cohort(entry.cohort_id)
    entry.refresh_from_db(fields=["state", "seat"])
    if not entry.is_offered or entry.seat is None:
        raise EntryMoved
    _end(entry, to, act=act, by=by, now=now, why=why)
    release_seat(entry.seat, reason=f"offer {to.value}", now=now, by=by)


def _end(
    entry: WaitingEntry, to: EntryState, *, act: str, by: int | None, now: datetime, why: str = ""
) -> None:
    try:
        move(
            entry,
            to=to,
            act=act,
            by=by,
            now=now,
            changes={"ended_at": now, "why": why},
            member_id=entry.member_id,
        )
    except StateMoved as error:
        raise EntryMoved from error
