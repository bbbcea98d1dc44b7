"""How somebody's waiting ends: a no, a leave, a time that is over, an offer that is taken back.

What was offered to them goes on to whoever is next. Whoever changes that holds the lock of the
cohort's row (`actions.py`).
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from audit.states import move
from groups.seats.actions import (
    lock_cohort,
    release_seat,
)
from groups.waiting.actions import offer_free_seats, tell_end
from groups.waiting.entries import end_entry
from groups.waiting.errors import EntryMoved
from groups.waiting.hours import is_awake
from groups.waiting.letters import (
    post_taken_back,
)
from groups.waiting.models import EntryState, OfferTakenBack, WaitingEntry, Why
from groups.waiting.queries import with_placed


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
        end_entry(entry, EntryState.CLOSED, act="waiting.taken_back", by=by.pk, now=now,
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
        end_entry(entry, EntryState.LEFT, act="waiting.left", by=by.pk, now=now)


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
        end_entry(entry, EntryState.CLOSED, act=act, by=None, now=now, why=why)


@transaction.atomic
def _give_on(
    entry: WaitingEntry, to: EntryState, *, act: str, by: int | None, now: datetime, why: str = ""
) -> None:
    """The offer ends, and its seat is offered to whoever is next."""
    lock_cohort(entry.cohort_id)
    entry.refresh_from_db(fields=["state", "seat"])
    if not entry.is_offered or entry.seat is None:
        raise EntryMoved
    end_entry(entry, to, act=act, by=by, now=now, why=why)
    release_seat(entry.seat, reason=f"offer {to.value}", now=now, by=by)
