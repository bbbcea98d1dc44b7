"""What happens on a waiting list. Each function is one thing that happened, in one transaction.

Whoever changes who stands in line, or to whom a seat is offered, holds the lock of the cohort's
row, as for every seat.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Account, Member
from accounts.queries import same_mailbox
from audit.actions import record
from audit.states import move, one_transaction
from groups.apart.models import DoNotPlace, Reach, apart_online_from
from groups.cohorts.models import Cohort
from groups.seats.actions import (
    lock_cohort,
    offer_seat,
    reclaim_seat,
    take_locked,
    time_offer,
)
from groups.seats.beyond import seat_beyond
from groups.seats.errors import CohortFull, EnrolmentClosed, KeptApart, OfferOver
from groups.seats.models import Enrollment
from groups.waiting.entries import end_entry
from groups.waiting.errors import EntryMoved, PlacedAlready, SeatFree, TooManyLists
from groups.waiting.hours import awake_at
from groups.waiting.letters import (
    post_joined,
    post_offer,
    post_over,
    post_reminder,
)
from groups.waiting.models import EntryState, WaitingEntry
from groups.waiting.queries import in_line, may_be_offered, with_standing
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
    if _only_we_place(member):
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
    if _only_we_place(member):
        return True
    apart = apart_online_from(member.pk, account=member.account_id)
    return cohort.enrollments.occupying().annotate(apart=apart).filter(apart=True).exists()


def _only_we_place(member: Member) -> bool:
    pairs = DoNotPlace.objects.open().of_account(member.account_id)
    return pairs.filter(reach=Reach.EVERYWHERE).exists()


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
            if mine.paused_at is not None and by_hand_of is None:
                raise KeptApart  # an offer was taken back: a coordinator says when they may
            by = by_hand_of.pk if by_hand_of else member.account_id
            end_entry(mine, EntryState.ACCEPTED, act="waiting.accepted", by=by, now=now)
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
            end_entry(entry, EntryState.ACCEPTED, act="waiting.accepted", by=by.pk, now=now)
        return seat, True


@transaction.atomic
def take_back(seat: Enrollment, *, now: datetime) -> None:
    """Money arrived after the hold was released: a seat is theirs at once, and first the one that
    is offered to them at this moment. Raises what `reclaim_seat` raises; then nothing changed."""
    lock_cohort(seat.cohort_id)
    offers = WaitingEntry.objects.offered().select_related("seat")
    mine = offers.filter(cohort=seat.cohort_id, member=seat.member_id).first()
    if mine is not None:
        end_entry(mine, EntryState.ACCEPTED, act="waiting.accepted", by=None, now=now)
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
