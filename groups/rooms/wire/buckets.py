"""A token bucket for one socket."""

from dataclasses import dataclass

BURST = 400.0
PER_SECOND = 80.0


@dataclass
class Bucket:
    """Holds up to BURST tokens and gains PER_SECOND of them each second of `at` (monotonic).

    The burst leaves room for a page that calls thirteen others (some twenty frames each) and for
    sixty durable frames that waited for the connection.
    """

    at: float
    tokens: float = BURST

    def take(self, cost: float, *, at: float) -> bool:
        """Takes `cost` tokens; False when there are not enough, and then takes none."""
        self.tokens = min(BURST, self.tokens + max(0.0, at - self.at) * PER_SECOND)
        self.at = at
        if cost > self.tokens:
            return False
        self.tokens -= cost
        return True
