"""Inside a build: posts letters, sends them, tells how long that took."""

import inspect
import time
import uuid
from typing import Any

from django.db import transaction

import clock
from outbox import tasks
from outbox.actions import post_letter, send_due

MOST_SECONDS = 20.0


def send(*, room: dict[str, Any], letters: int) -> dict[str, float]:
    """Sends the link letter of a session, with its calendar part, the worker's way."""
    now = clock.now()
    with transaction.atomic():
        for at in range(letters):
            about = {
                "session": room["session"],
                "enrollment": room["enrollments"][at % len(room["enrollments"])],
            }
            post_letter(
                "session-tomorrow",
                key=f"bench:{uuid.uuid4()}",
                to=f"reader{at}@example.org",
                about=about,
                now=now,
                **for_a_reader(),
            )
    began, cpu = time.perf_counter(), time.process_time()
    sent = send_due(now=now, limit=letters, seconds=MOST_SECONDS, **in_parallel())
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert sent, "no letter left"
    return {"rate": sent / wall, "cpu_ms": cpu / sent * 1000}


def for_a_reader() -> dict[str, Any]:
    """Difference: once letters had no reader."""
    if "reader" not in inspect.signature(post_letter).parameters:
        return {}
    from clock.words import Reader  # noqa: PLC0415

    return {"reader": Reader(country="GB")}


def in_parallel() -> dict[str, Any]:
    """As many connections as this build's worker uses."""
    return {"connections": tasks.CONNECTIONS} if hasattr(tasks, "CONNECTIONS") else {}
