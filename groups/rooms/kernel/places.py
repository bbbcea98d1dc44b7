"""Taking one's place in a room, keeping it by heartbeat, and losing it. Each is a transaction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import record
from groups.attendance import actions as attendance
from groups.attendance.models import Visit
from groups.rooms.access import RoomPass
from groups.rooms.by_hand import Columns, ask, key, list_of, locking
from groups.rooms.closing import Reason, Refused
from groups.rooms.kernel.log import lock_room
from groups.rooms.kernel.presence import GONE_AFTER
from groups.rooms.kernel.slices import ends_with_leaving, ends_with_the_page
from groups.rooms.models import Room, RoomSeat
from groups.sessions.actions import end_session, reopen_session
from groups.sessions.models import GroupSession

State = RoomSeat.State
Presence = RoomSeat.Presence


@transaction.atomic
def take_place(
    room_pass: RoomPass, *, page: str, again: bool, now: datetime, real: datetime
) -> RoomSeat:
    """Gives a connection its place: in the lobby, or in the room for leaders and the admitted.

    `page` names the browser page. A fresh page takes over from an older one; a page that comes back
    (`again`) only finds its place if nobody took over meanwhile. Raises Refused: removed, locked,
    or open elsewhere.
    """
    room = _lock_main_room(room_pass.session, now=now)
    seat = _seat_of(room_pass, room)
    if seat is None:
        if room.locked and not room_pass.leads:
            raise Refused(Reason.LOCKED)
        seat = _new_seat(room_pass, room, now=now, real=real)
    elif seat.state == State.REMOVED:
        raise Refused(Reason.REMOVED)
    elif room.locked and seat.state != State.ADMITTED:
        raise Refused(Reason.LOCKED)
    elif again and seat.page != page:
        raise Refused(Reason.ELSEWHERE)
    if seat.presence == Presence.AWAY:  # back within a moment, they have waited all the time
        seat.door_at = None
    if seat.state != State.ADMITTED and seat.door_at is None:
        seat.door_at = now
    if seat.page != page:
        seat.came_at = real
        set_back(seat, ends_with_the_page())
    seat.page = page
    seat.name, seat.like_leader = room_pass.name, room_pass.like_leader
    seat.device += 1
    seat.presence = Presence.HERE
    seat.seen_at = real
    note_arrival(seat, now=now)
    seat.save()
    if seat.leads and _led_at(room) is None:
        room.led_at = now
        room.save(update_fields=["led_at"])
    return seat


def _led_at(room: Room) -> datetime | None:
    """When a leader was first there, of the hours in which the session is to be now."""
    at = room.led_at
    return at if at is not None and at >= room.session.room_opens_at else None


_ROOM = Columns(Room, "room")
_MAIN_ROOM = """
SELECT {columns} FROM {room} AS room WHERE session_id = %(session)s AND kind = 'main'"""


def _lock_main_room(group_session: GroupSession, *, now: datetime) -> Room:
    """The session's main room, locked; whoever comes first opens it."""
    statement = _MAIN_ROOM.format(columns=_ROOM.sql, room=Room._meta.db_table) + locking("room")
    rows = ask(statement, session=key(group_session.pk))
    room = _ROOM.take(iter(rows[0])) if rows else None
    if room is None:
        room, made = Room.objects.get_or_create(
            session=group_session, kind=Room.Kind.MAIN, defaults={"opened_at": now}
        )
        if not made:
            room = lock_room(room.pk)
    room.session = group_session
    return room


def set_back(seat: RoomSeat, columns: Mapping[str, Any]) -> list[str]:
    """Sets columns of a seat and returns their names. The caller saves the seat."""
    for name, value in columns.items():
        setattr(seat, name, value)
    return list(columns)


_SEAT = Columns(RoomSeat, "seat")
_VISIT = Columns(Visit, "visit")
# By hand: the ORM takes 1 ms to put it together.
_OWN_SEAT = """
SELECT {seat_columns}, {visit_columns}
FROM {seat} AS seat LEFT JOIN {visit} AS visit ON visit.id = seat.visit_id
WHERE seat.room_id = %(room)s AND seat.{whose} = %(own)s"""


def _seat_of(room_pass: RoomPass, room: Room) -> RoomSeat | None:
    """Locked: an old page that says goodbye now must not close the visit that goes on."""
    enrollment = room_pass.enrollment
    statement = _OWN_SEAT.format(
        seat_columns=_SEAT.sql,
        visit_columns=_VISIT.sql,
        seat=RoomSeat._meta.db_table,
        visit=Visit._meta.db_table,
        whose="account_id" if enrollment is None else "enrollment_id",
    )
    own = room_pass.account_id if enrollment is None else key(enrollment.pk)
    rows = ask(statement + locking("seat"), room=key(room.pk), own=own)
    if not rows:
        return None
    values = iter(rows[0])
    seat, visit = _SEAT.take(values), _VISIT.take(values)
    seat.room, seat.enrollment = room, enrollment
    seat.visit = visit if visit.pk else None
    return seat


def _new_seat(room_pass: RoomPass, room: Room, *, now: datetime, real: datetime) -> RoomSeat:
    leads = room_pass.leads
    seat = RoomSeat(
        room=room,
        enrollment=room_pass.enrollment,
        account_id=room_pass.account_id if leads else None,
        name=room_pass.name,
        leads=leads,
        state=State.ADMITTED if leads else State.WAITING,
        came_at=real,
    )
    record(
        "room.entered" if leads else "room.lobby", on=seat, by=room_pass.account_id,
        member_id=room_pass.enrollment.member_id if room_pass.enrollment else None, now=now,
    )  # fmt: skip
    return seat


def note_arrival(seat: RoomSeat, *, now: datetime) -> bool:
    """An admitted member's visit begins, or goes on: then True, and the caller saves the seat."""
    if seat.enrollment is None or seat.state != State.ADMITTED:
        return False
    here = seat.presence == Presence.HERE
    # That a visit goes on is written with the next heartbeats: whoever ends it locks the seat too.
    if here and (seat.visit is None or seat.visit.left_at is not None):
        seat.visit = attendance.arrive(
            seat.room.session, enrollment=seat.enrollment, now=now, door_at=seat.door_at
        )
        seat.door_at = None
    return here


def end_visit(seat: RoomSeat, *, now: datetime) -> None:
    """The member's visit is over. The caller saves the seat."""
    if seat.visit is not None:
        attendance.leave(seat.visit, now=now)
        seat.visit = None


def lose_place(seat_id: UUID, *, device: int, goodbye: bool, now: datetime) -> None:
    """A connection ended. Without a goodbye the person counts as reconnecting for a while.

    Nothing happens if a newer connection holds the seat.
    """
    with transaction.atomic():
        seat = (
            RoomSeat.objects.select_for_update()
            .filter(pk=seat_id, device=device)
            .exclude(presence=Presence.AWAY)
            .first()
        )
        if seat is None:
            return
        seat.presence = Presence.AWAY if goodbye else Presence.RECONNECTING
        fields = ["presence", "visit"]
        if goodbye:
            fields += set_back(seat, ends_with_leaving())
            end_visit(seat, now=now)
        seat.save(update_fields=fields)


def keep_places(seat_ids: Collection[UUID], *, now: datetime, real: datetime) -> None:
    """These seats' connections are alive. Two statements for all of them."""
    kept = RoomSeat.objects.filter(pk__in=list_of(seat_ids))
    kept.update(seen_at=real)
    attendance.seen(kept.order_by().values("visit_id"), now=now)


@transaction.atomic
def come_back(seat_id: UUID, *, device: int, now: datetime, real: datetime) -> None:
    """A connection that was silent is heard again; its person is here, their visit goes on."""
    seat = RoomSeat.objects.select_for_update().filter(pk=seat_id, device=device).first()
    if seat is None or seat.state == State.REMOVED:
        return
    seat.presence = Presence.HERE
    seat.seen_at = real
    note_arrival(seat, now=now)
    seat.save(update_fields=["presence", "seen_at", "visit"])


def notice_silence(seat_ids: Iterable[UUID]) -> None:
    """These connections missed a heartbeat: the others see "reconnecting"."""
    RoomSeat.objects.filter(pk__in=list(seat_ids), presence=Presence.HERE).update(
        presence=Presence.RECONNECTING
    )


@transaction.atomic
def sweep_gone(room_ids: Iterable[UUID], *, real: datetime) -> int:
    """Whoever has not been heard of for 25 seconds has left; returns how many that were.

    Their visit ends at its last heartbeat, so nobody is present for minutes they were not there.
    """
    gone = list(
        RoomSeat.objects.select_for_update()
        .filter(room_id__in=list(room_ids), seen_at__lt=real - GONE_AFTER)
        .exclude(presence=Presence.AWAY)
    )
    ids = [seat.pk for seat in gone]
    RoomSeat.objects.filter(pk__in=ids).update(
        presence=Presence.AWAY, visit=None, **ends_with_leaving()
    )
    for visit in Visit.objects.filter(pk__in=[seat.visit_id for seat in gone if seat.visit_id]):
        attendance.leave(visit, now=visit.seen_at)
    return len(gone)


def close_room(room: Room, *, by: int | None, now: datetime) -> None:
    """The room is over: by a leader, or (`by` None) because its time has passed.

    With the main room its session ends, and attendance is judged from the visits. Call inside a
    transaction with the room locked.
    """
    room.ended_at = now
    room.save(update_fields=["ended_at"])
    for seat in RoomSeat.objects.select_related("visit").filter(room=room, visit__isnull=False):
        assert seat.visit is not None
        gone = seat.presence != Presence.HERE or by is None
        end_visit(seat, now=seat.visit.seen_at if gone else now)
    RoomSeat.objects.filter(room=room).update(
        presence=Presence.AWAY, visit=None, **ends_with_leaving()
    )
    # A session that was cancelled meanwhile took place for nobody: there is nothing to judge.
    if room.kind == Room.Kind.MAIN and end_session(room.session, by=by, now=now):
        room.session.refresh_from_db()
        attendance.judge(room.session, now=now, led_at=_led_at(room), knocked=_never_let_in(room))


def _never_let_in(room: Room) -> dict[UUID, datetime]:
    """Since when members have been at the door to whom nobody opened, by their enrolment."""
    waited = RoomSeat.objects.filter(room=room, door_at__gte=room.session.room_opens_at)
    return {seat.enrollment_id: seat.door_at for seat in waited}  # type: ignore[misc]  # both set


def open_again(group_session: GroupSession, *, by: int, now: datetime) -> None:
    """A leader takes the end back: whoever was let in may come back, and nobody is judged yet.

    Raises SessionMoved where it did not end, or its hours have passed.
    """
    with transaction.atomic():
        rooms = Room.objects.select_for_update()
        for room in rooms.filter(session=group_session, kind=Room.Kind.MAIN):
            room.ended_at = None
            room.save(update_fields=["ended_at"])
        reopen_session(group_session, by=by, now=now)
        attendance.take_back(group_session)
