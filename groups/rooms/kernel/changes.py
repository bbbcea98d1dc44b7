"""What has changed, without reading it: versions that the database itself raises (`whole`).

A look at a room that stands still costs two numbers. They are compared and never counted up, so
nobody waits for anybody; the newest number alone would not do, because of two transactions the one
that began first may end last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Max, Q

from groups.rooms.models import RoomChange
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
            "name", "leads", "state", "device", "presence", "microphone", "camera",
            "hand_raised_at", "muted", "came_at",
        ),
    ),
}  # fmt: skip
# What may end somebody's right to be in any room at all.
RIGHTS = {
    "groups.Enrollment": ("state", "epoch"),
    "groups.CohortLeader": (),
    "groups.GroupSession": ("cohort", "starts_at", "minutes", "state"),
    "accounts.Account": ("password", "is_active"),
    "accounts.Account_groups": (),
    "auth.Group": ("name",),
    "mfa.Authenticator": ("user", "type"),
    "sessions.Session": ("expire_date",),
}


@dataclass(frozen=True)
class Versions:
    """`rights` is that of what decides about people; rooms that never changed have NEVER."""

    rights: Version
    rooms: dict[UUID, Version]

    def of(self, room_id: UUID) -> Version:
        """The version of one room."""
        return self.rooms.get(room_id, NEVER)


def versions(room_ids: Collection[UUID]) -> Versions:
    """What they are now, in one query; to be read before what they are the versions of."""
    found = (
        RoomChange.objects.filter(Q(room__in=room_ids) | Q(room__isnull=True))
        .order_by()
        .values_list("room")
        .annotate(Max("pk"), Count("pk"))
    )
    numbers = {room_id: (newest, many) for room_id, newest, many in found}
    return Versions(rights=numbers.pop(None, NEVER), rooms=numbers)


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
    return [*rooms, *(_watch(label, fields) for label, fields in RIGHTS.items())]


def _watch(label: str, fields: tuple[str, ...], about: str = "") -> Watched:
    meta = apps.get_model(label)._meta
    columns = tuple(sorted(meta.get_field(name).column for name in fields))
    column = meta.get_field(about).column if about else ""
    # A right that is new ends nobody's.
    return Watched(meta.db_table, columns, about=column, comes=bool(about))
