"""From waiting to sent: claim letters with a lease, hand them over, write down what happened.

A process killed between handing over and writing down leaves a lease behind; when
it ends, the letter is sent again with the same Message-ID. So nothing is lost, and a copy can only
exist where a process died.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import Error, transaction
from django.db.models import QuerySet

from audit.states import move_all_unrecorded
from clock.claiming import FREED, Backoff, claim, claim_many, due, put_back, rest, unheld
from clock.words import written_for
from outbox.compose import Kept, composed_with
from outbox.mime import build_message
from outbox.models import Letter
from outbox.register import renders_of
from outbox.rendered import Rendered
from outbox.smtp import NotSent
from outbox.transport import RefusedForGood, RefusedForNow, Transport, Unreachable

logger = logging.getLogger(__name__)

MAX_TRIES = 16
# Sixteen tries span about thirty hours.
BACKOFF = Backoff(first=timedelta(seconds=30), longest=timedelta(hours=4))
# From here on a letter is taken alone: one that kills its senders takes no other along for long.
ALONE_AFTER = 3
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
    NOT_BEGUN = "not begun"  # it goes back as it was


@dataclass(frozen=True)
class Made:
    """A claimed letter whose words are made, and when that was (monotonic)."""

    letter: Letter
    message: EmailMessage
    at: float


@dataclass(frozen=True)
class Tried:
    """What became of a claimed letter, not written down yet."""

    letter: Letter
    outcome: Outcome
    error: str = ""


def due_letters(*, now: datetime) -> QuerySet[Letter]:
    """Letters that may be tried now, and letters whose sender died."""
    return Letter.objects.filter(due(now), state=Letter.State.WAITING)


def claim_due(*, now: datetime, most: int, holder: uuid.UUID) -> list[Letter]:
    """Leases the next due letters to the caller, sign-in codes first; none when nothing is due."""
    found = due_letters(now=now).order_by("-urgent", "next_try_at")
    fresh = found.filter(attempts__lte=ALONE_AFTER)
    return claim_many(fresh, most=most, lease=_lease(), holder=holder) or claim_many(
        found, most=1, lease=_lease(), holder=holder
    )


def claim_one(letter_id: uuid.UUID) -> Letter | None:
    """Leases one waiting letter; None when somebody else has it or it is gone."""
    waiting = Letter.objects.filter(unheld(), pk=letter_id, state=Letter.State.WAITING)
    return claim(waiting, lease=_lease())


def _lease() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def deliver(letter: Letter, *, transport: Transport, now: datetime) -> Outcome:
    """Makes a claimed letter, hands it to `transport` and writes down what happened.

    Never raises for a letter that cannot be rendered or is refused. Call it outside transactions.
    """
    made = next(make([letter], now=now))
    tried = made if isinstance(made, Tried) else hand_over(made, transport)
    write_down([tried], now=now)
    return tried.outcome


def make(letters: Sequence[Letter], *, now: datetime) -> Iterator[Made | Tried]:
    """Makes the words of claimed letters, one after another; what they are about is read at once.

    Yields what became of a letter instead where there is nothing to send. Never raises for a letter
    that cannot be made.
    """
    kept = Kept()
    for letter, render in renders_of(letters):
        yield _make(letter, render, kept=kept, now=now)


def _make(
    letter: Letter, render: Callable[[], Rendered | None], *, kept: Kept, now: datetime
) -> Made | Tried:
    if letter.useless_after is not None and letter.useless_after <= now:
        return Tried(letter, Outcome.SKIPPED)
    if letter.attempts > MAX_TRIES:
        # Its senders died one after another: it may be the letter that kills them.
        return Tried(letter, Outcome.DEAD, "its senders did not survive it")
    try:
        with written_for(letter.reader), composed_with(kept):
            rendered = render()
        if rendered is None:
            return Tried(letter, Outcome.SKIPPED)
        _readdress(letter, rendered.to)
        return Made(letter, build_message(letter, rendered, now=now), time.monotonic())
    except Exception as error:
        return _not_made(letter, error)


def _readdress(letter: Letter, to: str) -> None:
    """The letter goes to the address that its reader has now, and its row says so."""
    if to and to != letter.to:
        letter.to = to
        Letter.objects.filter(pk=letter.pk, lease=letter.lease).update(to=to)


def _not_made(letter: Letter, error: Exception) -> Tried:
    logger.exception("letter not made", extra={"letter": str(letter.pk), "kind": letter.kind})
    return Tried(letter, Outcome.POSTPONED, type(error).__name__)


def hand_over(
    made: Made, transport: Transport, *, may_leave: Callable[[], bool] = lambda: True
) -> Tried:
    """Hands a letter to `transport`, which asks at the last moment whether it may leave.

    It needs no database and never raises.
    """
    letter = made.letter
    try:
        transport.send(made.message, may_leave=may_leave)
    except NotSent:
        return Tried(letter, Outcome.NOT_BEGUN)
    except Unreachable as error:
        logger.warning("mail server not reached", extra={"letter": str(letter.pk)})
        return Tried(letter, Outcome.SERVER_DOWN, str(error))
    except RefusedForGood as error:
        return Tried(letter, Outcome.DEAD, str(error))
    except RefusedForNow as error:
        return Tried(letter, Outcome.POSTPONED, str(error))
    except Exception as error:
        return _not_made(letter, error)
    return Tried(letter, Outcome.SENT)


def write_down(tried: Sequence[Tried], *, now: datetime) -> None:
    """Writes down what became of letters, of each whose lease is still ours: those that left in
    one statement."""
    together: dict[tuple[Outcome, uuid.UUID | None], list[Letter]] = {}
    for each in tried:
        if each.outcome in (Outcome.SENT, Outcome.SKIPPED, Outcome.NOT_BEGUN):
            together.setdefault((each.outcome, each.letter.lease), []).append(each.letter)
    for (outcome, holder), letters in together.items():
        _write_together(outcome, letters, holder=holder, now=now)
    for each in tried:
        if each.outcome is Outcome.DEAD:
            _give_up(each.letter, each.error)
        elif each.outcome in (Outcome.POSTPONED, Outcome.SERVER_DOWN):
            _postpone(each.letter, now=now, error=each.error)


def _write_together(
    outcome: Outcome, letters: Sequence[Letter], *, holder: uuid.UUID | None, now: datetime
) -> None:
    ours = Letter.objects.filter(pk__in=[each.pk for each in letters], lease=holder)
    done: dict[Outcome, Callable[[], int]] = {
        Outcome.SENT: partial(
            move_all_unrecorded,
            ours,
            to=Letter.State.SENT,
            changes={**FREED, "sent_at": now, "sealed": "", "last_error": ""},
        ),
        Outcome.SKIPPED: partial(
            move_all_unrecorded,
            ours,
            to=Letter.State.SKIPPED,
            changes={**FREED, "sealed": ""},
        ),
        Outcome.NOT_BEGUN: partial(put_back, ours),
    }
    _insist(letters, done[outcome])


def _postpone(letter: Letter, *, now: datetime, error: str) -> None:
    if letter.attempts >= MAX_TRIES:
        _give_up(letter, error)
        return
    until = now + BACKOFF.after(letter.attempts)
    _insist([letter], lambda: int(rest(letter, until=until, last_error=error[:ERROR_LENGTH])))


def _give_up(letter: Letter, error: str) -> None:
    ours = Letter.objects.filter(pk=letter.pk, lease=letter.lease)
    changes = {**FREED, "last_error": error[:ERROR_LENGTH]}
    _insist([letter], lambda: move_all_unrecorded(ours, to=Letter.State.DEAD, changes=changes))
    logger.error("letter given up", extra={"letter": str(letter.pk), "kind": letter.kind})


def _insist(letters: Sequence[Letter], write: Callable[[], int]) -> None:
    """Does `write`, which returns how many letters were ours; again when the database is busy."""
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
            if kept < len(letters):
                logger.warning(
                    "lease was lost",
                    extra={"letter": str(letters[0].pk), "count": len(letters) - kept},
                )
            return
