"""The worker's share: old changes are swept up."""

from datetime import datetime

from clock.jobs import every
from whole.version import sweep


@every(60, name="whole.sweep")
def sweep_changes(now: datetime) -> None:
    """Nobody asks for old changes."""
    sweep()
