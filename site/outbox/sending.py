"""From waiting to sent: claim a letter with a lease, hand it over, write down what happened.

A process killed between handing over and writing down leaves a lease behind; when
it ends, the letter is sent again with the same Message-ID. So nothing is lost, and a copy can only
exist where a process died.
"""

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import Error, transaction
from django.db.models import QuerySet

from audit.states import StateMoved, move_unrecorded
from clock.claiming import FREED, Backoff, claim, due, rest, unheld
from clock.words import written_for
from outbox.mime import build_message
from outbox.models import Letter
from outbox.register import render_of
from outbox.transport import RefusedForGood, RefusedForNow, Transport, Unreachable

logger = logging.getLogger(__name__)

MAX_TRIES = 16
# Sixteen tries span about thirty hours.
BACKOFF = Backoff(first=timedelta(seconds=30), longest=timedelta(hours=4))
SETTLE_TRIES = 3
SETTLE_PAUSE = 1.0  # seconds
ERROR_LENGTH = 300


class Outcome(Enum):
    """What became of one try."""

    SENT = "sent"
    SKIPPED = "skipped"
    POSTPONED = "postponed"
    DEAD = "dead"
    SERVER_DOWN = "server down"  # postponed, and no other letter would fare better now


def due_letters(*, now: datetime) -> QuerySet[Letter]:
    """Letters that may be tried now, and letters whose sender died."""
    return Letter.objects.filter(due(now), state=Letter.State.WAITING)


def claim_due(*, now: datetime) -> Letter | None:
    """Leases the next due letter to the caller, sign-in codes first; None when nothing is due."""
    return claim(due_letters(now=now).order_by("-urgent", "next_try_at"), lease=_lease())


def claim_one(letter_id: uuid.UUID) -> Letter | None:
    """Leases one waiting letter; None when somebody else has it or it is gone."""
    waiting = Letter.objects.filter(unheld(), pk=letter_id, state=Letter.State.WAITING)
    return claim(waiting, lease=_lease())


def _lease() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def deliver(letter: Letter, *, transport: Transport, now: datetime) -> Outcome:
    """Renders a claimed letter, hands it to `transport` and writes down what happened.

    Never raises for a letter that cannot be rendered or is refused. Call it outside transactions.
    """
    if letter.useless_after is not None and letter.useless_after <= now:
        return _skip(letter)
    if letter.attempts > MAX_TRIES:
        # Its senders died one after another: it may be the letter that kills them.
        return _give_up(letter, "its senders did not survive it")
    try:
        with written_for(letter.reader):
            rendered = render_of(letter.kind)(letter)
        if rendered is None:
            return _skip(letter)
        transport.send(build_message(letter, rendered, now=now))
    except Unreachable as error:
        _postpone(letter, now=now, error=str(error))
        logger.warning("mail server not reached", extra={"letter": str(letter.pk)})
        return Outcome.SERVER_DOWN
    except RefusedForGood as error:
        return _give_up(letter, str(error))
    except RefusedForNow as error:
        return _postpone(letter, now=now, error=str(error))
    except Exception as error:
        logger.exception("letter not made", extra={"letter": str(letter.pk), "kind": letter.kind})
        return _postpone(letter, now=now, error=type(error).__name__)
    _settle(letter, to=Letter.State.SENT, sent_at=now, sealed="", last_error="")
    return Outcome.SENT


def _skip(letter: Letter) -> Outcome:
    _settle(letter, to=Letter.State.SKIPPED, sealed="")
    return Outcome.SKIPPED


def _postpone(letter: Letter, *, now: datetime, error: str) -> Outcome:
    if letter.attempts >= MAX_TRIES:
        return _give_up(letter, error)
    until = now + BACKOFF.after(letter.attempts)
    _write_down(letter, lambda: rest(letter, until=until, last_error=error[:ERROR_LENGTH]))
    return Outcome.POSTPONED


def _give_up(letter: Letter, error: str) -> Outcome:
    _settle(letter, to=Letter.State.DEAD, last_error=error[:ERROR_LENGTH])
    logger.error("letter given up", extra={"letter": str(letter.pk), "kind": letter.kind})
    return Outcome.DEAD


def _settle(letter: Letter, *, to: Letter.State, **fields: object) -> None:
    """Writes the outcome down, if the lease is still ours."""
    _write_down(letter, lambda: _moved(letter, to, fields))


def _moved(letter: Letter, to: Letter.State, fields: Mapping[str, object]) -> bool:
    try:
        move_unrecorded(
            letter, to=to, changes={**FREED, **fields}, if_still={"lease": letter.lease}
        )
    except StateMoved:
        return False
    return True


def _write_down(letter: Letter, write: Callable[[], bool]) -> None:
    """Does `write`, which returns whether the letter was ours; again when the database is busy."""
    for tries_left in reversed(range(SETTLE_TRIES)):
        try:
            kept = write()
        except Error:
            connection = transaction.get_connection()
            if not tries_left or connection.in_atomic_block:
                raise
            # The letter has left: to write that down is worth waiting for a database that is busy
            # or comes back, or the letter would leave a second time.
            connection.close()
            time.sleep(SETTLE_PAUSE)
        else:
            if not kept:
                logger.warning("lease was lost", extra={"letter": str(letter.pk)})
            return
