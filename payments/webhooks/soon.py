"""Acting on an event right after it was stored, without letting Stripe wait for it."""

import atexit
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from zlib import crc32

from django.db import connections

import clock
from payments.webhooks.actions import handle_leased
from payments.webhooks.models import StripeEvent

THREADS = 2

# What is about one payment is handled by one thread, so that nobody waits for its locks.
_lines = [
    ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"stripe-events-{number}")
    for number in range(THREADS)
]
_running: set[Future[None]] = set()
_lock = threading.Lock()
for _line in _lines:
    atexit.register(_line.shutdown, cancel_futures=True)


def handle_soon(event: StripeEvent) -> None:
    """Handles an event of ours in a thread of this process. If the process dies first, the worker
    does."""
    line = _lines[crc32((event.intent_id or event.object_id).encode()) % THREADS]
    future = line.submit(_handle, event)
    with _lock:
        _running.add(future)
    future.add_done_callback(_forget)


def _handle(event: StripeEvent) -> None:
    try:
        handle_leased(event, now=clock.now())
    finally:
        connections.close_all()


def _forget(future: Future[None]) -> None:
    with _lock:
        _running.discard(future)


def finish(timeout_seconds: float = 30) -> None:
    """Waits for the events this process is handling: before it ends, and at the end of a test."""
    with _lock:
        running = list(_running)
    for future in running:
        future.exception(timeout=timeout_seconds)
