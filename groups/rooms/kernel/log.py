"""The room's numbered log: the log is the truth, every push is a doorbell."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypedDict, TypeVar
from uuid import UUID, uuid4

from groups.rooms.by_hand import ask, id_of, key, moment_of
from groups.rooms.models import Room, RoomEvent, RoomSeat

DATA = RoomEvent._meta.get_field("data")
D = TypeVar("D", bound=Mapping[str, Any])


@dataclass(frozen=True)
class EventKind(Generic[D]):
    """A kind of event and the payload it carries.

    `log_alone`: what it changes is in the log alone, so whoever has the event needs no look at the
    rows of the seats.
    """

    name: str
    payload: type[D]
    log_alone: bool = False


# Its shape on the wire; "from" is the sender's seat, "leads" whether that is a leader's.
EventView = TypedDict(
    "EventView",
    {
        "seq": int, "kind": str, "from": str | None, "name": str, "leads": bool, "at": str,
        "d": dict[str, Any],
    },
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One event as everybody in the room may see it."""

    room_id: UUID
    seq: int
    kind: str
    sender_id: UUID | None
    name: str
    leads: bool
    at: datetime
    data: dict[str, Any]

    def public(self) -> EventView:
        """Its shape on the wire."""
        return {
            "seq": self.seq,
            "kind": self.kind,
            "from": str(self.sender_id) if self.sender_id else None,
            "name": self.name,
            "leads": self.leads,
            "at": self.at.isoformat(),
            "d": self.data,
        }


def lock_room(room_id: UUID) -> Room:
    """Locks the room's row; every writer of a room starts here, inside `transaction.atomic`."""
    return Room.objects.select_for_update().get(pk=room_id)


def append(
    room: Room,
    *,
    sender: RoomSeat | None,
    client_id: str = "",
    kind: EventKind[D],
    data: D,
    now: datetime,
) -> Event:
    """Adds an event to a locked room and gives it the next number."""
    room.head += 1
    Room.objects.filter(pk=room.pk).update(head=room.head)
    row = RoomEvent.objects.create(
        room=room,
        seq=room.head,
        sender=sender,
        client_id=client_id or uuid4().hex,
        kind=kind.name,
        data=json.dumps(data, separators=(",", ":"), ensure_ascii=False, default=str),
        at=now,
    )
    return _event(row, sender)


def already_said(sender: RoomSeat, client_id: str) -> Event | None:
    """The event that this frame made when it came the first time."""
    row = RoomEvent.objects.filter(
        room_id=sender.room_id, sender=sender, client_id=client_id
    ).first()
    return _event(row, sender) if row else None


def events_after(marks: Iterable[tuple[UUID, int]]) -> list[Event]:
    """The events of several rooms above a number each, in order. One query."""
    found = list(marks)
    if not found:
        return []
    where = " OR ".join(
        f"(event.room_id = %(room{at})s AND event.seq > %(seq{at})s)" for at in range(len(found))
    )
    values: dict[str, Any] = {}
    for at, (room_id, seq) in enumerate(found):
        values |= {f"room{at}": key(room_id), f"seq{at}": seq}
    return _read(f"({where}) ORDER BY event.room_id, event.seq", **values)


def latest(room_id: UUID, kind: EventKind[Any], *, most: int) -> list[Event]:
    """The last events of a kind in a room, oldest first. One query."""
    where = (
        "event.room_id = %(room)s AND event.kind = %(kind)s ORDER BY event.seq DESC LIMIT %(most)s"
    )
    return _read(where, room=key(room_id), kind=kind.name, most=most)[::-1]


def hide(room: Room, seq: int, kind: EventKind[Any]) -> bool:
    """The words of that event never leave the server again; False if there is no such event."""
    found = RoomEvent.objects.filter(room=room, seq=seq, kind=kind.name)
    return bool(found.update(hidden=True))


def forget(kind: EventKind[Any], *, ended_before: datetime) -> None:
    """Deletes events of a kind from rooms that ended before that moment.

    Ended rooms admit nobody, so no reader misses a number of the log.
    """
    RoomEvent.objects.filter(kind=kind.name, room__ended_at__lt=ended_before).delete()


_EVENTS = """
SELECT event.id, event.room_id, event.seq, event.kind, event.sender_id, seat.name, seat.leads,
 event.at, event.data, event.hidden
FROM {event} AS event LEFT JOIN {seat} AS seat ON seat.id = event.sender_id WHERE """


def _read(where: str, **values: Any) -> list[Event]:
    """By hand, without the objects of rows and senders: there may be two hundred."""
    statement = _EVENTS.format(event=RoomEvent._meta.db_table, seat=RoomSeat._meta.db_table)
    return [_event_of(row) for row in ask(statement + where, **values)]


def _event_of(row: tuple[Any, ...]) -> Event:
    pk, room_id, seq, kind, sender_id, name, leads, said_at, data, hidden = row
    at = moment_of(said_at)
    assert at is not None
    return Event(
        room_id=id_of(room_id),
        seq=seq,
        kind=kind,
        sender_id=id_of(sender_id) if sender_id else None,
        name=name or "",
        leads=bool(leads),
        at=at,
        data=_data(data, pk=id_of(pk), hidden=bool(hidden)),
    )


def _data(sealed: str, *, pk: UUID, hidden: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"hidden": True} if hidden else json.loads(DATA.open(sealed, pk=pk))
    return found


def _event(row: RoomEvent, sender: RoomSeat | None) -> Event:
    data = {"hidden": True} if row.hidden else json.loads(row.data)
    return Event(
        room_id=row.room_id,
        seq=row.seq,
        kind=row.kind,
        sender_id=row.sender_id,
        name=sender.name if sender else "",
        leads=bool(sender and sender.leads),
        at=row.at,
        data=data,
    )
