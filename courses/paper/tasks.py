"""The worker's part: papers are made here and never while somebody waits for a page."""

import logging
from datetime import datetime

from clock.jobs import every
from courses.paper.actions import make_ahead, make_due, sweep_up

logger = logging.getLogger(__name__)
TURN = 20.0  # seconds: a worker that is told to stop waits for the turn to end


@every(2, name="courses.paper", apart=True)
def make_papers(now: datetime) -> None:
    """Makes what was asked for."""
    if made := make_due(now, seconds=TURN):
        logger.info("papers made", extra={"count": made})


@every(60, name="courses.paper-ahead")
def ask_ahead(now: datetime) -> None:
    """What was published, or looks otherwise by now, is asked for before a reader does."""
    make_ahead(now)


@every(86_400, name="courses.paper-sweep")
def sweep_papers(now: datetime) -> None:
    """Deletes what nobody asks for any more."""
    sweep_up(now)
