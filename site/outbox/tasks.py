"""The worker's part in sending letters."""

import logging
from datetime import datetime

from clock.jobs import every
from outbox.actions import send_due, wipe_old_secrets

logger = logging.getLogger(__name__)
# At most: carriers.py opens as many as are of use, few to a mail server that is near.
CONNECTIONS = 16
AT_MOST = 5_000  # letters in one turn: more than leave before its time is up


@every(1, name="outbox.send", alone=False, apart=True)
def send_letters(now: datetime) -> None:
    """Sends what is due. Several workers may do it at once: letters are leased."""
    sent = send_due(now=now, limit=AT_MOST, connections=CONNECTIONS)
    if sent:
        logger.info("letters sent", extra={"count": sent})


@every(86_400, name="outbox.wipe")
def wipe_secrets(now: datetime) -> None:
    """Wipes sealed words that are of no use any more."""
    wipe_old_secrets(now=now)
