"""What a connection needs from the rows to come in: its place, and what it is told then."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from urllib.parse import parse_qs
from uuid import UUID

import clock
from clock.words import Reader
from groups.rooms.access import RoomPass, named_by, open_room
from groups.rooms.kernel.log import EventView, events_after
from groups.rooms.kernel.places import take_place
from groups.rooms.kernel.queries import Admitted, RoomRow, read_rooms
from groups.rooms.kernel.slices import (
    Newcomer,
    member_view,
    presence_view,
    snapshot_view,
    state_view,
    welcome_view,
)  # fmt: skip
from groups.rooms.signin import who_is_it

TERM = 1  # who leads is not leased yet; every leader may lead
REPLAY_LIMIT = 500


@dataclass(frozen=True)
class Place:
    """A connection's place in a room."""

    admitted: Admitted
    name: str
    state: str
    reader: Reader


class Welcome(TypedDict):
    """For somebody who comes in; the parts add theirs."""

    seat: str
    name: str
    leads: bool
    epoch: int
    device: int
    term: int
    seq: int
    at: int
    real: int
    state: dict[str, Any]
    members: list[dict[str, Any]]


class Replay(TypedDict):
    """What somebody missed, and the number it leads to."""

    events: list[EventView]
    seq: int


class Snapshot(TypedDict):
    """The whole, for whoever has nothing of it; the parts add theirs."""

    seq: int
    state: dict[str, Any]


@dataclass(frozen=True)
class CaughtUp:
    """What brings somebody up to the `room` as it was read: what they missed, or the whole."""

    room: RoomRow
    welcome: Welcome | None
    replay: Replay | None
    snapshot: Snapshot | None


def enter(
    *, cookies: dict[str, str], query: bytes, session_id: UUID, page: str, again: bool
) -> Place:
    """From a cookie to a place: sign-in, door, seat. Raises Refused with the reason.

    `query` may name the member (`as=<enrolment>`) where an account has several in the group.
    """
    signed_in = who_is_it(cookies)
    now, real = clock.now(), clock.real_now()
    room_pass = open_room(
        signed_in.account,
        session_id,
        signed_in_by=signed_in.session,
        now=now,
        enrollment_id=named_by(parse_qs(query.decode("latin1")).get("as", [""])[0]),
    )
    seat = take_place(room_pass, page=page, again=again, now=now, real=real)
    return Place(
        admitted=Admitted(
            room_id=seat.room_id,
            seat_id=seat.pk,
            device=seat.device,
            account_id=signed_in.account.pk,
            password=signed_in.account.password,
            session_key=str(signed_in.session.session_key),
            epoch=_epoch(room_pass),
            leads=room_pass.leads,
        ),
        name=seat.name,
        state=seat.state,
        reader=room_pass.reader,
    )


def _epoch(room_pass: RoomPass) -> int:
    return room_pass.enrollment.epoch if room_pass.enrollment else 0


def catch_up(place: Place, *, after: int | None, welcome: bool) -> CaughtUp:
    """What brings somebody up to date who saw everything up to number `after` (None: nothing).

    Up to 500 missed events come as they were; beyond, and for newcomers, the whole does.
    """
    now, real = clock.now(), clock.real_now()
    room_id = place.admitted.room_id
    room = read_rooms([room_id], now=now, real=real)[room_id]
    greeting = _welcome(place, room, now=now, real=real) if welcome else None
    if after is not None and 0 <= room.head - after <= REPLAY_LIMIT:
        behind = [(room_id, after)] if after < room.head else []
        missed = [event.public() for event in events_after(behind)]
        replay: Replay = {"events": missed, "seq": room.head}
        return CaughtUp(room=room, welcome=greeting, replay=replay, snapshot=None)
    whole: Snapshot = {
        "seq": room.head,
        "state": state_view(room),
        **snapshot_view(room),  # type: ignore[typeddict-item]  # the parts' own
    }
    return CaughtUp(room=room, welcome=greeting, replay=None, snapshot=whole)


def _welcome(place: Place, room: RoomRow, *, now: datetime, real: datetime) -> Welcome:
    admitted = place.admitted
    newcomer = Newcomer(seat_id=admitted.seat_id, leads=admitted.leads, real=real)
    return {
        "seat": str(admitted.seat_id),
        "name": place.name,
        "leads": admitted.leads,
        "epoch": admitted.epoch,
        "device": admitted.device,
        "term": TERM,
        "seq": room.head,
        "at": _milliseconds(now),
        "real": _milliseconds(real),
        "state": state_view(room),
        "members": [member_view(seat) for seat in room.seats.values() if seat.inside],
        **presence_view(room),  # type: ignore[typeddict-item]  # the parts' own
        **welcome_view(room, newcomer),
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
