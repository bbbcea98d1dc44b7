"""Who is in a room now, and who may still be: reads in a constant number of statements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session

from accounts.models import Account
from groups.cohorts.access import leading
from groups.rooms.access import closed_because, no_part
from groups.rooms.by_hand import ask, id_of, ids, is_among, moment_of
from groups.rooms.closing import Reason
from groups.rooms.kernel.changes import CHANGED, Version, version_of
from groups.rooms.kernel.presence import presence_of
from groups.rooms.models import Room, RoomChange, RoomSeat
from groups.seats.models import Enrollment, takes_part
from groups.sessions.models import GroupSession

State = RoomSeat.State
Presence = RoomSeat.Presence


@dataclass(frozen=True)
class SeatRow:
    """One person of a room, as the rows tell it."""

    id: UUID
    name: str
    like_leader: bool
    leads: bool
    state: str
    device: int
    presence: str
    microphone: bool
    camera: bool
    muted: bool
    hand_raised_at: datetime | None
    came_at: datetime
    epoch: int
    enrolment_state: str

    @property
    def inside(self) -> bool:
        """Admitted, and here or just cut off: somebody the others see."""
        return self.state == State.ADMITTED and self.presence != Presence.AWAY and self.has_part

    @property
    def has_part(self) -> bool:
        """Whether they lead, or take part in the group: with that ends their place at once."""
        return self.leads or takes_part(self.enrolment_state)

    @property
    def waiting(self) -> bool:
        """In the lobby, with an open page."""
        at_the_door = self.state in (State.WAITING, State.DENIED)
        return at_the_door and self.presence != Presence.AWAY and self.has_part


@dataclass(frozen=True)
class RoomRow:
    """One room and everybody in it, as they stand at its `version` and at that of `rights`."""

    id: UUID
    version: Version
    rights: Version
    session: GroupSession
    head: int
    stage: str
    stage_started_at: datetime | None
    slide: int
    locked: bool
    closed: Reason | None
    seats: dict[UUID, SeatRow]

    @property
    def stamp(self) -> tuple[int, ...]:
        """Of two readings the later one has the same or a greater one."""
        return (self.rights[0], *self.version)


_ROOM = (
 "id", "head", "stage", "stage_started_at", "slide", "locked",
)  # fmt: skip
_MEETING = ("id", "cohort_id", "starts_at", "minutes", "state", "ended_at")
_SEAT = (
    "id", "name", "like_leader", "leads", "state", "device", "presence", "seen_at", "microphone",
    "camera", "muted", "hand_raised_at", "came_at",
)  # fmt: skip
_PART = ("epoch", "state")
_OF_A_ROOM = len(_ROOM) + len(_MEETING)
# One statement, so that seats, head and versions are of the same moment.
_ROOMS = """
SELECT {columns}, changed.newest, changed.many, rights.newest, rights.many
FROM {room} AS room JOIN {meeting} AS meeting ON meeting.id = room.session_id
LEFT JOIN {changed} AS changed ON changed.room = room.id
CROSS JOIN (
 SELECT MAX(id) AS newest, COUNT(*) AS many FROM {change} WHERE room IS NULL
) AS rights
LEFT JOIN {seat} AS seat ON seat.room_id = room.id
LEFT JOIN {part} AS part ON part.id = seat.enrollment_id
WHERE room.id {among} ORDER BY seat.came_at"""


def read_rooms(room_ids: Collection[UUID], *, now: datetime, real: datetime) -> dict[UUID, RoomRow]:
    """The rooms and their seats, in the order in which they came. One statement."""
    found: dict[UUID, RoomRow] = {}
    for row in ask(_rooms_statement(), rooms=ids(room_ids)):
        room_id = id_of(row[0])
        room = found.get(room_id)
        if room is None:
            room = found[room_id] = _room_row(row, now=now)
        if row[_OF_A_ROOM] is not None:
            seat = _seat_row(row[_OF_A_ROOM:-4], real=real)
            room.seats[seat.id] = seat
    return found


def _rooms_statement() -> str:
    among = is_among("rooms")
    change = RoomChange._meta.db_table
    of = {"room": _ROOM, "meeting": _MEETING, "seat": _SEAT, "part": _PART}
    return _ROOMS.format(
        columns=", ".join(f"{table}.{name}" for table, names in of.items() for name in names),
        room=Room._meta.db_table,
        meeting=GroupSession._meta.db_table,
        seat=RoomSeat._meta.db_table,
        part=Enrollment._meta.db_table,
        change=change,
        changed=CHANGED.format(change=change, among=among),
        among=among,
    )


def _room_row(row: tuple[Any, ...], *, now: datetime) -> RoomRow:
    pk, head, stage, stage_started_at, slide, locked, meeting_id, cohort_id, starts_at = row[:9]
    begins = moment_of(starts_at)
    assert begins is not None
    meeting = GroupSession(
        id=id_of(meeting_id), cohort_id=cohort_id, starts_at=begins,
        minutes=row[9], state=row[10], ended_at=moment_of(row[11]),
    )  # fmt: skip
    return RoomRow(
        id=id_of(pk),
        version=version_of(*row[-4:-2]),
        rights=version_of(*row[-2:]),
        session=meeting,
        head=head,
        stage=stage,
        stage_started_at=moment_of(stage_started_at),
        slide=slide,
        locked=bool(locked),
        closed=closed_because(meeting, now=now),
        seats={},
    )


def _seat_row(row: tuple[Any, ...], *, real: datetime) -> SeatRow:
    (
        pk, name, like_leader, leads, state, device, kept, seen_at, microphone, camera, muted, hand,
        came_at, epoch, enrolment_state,
    ) = row  # fmt: skip
    came = moment_of(came_at)
    assert came is not None
    return SeatRow(
        id=id_of(pk),
        name=name,
        like_leader=bool(like_leader),
        leads=bool(leads),
        state=state,
        device=device,
        presence=presence_of(kept, seen_at=moment_of(seen_at), real=real),
        microphone=bool(microphone),
        camera=bool(camera),
        muted=bool(muted),
        hand_raised_at=moment_of(hand),
        came_at=came,
        epoch=epoch or 0,
        enrolment_state=enrolment_state or "",
    )


@dataclass(frozen=True)
class Admitted:
    """What a connection was let in by: it must stay true, or the connection ends."""

    room_id: UUID
    seat_id: UUID
    device: int
    account_id: int
    password: str
    session_key: str
    epoch: int
    leads: bool


def fallen(
    people: Collection[Admitted],
    rooms: Mapping[UUID, RoomRow],
    *,
    asked: Collection[Admitted],
    real: datetime,
) -> dict[tuple[UUID, int], Reason]:
    """Whose permission ended, by (seat, device), and why.

    What the rows of their room say is looked at for all `people`; accounts, sign-ins and leaders
    only for those `asked`, in three queries however many they are, in none if nobody is.
    """
    lost = _lost(asked, rooms, real=real) if asked else {}
    found: dict[tuple[UUID, int], Reason] = {}
    for one in people:
        key = (one.seat_id, one.device)
        if (reason := lost.get(key) or why_not(one, rooms.get(one.room_id))) is not None:
            found[key] = reason
    return found


def _lost(
    asked: Collection[Admitted], rooms: Mapping[UUID, RoomRow], *, real: datetime
) -> dict[tuple[UUID, int], Reason]:
    """Who is not signed in any more, or leads no more."""
    sessions = set(
        Session.objects.filter(
            session_key__in={one.session_key for one in asked}, expire_date__gt=real
        ).values_list("session_key", flat=True)
    )
    accounts = Account.objects.filter(pk__in={one.account_id for one in asked}, is_active=True)
    passwords = dict(accounts.values_list("pk", "password"))
    lead = {one.account_id for one in asked if one.leads}
    able = leading(second_factor=True).filter(account_id__in=lead)
    leaders = set(able.values_list("cohort_id", "account_id"))
    found: dict[tuple[UUID, int], Reason] = {}
    for one in asked:
        room = rooms.get(one.room_id)
        if one.session_key not in sessions or passwords.get(one.account_id) != one.password:
            found[one.seat_id, one.device] = Reason.SIGN_IN
        elif one.leads and room and (room.session.cohort_id, one.account_id) not in leaders:
            found[one.seat_id, one.device] = Reason.LEADS_NO_MORE
    return found


def why_not(one: Admitted, room: RoomRow | None) -> Reason | None:
    """Why somebody may not stay, as far as the rows of their room tell."""
    seat = room.seats.get(one.seat_id) if room else None
    if room is None or seat is None:
        return Reason.UNKNOWN
    if seat.state == State.REMOVED:
        return Reason.REMOVED
    if not one.leads and not (takes_part(seat.enrolment_state) and seat.epoch == one.epoch):
        return no_part(seat.enrolment_state)
    if seat.device != one.device:
        return Reason.ELSEWHERE
    # They were let in, so the room was open: it is early again only because the session moved.
    return Reason.MOVED if room.closed is Reason.EARLY else room.closed
