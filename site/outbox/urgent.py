"""Urgent letters leave at once, from the process that posted them.

Somebody who waits for a sign-in code should have it within a second. If this process dies or the
server is busy, the letter simply stays in the outbox and the worker sends it.
"""

import logging
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from django.conf import settings
from django.db import connections, transaction

import clock
from outbox.sending import claim_one, deliver
from outbox.transport import Transport

logger = logging.getLogger(__name__)
THREADS = 2


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    # Made at first use, so that it belongs to the process that serves, not to one that forked it.
    return ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="urgent-letters")


def send_after_commit(letter_id: uuid.UUID) -> None:
    """Tries to send one waiting letter as soon as the transaction that posted it has committed.

    In a thread beside the request unless `settings.OUTBOX_SEND_IN_THREAD` is off (tests). A failure
    is only logged.
    """
    transaction.on_commit(lambda: _start(letter_id), robust=True)


def _start(letter_id: uuid.UUID) -> None:
    if settings.OUTBOX_SEND_IN_THREAD:
        _pool().submit(_send_in_thread, letter_id)
    else:
        _send(letter_id)


def _send_in_thread(letter_id: uuid.UUID) -> None:
    try:
        _send(letter_id)
    finally:
        connections.close_all()


def _send(letter_id: uuid.UUID) -> None:
    try:
        letter = claim_one(letter_id)
        if letter is not None:
            with Transport() as transport:
                deliver(letter, transport=transport, now=clock.now())
    except Exception:
        logger.exception("urgent letter left to the worker", extra={"letter": str(letter_id)})
