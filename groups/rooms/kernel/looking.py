"""A look at the rows for one process: first at what has changed, then at that alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import clock
from groups.rooms.access import closed_because
from groups.rooms.closing import Reason
from groups.rooms.kernel.changes import NEVER, Version, pulse
from groups.rooms.kernel.log import Event, events_after
from groups.rooms.kernel.places import notice_silence, sweep_gone
from groups.rooms.kernel.queries import Admitted, RoomRow, fallen, read_rooms


@dataclass(frozen=True)
class Mark:
    """How far a process is with a room: the last number it passed on, and what it last saw."""

    sent: int | None
    version: Version
    row: RoomRow | None

    def stands(self, version: Version, *, now: datetime) -> bool:
        """Whether what it saw is still so, by the rows and by the hour."""
        row = self.row
        return (
            row is not None
            and self.version == version
            and closed_because(row.session, now=now) is row.closed
        )


@dataclass(frozen=True)
class Felt:
    """What ought to be looked at: rooms that are not as they were, rooms where more was said.

    In `stale` ones somebody's heartbeat ran out. `rights` is the version of what decides about
    people, NEVER where nobody asked for it.
    """

    changed: set[UUID]
    said: set[UUID] = field(default_factory=set)
    stale: list[UUID] = field(default_factory=list)
    rights: Version = NEVER


def feel(marks: Mapping[UUID, Mark]) -> Felt:
    """What has changed in these rooms. One statement, and none after it where nothing has."""
    now, real = clock.now(), clock.real_now()
    found = pulse(marks, real=real)
    felt = Felt(changed=set(), rights=found.rights)
    for room_id, mark in marks.items():
        beat = found.rooms.get(room_id)
        if beat is None or beat.silent or not mark.stands(beat.version, now=now):
            felt.changed.add(room_id)
        elif mark.sent is not None and beat.head > mark.sent:
            felt.said.add(room_id)
        if beat is not None and beat.silent:
            felt.stale.append(room_id)
    return felt


@dataclass(frozen=True)
class Look:
    """What one look found; `rooms` are those that it read."""

    rooms: dict[UUID, RoomRow]
    fallen: dict[tuple[UUID, int], Reason]
    events: list[Event]


def look(
    felt: Felt,
    marks: Mapping[UUID, Mark],
    people: Collection[Admitted],
    *,
    asked: Collection[Admitted] = (),
    silent: Collection[UUID] = (),
) -> Look:
    """Reads the rooms that changed, and about these people's right to be there.

    `people` are those in rooms that changed and those `asked` for everything that may end a right;
    the seats of those who are `silent` say so from now on. One statement, one more where something
    was said, three more where somebody is asked.
    """
    now, real = clock.now(), clock.real_now()
    if silent:
        notice_silence(silent)
    if felt.stale:
        sweep_gone(felt.stale, real=real)
    changed = felt.changed | {one.room_id for one in asked}
    rooms = read_rooms(changed, now=now, real=real) if changed else {}
    behind = [
        (room_id, mark.sent)
        for room_id, mark in marks.items()
        if mark.sent is not None
        and (rooms[room_id].head > mark.sent if room_id in rooms else room_id in felt.said)
    ]
    return Look(
        rooms=rooms,
        fallen=fallen(people, rooms, asked=asked, real=real),
        events=events_after(behind),
    )
