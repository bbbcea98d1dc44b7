"""From waiting to sent: claim a letter with a lease, hand it over, write down what happened.

A lease lasts real seconds, because a conversation with a mail server does; everything else goes by
the site's clock. A process killed between handing over and writing down leaves a lease behind; when
it ends, the letter is sent again with the same Message-ID. So nothing is lost, and a copy can only
exist where a process died.
"""

import logging
import time
import uuid
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import Error, transaction
from django.db.models import Q, QuerySet

from audit.states import StateMoved, move_unrecorded
from clock import real_now
from outbox.mime import build_message
from outbox.models import Letter
from outbox.register import render_of
from outbox.transport import RefusedForGood, RefusedForNow, Transport, Unreachable

logger = logging.getLogger(__name__)

MAX_TRIES = 16
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
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


def wait_after(tries: int) -> timedelta:
    """How long a letter rests after its `tries`-th failure: 30 s, doubling, at most 4 hours.

    Sixteen tries span about thirty hours.
    """
    doublings = min(tries - 1, 12)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def due_letters(*, now: datetime) -> QuerySet[Letter]:
    """Letters that may be tried now, and letters whose sender died."""
    return Letter.objects.filter(
        Q(state=Letter.State.WAITING, next_try_at__lte=now)
        | Q(state=Letter.State.SENDING, lease_until__lte=real_now())
    )


def claim_due(*, now: datetime) -> Letter | None:
    """Leases the next due letter to the caller, sign-in codes first; None when nothing is due."""
    return _claim(due_letters(now=now).order_by("-urgent", "next_try_at"))


def claim_one(letter_id: uuid.UUID) -> Letter | None:
    """Leases one waiting letter; None when somebody else has it or it is gone."""
    return _claim(Letter.objects.filter(pk=letter_id, state=Letter.State.WAITING))


def _claim(candidates: QuerySet[Letter]) -> Letter | None:
    if not candidates.exists():  # an idle worker takes no write lock
        return None
    with transaction.atomic():
        letter = candidates.select_for_update(skip_locked=True).first()
        if letter is None:
            return None
        leased = {
            "lease": uuid.uuid4(),
            "lease_until": real_now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS),
            "attempts": letter.attempts + 1,
        }
        seen = {"lease": letter.lease}
        try:
            move_unrecorded(letter, to=Letter.State.SENDING, changes=leased, if_still=seen)
        except StateMoved:
            return None
    return letter


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
    _settle(
        letter,
        to=Letter.State.WAITING,
        next_try_at=now + wait_after(letter.attempts),
        last_error=error[:ERROR_LENGTH],
    )
    return Outcome.POSTPONED


def _give_up(letter: Letter, error: str) -> Outcome:
    _settle(letter, to=Letter.State.DEAD, last_error=error[:ERROR_LENGTH])
    logger.error("letter given up", extra={"letter": str(letter.pk), "kind": letter.kind})
    return Outcome.DEAD


def _settle(letter: Letter, *, to: Letter.State, **fields: object) -> None:
    """Writes the outcome if the lease is still ours; tries again when the database is busy."""
    free = {"lease": None, "lease_until": None, **fields}
    ours = {"lease": letter.lease}
    for tries_left in reversed(range(SETTLE_TRIES)):
        try:
            move_unrecorded(letter, to=to, changes=free, if_still=ours)
        except StateMoved:
            logger.warning("lease was lost", extra={"letter": str(letter.pk)})
            return
        except Error:
            connection = transaction.get_connection()
            if not tries_left or connection.in_atomic_block:
                raise
            # The letter has left: to write that down is worth waiting for a database that is busy
            # or comes back, or the letter would leave a second time.
            connection.close()
            time.sleep(SETTLE_PAUSE)
        else:
            return
