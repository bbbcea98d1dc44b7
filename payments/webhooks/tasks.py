"""The worker's share of the events."""

from datetime import datetime

from clock.jobs import every
from payments.webhooks.actions import due_events, handle_event


@every(2, name="payments.events", apart=True)
def handle_due_events(now: datetime) -> None:
    """Whatever is stored and due: left over from a crash, or waiting for another try."""
    for event_id in due_events(now=now):
        handle_event(event_id, now=now)
