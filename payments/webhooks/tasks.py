"""The worker's share of the events."""

import logging
from datetime import datetime

from clock.jobs import every
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.webhooks.actions import due_events, handle_event
from payments.webhooks.missed import catch_up

logger = logging.getLogger(__name__)


@every(2, name="payments.events", apart=True)
def handle_due_events(now: datetime) -> None:
    """Whatever is stored and due: left over from a crash, or waiting for another try."""
    for event_id in due_events(now=now):
        handle_event(event_id, now=now)


@every(600, name="payments.missed", apart=True)
def catch_up_with_missed_events(now: datetime) -> None:
    """Whatever Stripe sent and nobody here heard of."""
    try:
        catch_up(now=now)
    except (StripeUnreachable, StripeRefused):
        logger.warning("missed events not asked for")
