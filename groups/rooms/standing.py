"""How somebody stands at the door of a room, for the pages that lead there."""

from collections.abc import Collection
from enum import Enum
from uuid import UUID

from groups.rooms.models import Room, RoomSeat
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


class Standing(Enum):
    """What somebody finds who goes to an open room."""

    WELCOME = "welcome"
    LOCKED = "locked"  # closed to newcomers for the moment; whoever was let in may come back
    DENIED = "denied"  # asked to wait; they may wait in the lobby
    REMOVED = "removed"  # nothing brings them back to this session


def standings(
    enrollments: Collection[Enrollment], group_sessions: Collection[GroupSession]
) -> dict[tuple[UUID, UUID], Standing]:
    """How each enrolment stands at the door of each session's room; who is not there is welcome.

    Two queries, however many they are; none without a session.
    """
    if not group_sessions:
        return {}
    rooms = Room.objects.filter(session__in=group_sessions, kind=Room.Kind.MAIN)
    locked = set(rooms.filter(locked=True).values_list("session_id", flat=True))
    seats = RoomSeat.objects.filter(room__in=rooms, enrollment__in=enrollments)
    kept = {
        (enrollment_id, session_id): state
        for enrollment_id, session_id, state in seats.values_list(
            "enrollment_id", "room__session_id", "state"
        )
    }
    pairs = [(one.pk, meeting.pk) for one in enrollments for meeting in group_sessions]
    return {pair: _standing(kept.get(pair), locked=pair[1] in locked) for pair in pairs}


def _standing(state: str | None, *, locked: bool) -> Standing:
    if state == RoomSeat.State.REMOVED:
        return Standing.REMOVED
    if locked and state != RoomSeat.State.ADMITTED:
        return Standing.LOCKED
    return Standing.DENIED if state == RoomSeat.State.DENIED else Standing.WELCOME


def locked_sessions(group_sessions: Collection[GroupSession]) -> set[UUID]:
    """Whose rooms are locked now, for those who lead them. One query; none without a session."""
    if not group_sessions:
        return set()
    rooms = Room.objects.filter(session__in=group_sessions, kind=Room.Kind.MAIN, locked=True)
    return set(rooms.values_list("session_id", flat=True))
