"""The rows of every area, gathered for Django."""

from groups.apart.models import DoNotPlace
from groups.assigning.models import Assignment, Delivery
from groups.attendance.models import Attendance, AttendanceRule, Visit
from groups.cohorts.models import Cohort, CohortLeader
from groups.diaries.models import DiaryShare, UrgeSeen
from groups.gates.models import GateTime
from groups.handing.models import HandedIn, HandedInComment, HandedInSeen
from groups.links.models import LinkConfirmation, LinkRequest
from groups.measuring.models import (
    MeasureShare,
    OccasionResponse,
    SafetyNote,
    SafetyNoteSeen,
)
from groups.messages.models import GroupMessage, MessageCopy
from groups.rooms.models import ChatKept, Room, RoomChange, RoomEvent, RoomSeat
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession, RulesChange, SessionMove
from groups.waiting.models import OfferTakenBack, OfferTime, WaitingEntry
from groups.weeks.models import CohortLesson, CohortWeek, LessonRead

__all__ = [
    "Assignment",
    "Attendance",
    "AttendanceRule",
    "ChatKept",
    "Cohort",
    "CohortLeader",
    "CohortLesson",
    "CohortWeek",
    "Delivery",
    "DiaryShare",
    "DoNotPlace",
    "Enrollment",
    "GateTime",
    "GroupMessage",
    "GroupSession",
    "HandedIn",
    "HandedInComment",
    "HandedInSeen",
    "LessonRead",
    "LinkConfirmation",
    "LinkRequest",
    "MeasureShare",
    "MessageCopy",
    "OccasionResponse",
    "OfferTakenBack",
    "OfferTime",
    "Room",
    "RoomChange",
    "RoomEvent",
    "RoomSeat",
    "RulesChange",
    "SafetyNote",
    "SafetyNoteSeen",
    "SessionMove",
    "UrgeSeen",
    "Visit",
    "WaitingEntry",
]
