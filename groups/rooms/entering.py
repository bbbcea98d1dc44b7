"""What a connection needs from the rows to come in: its place and its welcome."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings

import clock
from groups.rooms.access import RoomPass, named_by, open_room
from groups.rooms.events import write
from groups.rooms.log import REPLAY_LIMIT
from groups.rooms.media import ice_config
from groups.rooms.places import take_place
from groups.rooms.queries import Admitted, Snapshot, take_snapshot
from groups.rooms.signin import who_is_it

TERM = 1  # who leads is not leased yet; every leader may lead


@dataclass(frozen=True)
class Place:
    """A connection's place in a room."""

    admitted: Admitted
    name: str
    state: str


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
            room_id=session_id,
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
    )


def _epoch(room_pass: RoomPass) -> int:
    return room_pass.enrollment.epoch if room_pass.enrollment else 0


def snapshot_frames(
    place: Place, *, after: int | None, welcome: bool = True
) -> tuple[int, list[str]]:
    """The room's head and the frames that bring somebody up to it.

    `after` is the last number they have; what they missed comes as `replay`, or, when it is more
    than 500 events or nothing is known of them, the whole as `snapshot`.
    """
    now, real = clock.now(), clock.real_now()
    found = take_snapshot(
        place.admitted.room_id, after=after, limit=REPLAY_LIMIT, now=now, real=real
    )
    frames = [_welcome(place, found)] if welcome else []
    if found.missed is not None:
        events = [event.public() for event in found.missed]
        frames.append(write("replay", {"events": events, "seq": found.room.head}))
    else:
        frames.append(write("snapshot", _state(found)))
    return found.room.head, frames


def _state(found: Snapshot) -> dict[str, Any]:
    return {
        "seq": found.room.head,
        "state": found.room.state(),
        "chat": [event.public() for event in found.chat or []],
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _welcome(place: Place, found: Snapshot) -> str:
    room = found.room
    admitted = place.admitted
    now = clock.now()
    data: dict[str, Any] = {
        "seat": str(admitted.seat_id),
        "name": place.name,
        "leads": admitted.leads,
        "epoch": admitted.epoch,
        "device": admitted.device,
        "term": TERM,
        "seq": room.head,
        "at": _milliseconds(now),
        "real": _milliseconds(clock.real_now()),
        "state": room.state(),
        "members": [seat.public() for seat in room.seats.values() if seat.inside],
        "video": room.video(),
        "agenda": found.agenda,
        "slides": found.slides,
        "ice": ice_config(settings.ROOM_ICE, seat_id=admitted.seat_id, now=clock.real_now()),
        "media": settings.ROOM_ICE.usable,
    }
    if admitted.leads:
        data["lobby"] = [seat.at_the_door() for seat in room.seats.values() if seat.waiting]
    return write("welcome", data)
