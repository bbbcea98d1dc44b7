"""The worker's part: sealing what was added."""

from datetime import datetime

from audit.seals import BATCH, seal_entries
from clock.jobs import every


@every(60, name="audit.seal")
def seal(now: datetime) -> None:
    """Seals every full batch and what is left over."""
    while (made := seal_entries(now=now)) is not None:
        if made.entries.count() < BATCH:
            return
