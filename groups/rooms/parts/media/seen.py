"""Who may show a camera. Pure.

The mesh (browser to browser) is good to four or five people on camera and falls apart at six, so
everyone is heard and at most four are seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

VIDEO_SEATS = 4


@dataclass(frozen=True)
class Candidate:
    """Somebody in the room who would like to be seen."""

    seat_id: UUID
    leads: bool
    hand_raised_at: datetime | None
    came_at: datetime
    camera: bool


def video_seats(people: Iterable[Candidate]) -> tuple[UUID, ...]:
    """The seats whose picture is shown: facilitators, then raised hands, then first come."""

    def place(person: Candidate) -> tuple[bool, bool, float, float]:
        raised = person.hand_raised_at
        return (
            not person.leads,
            raised is None,
            raised.timestamp() if raised else 0.0,
            person.came_at.timestamp(),
        )

    wishing = sorted((person for person in people if person.camera), key=place)
    return tuple(person.seat_id for person in wishing[:VIDEO_SEATS])
