"""Why a group could not be opened, discarded, or meet when somebody wanted it to."""

from groups.sessions.models import GroupSession


class TooLate(Exception):
    """Enrolment would close before it opens: the first session is too close, or over."""


class InTheWay(Exception):
    """The group already meets then; `other` is that session."""

    def __init__(self, other: GroupSession) -> None:
        super().__init__(other)
        self.other = other


class OutOfOrder(Exception):
    """Lessons follow the order of sessions, and `other` would be overtaken."""

    def __init__(self, other: GroupSession) -> None:
        super().__init__(other)
        self.other = other


class NoDraft(Exception):
    """The group was opened, or is gone: it cannot be discarded any more."""


class SomebodyJoined(Exception):
    """A group that anybody ever had a seat in is kept, with its seats."""
