"""Who is in a room now, and who may still be: reads in a constant number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session

from accounts.models import Account
from groups.cohorts.access import leading
from groups.rooms.access import closed_because
from groups.rooms.closing import Reason
from groups.rooms.kernel.presence import presence_of
from groups.rooms.models import Room, RoomSeat
from groups.seats.models import SeatState, takes_part
from groups.sessions.models import GroupSession

State = RoomSeat.State
Presence = RoomSeat.Presence


@dataclass(frozen=True)
class SeatRow:
    """One person of a room, as the rows tell it."""

    id: UUID
    name: str
    leads: bool
    state: str
    device: int
    presence: str
    stale: bool
    microphone: bool
    camera: bool
    muted: bool
    hand_raised_at: datetime | None
    came_at: datetime
    account_id: int
    epoch: int
    enrolment_state: str

    @property
    def inside(self) -> bool:
        """Admitted, and here or just cut off: somebody the others see."""
        return self.state == State.ADMITTED and self.presence != Presence.AWAY

    @property
    def waiting(self) -> bool:
        """In the lobby, with an open page."""
        return self.state in (State.WAITING, State.DENIED) and self.presence != Presence.AWAY


@dataclass(frozen=True)
class RoomRow:
    """One room and everybody in it."""

    id: UUID
    session: GroupSession
    head: int
    stage: str
    stage_started_at: datetime | None
    slide: int
    locked: bool
    closed: Reason | None
    seats: dict[UUID, SeatRow]


_SEAT_FIELDS = (
    "room_id", "pk", "name", "leads", "state", "device", "presence", "seen_at", "microphone",
    "camera", "muted", "hand_raised_at", "came_at", "account_id",
    "enrollment__member__account_id", "enrollment__epoch", "enrollment__state",
)  # fmt: skip


def read_rooms(room_ids: Collection[UUID], *, now: datetime, real: datetime) -> dict[UUID, RoomRow]:
    """The rooms and their seats. Two queries, however many rooms."""
    seats: dict[UUID, dict[UUID, SeatRow]] = {room_id: {} for room_id in room_ids}
    # The rooms are read first: what the seats then show is at least as new as the head.
    rooms = list(Room.objects.select_related("session").filter(pk__in=room_ids))
    for row in RoomSeat.objects.filter(room_id__in=room_ids).values_list(*_SEAT_FIELDS):
        seat = _seat_row(row[1:], real=real)
        seats[row[0]][seat.id] = seat
    return {
        room.pk: RoomRow(
            id=room.pk,
            session=room.session,
            head=room.head,
            stage=room.stage,
            stage_started_at=room.stage_started_at,
            slide=room.slide,
            locked=room.locked,
            closed=closed_because(room.session, now=now),
            seats=seats[room.pk],
        )
        for room in rooms
    }


def _seat_row(row: tuple[Any, ...], *, real: datetime) -> SeatRow:
    (
        pk, name, leads, state, device, kept, seen_at, microphone, camera, muted, hand, came_at,
        account_id, member_account_id, epoch, enrolment_state,
    ) = row  # fmt: skip
    presence = presence_of(kept, seen_at=seen_at, real=real)
    return SeatRow(
        id=pk,
        name=name,
        leads=leads,
        state=state,
        device=device,
        presence=presence,
        stale=presence != kept,
        microphone=microphone,
        camera=camera,
        muted=muted,
        hand_raised_at=hand,
        came_at=came_at,
        account_id=account_id or member_account_id,
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
    people: Collection[Admitted], rooms: dict[UUID, RoomRow], *, real: datetime
) -> dict[tuple[UUID, int], Reason]:
    """Whose permission ended, by (seat, device), and why. Three queries, however many people."""
    sessions = set(
        Session.objects.filter(
            session_key__in={one.session_key for one in people}, expire_date__gt=real
        ).values_list("session_key", flat=True)
    )
    passwords = dict(
        Account.objects.filter(
            pk__in={one.account_id for one in people}, is_active=True
        ).values_list("pk", "password")
    )
    leaders = set(
        leading(second_factor=True)
        .filter(account_id__in={one.account_id for one in people if one.leads})
        .values_list("cohort_id", "account_id")
    )
    found: dict[tuple[UUID, int], Reason] = {}
    for one in people:
        signed_in = one.session_key in sessions and passwords.get(one.account_id) == one.password
        reason = Reason.SIGN_IN if not signed_in else _why_not(one, rooms, leaders)
        if reason is not None:
            found[one.seat_id, one.device] = reason
    return found


def _why_not(
    one: Admitted, rooms: dict[UUID, RoomRow], leaders: set[tuple[int, int]]
) -> Reason | None:
    room = rooms.get(one.room_id)
    seat = room.seats.get(one.seat_id) if room else None
    if room is None or seat is None:
        return Reason.UNKNOWN
    if seat.state == State.REMOVED or seat.enrolment_state == SeatState.REMOVED:
        return Reason.REMOVED
    if one.leads:
        if (room.session.cohort_id, one.account_id) not in leaders:
            return Reason.REMOVED
    elif not takes_part(seat.enrolment_state) or seat.epoch != one.epoch:
        return Reason.UNPAID
    if seat.device != one.device:
        return Reason.ELSEWHERE
    # They were let in, so the room was open: it is early again only because the session moved.
    return Reason.MOVED if room.closed is Reason.EARLY else room.closed


def stale_rooms(rooms: Iterable[RoomRow]) -> list[UUID]:
    """The rooms where somebody's heartbeat ran out."""
    return [room.id for room in rooms if any(seat.stale for seat in room.seats.values())]
