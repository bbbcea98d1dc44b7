"""Who is here, by heartbeat. Pure: rows' times in, words out."""

from datetime import datetime, timedelta

from groups.rooms.models import RoomSeat

HEARTBEAT = timedelta(seconds=10)
GONE_AFTER = timedelta(seconds=25)
Presence = RoomSeat.Presence


def presence_of(kept: str, *, seen_at: datetime | None, real: datetime) -> RoomSeat.Presence:
    """What to show for a seat: its kept word, or away once its heartbeat is too old.

    A process that was killed leaves "here" behind; the heartbeat's age corrects it.
    """
    if seen_at is None or real - seen_at > GONE_AFTER:
        return Presence.AWAY
    return Presence(kept)
