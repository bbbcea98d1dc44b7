"""Acting on an event right after it was stored, without letting Stripe wait for it."""

import atexit
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connections

import clock
from payments.webhooks.actions import handle_event

THREADS = 2

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="stripe-events")
_running: set[Future[None]] = set()
_lock = threading.Lock()
atexit.register(_pool.shutdown, cancel_futures=True)


def handle_soon(event_id: int) -> None:
    """Handles the event in a thread of this process. If the process dies first, the worker does."""
    future = _pool.submit(_handle, event_id)
    with _lock:
        _running.add(future)
    future.add_done_callback(_forget)


def _handle(event_id: int) -> None:
    try:
        handle_event(event_id, now=clock.now())
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
