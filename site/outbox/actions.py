"""Posting letters, sending what is due, trying a dead one again."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from audit.states import StateMoved, move_all_unrecorded, move_unrecorded
from clock.words import Reader, language_of
from outbox.models import Letter
from outbox.register import render_of
from outbox.turn import Turn
from outbox.urgent import send_after_commit

SECRETS_KEPT = timedelta(days=7)


class LetterNotDead(Exception):
    """Only a letter that was given up can be sent again."""


def post_letter(
    kind: str,
    *,
    key: str,
    to: str,
    reader: Reader,
    about: dict[str, Any],
    now: datetime,
    useless_after: datetime | None = None,
    urgent: bool = False,
    sealed: str = "",
) -> None:
    """Puts a letter into the outbox, in the caller's transaction and in one statement.

    Asking twice for the same `key` leaves the first letter as it is. `to` is the address of today;
    it leaves for the one that its words name as they are made (`compose`). `reader` says for whom
    it is written, as a rule the member's or the account's that it is about. `about` holds ids only;
    `sealed` is text that may not stand in the database in clear and is wiped once sent. An urgent
    letter is tried right after the commit. Raises UnknownKind.
    """
    render_of(kind)
    letter_id = uuid.uuid4()
    letter = Letter(
        id=letter_id,
        key=key,
        kind=kind,
        to=to,
        language=language_of(reader.language),
        country=reader.country,
        about=about,
        sealed=sealed,
        urgent=urgent,
        posted_at=now,
        next_try_at=now,
        useless_after=useless_after,
        message_id=f"<{letter_id}@{settings.DISCREET_HOST}>",
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    if urgent:  # whoever finds no letter with this id has nothing to send
        send_after_commit(letter_id)


def send_due(
    *, now: datetime, limit: int = 200, connections: int = 1, seconds: float = 20.0
) -> int:
    """Sends what is due and returns how many letters left.

    At most `limit` letters are tried and none is begun after `seconds`, so that one slow mail
    server cannot keep the worker from its other jobs. With one of `connections` the letters leave
    in the calling thread; with more, in threads that share the work (`outbox/turn.py`). The
    database is asked in the calling thread alone. Any number of processes may do this at once.
    """
    turn = Turn(now=now, limit=limit, seconds=seconds)
    return turn.in_parallel(connections) if connections > 1 else turn.alone()


def send_again(letter: Letter, *, now: datetime) -> None:
    """Gives a dead letter a new start. Raises LetterNotDead if it is not dead (any more)."""
    if letter.state != Letter.State.DEAD:
        raise LetterNotDead(letter.pk)
    fresh = {"attempts": 0, "next_try_at": now, "last_error": ""}
    try:
        move_unrecorded(letter, to=Letter.State.WAITING, changes=fresh)
    except StateMoved as error:
        raise LetterNotDead(letter.pk) from error


def skip_letters(letters: QuerySet[Letter]) -> int:
    """Those of the letters that still wait are of no use any more; returns how many."""
    return move_all_unrecorded(letters, to=Letter.State.SKIPPED)


def wipe_old_secrets(*, now: datetime) -> None:
    """Wipes the sealed words of dead letters that are of no use any more, or a week old."""
    forgotten = Q(posted_at__lt=now - SECRETS_KEPT) | Q(useless_after__lt=now)
    Letter.objects.filter(forgotten, state=Letter.State.DEAD).update(sealed="")
