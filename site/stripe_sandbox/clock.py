"""Business time: the machine's clock plus an offset that the site and its worker share."""

import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BusinessClock:
    """Tells the time by which sessions expire and banks answer.

    ``offset_file`` holds seconds as text and may be rewritten while we run; a missing, empty or
    half-written file counts as no offset, because a clock that raises would stop every payment.
    """

    offset_file: Path | None = None

    def offset(self) -> float:
        if self.offset_file is None:
            return 0.0
        try:
            return float(self.offset_file.read_text().strip() or 0)
        except (OSError, ValueError):
            return 0.0

    def now(self) -> int:
        """Return business time in whole Unix seconds, as every Stripe object carries it."""
        return int(time.time() + self.offset())


def wall_time() -> float:
    """Return the machine's own time: signatures and retries go by it, never by the offset."""
    return time.time()
