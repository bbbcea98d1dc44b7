"""A dated event, as an entry in calendars tells it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What the calendar is asked to do. PUBLISH may carry many events, the others one."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Status(StrEnum):
    """Whether the event takes place."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class CalendarEvent:
    """One dated event.

    `uid` stays the same for the event's whole life; `sequence` rises with every change of it, so
    that a calendar ignores an older letter that arrives late. Times are aware. `stamp` is when this
    version was made.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    stamp: datetime
    description: str = ""
    url: str = ""
    location: str = ""
    status: Status = Status.CONFIRMED
