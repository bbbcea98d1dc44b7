"""Who is in a room now, and who may still be: reads in a constant number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session

from accounts.models import Account
from groups.cohorts.access import leading
from groups.rooms.access import closed_because
from groups.rooms.closing import Reason
from groups.rooms.kernel.presence import GONE_AFTER, presence_of
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
    "camera", "muted", "hand_raised_at", "came_at", "enrollment__epoch", "enrollment__state",
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
        epoch, enrolment_state,
    ) = row  # fmt: skip
    return SeatRow(
        id=pk,
        name=name,
        leads=leads,
        state=state,
        device=device,
        presence=presence_of(kept, seen_at=seen_at, real=real),
        microphone=microphone,
        camera=camera,
        muted=muted,
        hand_raised_at=hand,
        came_at=came_at,
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
        if (reason := lost.get(key) or _why_not(one, rooms)) is not None:
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
            found[one.seat_id, one.device] = Reason.REMOVED
    return found


def _why_not(one: Admitted, rooms: Mapping[UUID, RoomRow]) -> Reason | None:
    room = rooms.get(one.room_id)
    seat = room.seats.get(one.seat_id) if room else None
    if room is None or seat is None:
        return Reason.UNKNOWN
    if seat.state == State.REMOVED or seat.enrolment_state == SeatState.REMOVED:
        return Reason.REMOVED
    if not one.leads and not (takes_part(seat.enrolment_state) and seat.epoch == one.epoch):
        return Reason.UNPAID
    if seat.device != one.device:
        return Reason.ELSEWHERE
    # They were let in, so the room was open: it is early again only because the session moved.
    return Reason.MOVED if room.closed is Reason.EARLY else room.closed


def heads(room_ids: Collection[UUID]) -> dict[UUID, int]:
    """The number of each room's newest event. One query."""
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "head"))


def stale_rooms(room_ids: Collection[UUID], *, real: datetime) -> list[UUID]:
    """The rooms where somebody's heartbeat ran out. One query."""
    silent = RoomSeat.objects.filter(
        room_id__in=room_ids,
        presence__in=(Presence.HERE, Presence.RECONNECTING),
        seen_at__lt=real - GONE_AFTER,
    )
    return list(silent.order_by().values_list("room_id", flat=True).distinct())
