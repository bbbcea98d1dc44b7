"""What somebody is told who comes in, or comes back, as frames."""

from groups.rooms.kernel.entering import Place, catch_up
from groups.rooms.kernel.queries import RoomRow
from groups.rooms.wire.frames import REPLAY, SNAPSHOT, WELCOME


def greeting(place: Place, *, after: int | None, welcome: bool) -> tuple[RoomRow, list[str]]:
    """The room as it was read, and the frames that bring somebody up to it.

    `after` is the last number they have. Asks the database: it runs on the rooms' threads, and the
    frames are written there too.
    """
    found = catch_up(place, after=after, welcome=welcome)
    frames = []
    if found.welcome is not None:
        frames.append(WELCOME.text(found.welcome))
    if found.replay is not None:
        frames.append(REPLAY.text(found.replay))
    if found.snapshot is not None:
        frames.append(SNAPSHOT.text(found.snapshot))
    return found.room, frames
