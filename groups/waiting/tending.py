"""What time does to waiting lists: offers end, letters leave by day, free seats are offered."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from groups.seats.actions import lock_cohort
from groups.seats.errors import SeatMoved
from groups.waiting.actions import offer_free_seats, remind, tell_end, tell_offer
from groups.waiting.ending import end_in_time
from groups.waiting.errors import EntryMoved
from groups.waiting.hours import half_way, is_awake
from groups.waiting.models import Entries, WaitingEntry
from groups.waiting.queries import closed_or_placed, with_room

logger = logging.getLogger(__name__)
AT_ONCE = 200


def tend_lists(now: datetime) -> None:
    """One round of the worker: whatever is due by `now`, each in a transaction of its own.

    Seats are offered in the transaction that frees them; this finds what was missed, and what waits
    for an hour. Five queries where nothing is due.
    """
    for entry in _read(WaitingEntry.objects.offered().filter(told_at=None)):
        if is_awake(now, entry.clock):
            _each("told", entry, partial(tell_offer, entry, now=now))
    for entry in _read(WaitingEntry.objects.told(now)):
        _tend_offer(entry, now=now)
    for entry in _read(closed_or_placed(now)):
        _each("ended", entry, partial(end_in_time, entry, now=now))
    for cohort_id in with_room(now):
        _offer_in(cohort_id, now=now)
    for entry in _read(WaitingEntry.objects.ended_untold()):
        if is_awake(now, entry.clock):
            _each("told of the end", entry, partial(tell_end, entry, now=now))


def _tend_offer(entry: WaitingEntry, *, now: datetime) -> None:
    told_at, until = entry.told_at, entry.seat.hold_until if entry.seat else None
    if told_at is None or until is None:
        return
    if until <= now:
        _each("ended", entry, partial(end_in_time, entry, now=now))
        return
    due = entry.reminded_at is None and now >= half_way(told_at, until)
    if due and is_awake(now, entry.clock):
        _each("reminded", entry, partial(remind, entry, now=now))


def _read(entries: Entries) -> list[WaitingEntry]:
    return list(entries.select_related("cohort", "member__account", "seat")[:AT_ONCE])


def _each(what: str, entry: WaitingEntry, do: Callable[[], object]) -> None:
    """One that cannot be done stops no other."""
    try:
        do()
    except (EntryMoved, SeatMoved):
        return  # somebody answered meanwhile
    except Exception:
        logger.exception("waiting entry not %s", what, extra={"entry": entry.pk})


@transaction.atomic
def _offer_in(cohort_id: int, *, now: datetime) -> None:
    offer_free_seats(lock_cohort(cohort_id), now=now)
