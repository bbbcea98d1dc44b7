"""What has changed, without reading it: versions that the database itself raises (`whole`).

A look at a room that stands still costs two numbers. They are compared and never counted up, so
nobody waits for anybody; the newest number alone would not do, because of two transactions the one
that began first may end last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import transaction

from groups.rooms.by_hand import ask, id_of, ids, is_among, moment
from groups.rooms.kernel.presence import GONE_AFTER
from groups.rooms.models import Room, RoomChange, RoomSeat
from whole.watched import Ear, Watched, add_ear

Version = tuple[int, int]
NEVER: Version = (0, 0)
# More rows than these are swept up by the worker.
MOST_CHANGES = 2_000
# What a look at one room reads, by the column that names the room. The number of the newest event
# is read with every look, and a heartbeat changes nothing as long as it comes.
IN_A_ROOM = {
    "groups.Room": ("id", ("stage", "stage_started_at", "slide", "locked", "ended_at")),
    "groups.RoomSeat": (
        "room",
        (
            "name", "like_leader", "leads", "state", "device", "presence", "microphone", "camera",
            "hand_raised_at", "muted", "came_at",
        ),
    ),
}  # fmt: skip
# What may end somebody's right to be in any room at all.
RIGHTS = {
    "groups.Enrollment": ("state", "epoch"),
    "groups.CohortLeader": (),
    "groups.GroupSession": ("cohort", "starts_at", "minutes", "state", "ended_at"),
    "accounts.Account": ("password", "is_active"),
    "accounts.Account_groups": (),
    "auth.Group": ("name",),
    "mfa.Authenticator": ("user", "type"),
    "sessions.Session": ("expire_date",),
}
# What a room is taught from; a plan that is new counts as well.
TAUGHT = {"groups.CohortWeek": ("session",), "groups.CohortLesson": ()}
# The version of each of those rooms that ever changed, as a table beside others.
CHANGED = """(
 SELECT room, MAX(id) AS newest, COUNT(*) AS many FROM {change} WHERE room {among} GROUP BY room
)"""
_PULSE = """
SELECT room.id, room.head, changed.newest, changed.many, room.id IN (
 SELECT room_id FROM {seat} WHERE presence IN ('here', 'reconnecting') AND seen_at < %(gone)s
)
FROM {room} AS room LEFT JOIN {changed} AS changed ON changed.room = room.id
WHERE room.id {among}
UNION ALL SELECT NULL, 0, MAX(id), COUNT(*), FALSE FROM {change} WHERE room IS NULL"""


@dataclass(frozen=True)
class Beat:
    """How a room stands: its newest event's number, its version, whether a heartbeat ran out."""

    head: int
    version: Version
    silent: bool


@dataclass(frozen=True)
class Pulse:
    """`rights` is the version of what decides about people; a room that is gone has no beat."""

    rights: Version
    rooms: dict[UUID, Beat]


def pulse(room_ids: Collection[UUID], *, real: datetime) -> Pulse:
    """How these rooms stand, in one statement; to be asked before what it is the version of."""
    among = is_among("rooms")
    change = RoomChange._meta.db_table
    statement = _PULSE.format(
        room=Room._meta.db_table,
        seat=RoomSeat._meta.db_table,
        change=change,
        among=among,
        changed=CHANGED.format(change=change, among=among),
    )
    rights, rooms = NEVER, {}
    for room, head, newest, many, silent in ask(
        statement, rooms=ids(room_ids), gone=moment(real - GONE_AFTER)
    ):
        version = version_of(newest, many)
        if room is None:
            rights = version
        else:
            rooms[id_of(room)] = Beat(head, version, bool(silent))
    return Pulse(rights, rooms)


def version_of(newest: int | None, many: int | None) -> Version:
    """The version that a statement returned; NEVER for what never changed."""
    return (newest or 0, many or 0)


@transaction.atomic
def sweep() -> int:
    """Deletes old rows once there are many; returns how many went.

    The row that is added first changes everybody's rights, so that no version comes twice.
    """
    if RoomChange.objects.count() <= MOST_CHANGES:
        return 0
    newest = RoomChange.objects.create()
    return RoomChange.objects.filter(pk__lt=newest.pk).delete()[0]


def listen_to_rooms() -> None:
    """From the next `migrate` on the database hears what rooms look at."""
    add_ear(
        Ear(
            name="room_changed",
            prefix="room_",
            changes=RoomChange._meta.db_table,
            watched=_watched,
            notes_in="room",
        )
    )


def _watched() -> list[Watched]:
    rooms = [_watch(label, fields, about) for label, (about, fields) in IN_A_ROOM.items()]
    taught = [_watch(label, fields, comes=True) for label, fields in TAUGHT.items()]
    return [*rooms, *taught, *(_watch(label, fields) for label, fields in RIGHTS.items())]


def _watch(label: str, fields: tuple[str, ...], about: str = "", *, comes: bool = False) -> Watched:
    meta = apps.get_model(label)._meta
    columns = tuple(sorted(meta.get_field(name).column for name in fields))
    column = meta.get_field(about).column if about else ""
    # A right that is new ends nobody's.
    return Watched(meta.db_table, columns, about=column, comes=comes or bool(about))
