"""The rows of every area, gathered for Django."""

from groups.attendance.models import Attendance, AttendanceRule, Visit
from groups.cohorts.models import Cohort, CohortLeader
from groups.diaries.models import DiaryShare, UrgeSeen
from groups.links.models import LinkConfirmation, LinkRequest
from groups.messages.models import GroupMessage, MessageCopy
from groups.rooms.models import ChatKept, Room, RoomChange, RoomEvent, RoomSeat
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession, RulesChange, SessionMove
from groups.waiting.models import OfferTime, WaitingEntry
from groups.weeks.models import CohortLesson, CohortWeek

__all__ = [
    "Attendance",
    "AttendanceRule",
    "ChatKept",
    "Cohort",
    "CohortLeader",
    "CohortLesson",
    "CohortWeek",
    "DiaryShare",
    "Enrollment",
    "GroupMessage",
    "GroupSession",
    "LinkConfirmation",
    "LinkRequest",
    "MessageCopy",
    "OfferTime",
    "Room",
    "RoomChange",
    "RoomEvent",
    "RoomSeat",
    "RulesChange",
    "SessionMove",
    "UrgeSeen",
    "Visit",
    "WaitingEntry",
]
