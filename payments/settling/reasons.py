"""Why a held seat went back to its group: what stands in `Enrollment.end_reason`, and who is told.

Words of ours, shown to nobody: pages and letters say each of them in their own.
"""

import enum


class Freed(enum.StrEnum):
    """Nobody paid, and this is why nobody can any more."""

    NOT_IN_TIME = "not paid in time"
    LONG_ENOUGH = "held long enough"
    GIVEN_BACK = "given back"
    BANK_REFUSED = "bank payment failed"
    TOO_YOUNG = "too young to pay alone"

    @property
    def is_over(self) -> bool:
        """Whether it is time alone that ended it."""
        return self in {Freed.NOT_IN_TIME, Freed.LONG_ENOUGH}


def freed_by(reason: str) -> Freed | None:
    """Why, where it was one of these; None for what was done by hand."""
    return Freed(reason) if reason in set(Freed) else None
