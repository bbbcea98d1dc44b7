"""One person's turn: the transaction in which a frame is done.

A part never opens it. The kernel locks the room's row, asks the rows (not the connection) whether
the sender may do what the frame's permission says, finds what the same frame did when it came the
first time, and only then hands the part a `Turn`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.states import move
from groups.cohorts.access import leading
from groups.rooms.access import Permission, no_part
from groups.rooms.closing import NotAllowed, Reason, Refused
from groups.rooms.kernel.log import D, Event, EventKind, already_said, append, lock_room
from groups.rooms.models import Room, RoomSeat
from groups.sessions.models import GroupSession

State = RoomSeat.State


@dataclass(frozen=True)
class Sender:
    """Who sent a frame, and the frame's own id."""

    room_id: UUID
    seat_id: UUID
    frame_id: str


@dataclass(frozen=True)
class Outcome:
    """What came of a frame. `told` is a frame for one seat: (seat, text)."""

    event: Event | None = None
    told: tuple[UUID, str] | None = None


DONE = Outcome()


@dataclass(frozen=True)
class Turn:
    """The locked room and the sender's row, fresh, for the one thing that was permitted.

    `now` is the session's clock, `real` the machine's, which connections follow.
    """

    room: Room
    seat: RoomSeat
    frame_id: str
    now: datetime
    real: datetime

    def tell(self, kind: EventKind[D], data: D) -> Outcome:
        """Writes the frame's event into the log, for everybody."""
        event = append(
            self.room, sender=self.seat, client_id=self.frame_id, kind=kind, data=data, now=self.now
        )
        return Outcome(event=event)

    def person(self, seat_id: UUID) -> RoomSeat:
        """Somebody's seat in this room. Raises NotAllowed for any other."""
        if seat_id == self.seat.pk:
            return self.seat
        seats = RoomSeat.objects.select_related("enrollment")
        seat = seats.filter(pk=seat_id, room=self.room).first()
        if seat is None:
            raise NotAllowed("no-such-seat", _("That person is not in this room."))
        seat.room = self.room
        return seat

    def member(self, seat_id: UUID) -> RoomSeat:
        """A member's seat in this room. Raises NotAllowed for a leader's."""
        seat = self.person(seat_id)
        if seat.leads:
            raise NotAllowed("a-leader", _("Leaders cannot be sent out."))
        return seat

    def move(self, seat: RoomSeat, *, to: str, act: str, **changes: Any) -> None:
        """One step of somebody's place with what changes beside it, and its entry in the trail."""
        member_id = seat.enrollment.member_id if seat.enrollment else None
        by = self.seat.account_id
        move(seat, to=to, act=act, by=by, now=self.now, changes=changes, member_id=member_id)


@transaction.atomic
def take_turn(
    sender: Sender,
    handle: Callable[[Turn], Outcome],
    *,
    permission: Permission,
    whose: UUID | None,
    durable: bool,
    now: datetime,
    real: datetime,
) -> Outcome:
    """Does what a frame asks for, if `permission` allows it about the seat `whose`.

    A `durable` frame that was heard before only returns the event it made then. Raises NotAllowed
    or Refused; then nothing has changed.
    """
    room = lock_room(sender.room_id)
    seat = (
        RoomSeat.objects.select_related("enrollment").filter(pk=sender.seat_id, room=room).first()
    )
    if seat is None or seat.state == State.REMOVED:
        raise Refused(Reason.REMOVED)
    if room.ended_at is not None:
        raise Refused(Reason.CALLED_OFF if room.session.called_off else Reason.ENDED)
    if seat.enrollment is not None and not seat.enrollment.enrolled:
        raise Refused(no_part(seat.enrollment.state))
    seat.room = room
    _check(permission, seat, whose=whose)
    if durable and (said := already_said(seat, sender.frame_id)):
        return Outcome(event=said)
    return handle(Turn(room=room, seat=seat, frame_id=sender.frame_id, now=now, real=real))


def _check(permission: Permission, seat: RoomSeat, *, whose: UUID | None) -> None:
    if permission is Permission.IN_LOBBY_TOO:
        return
    if seat.state != State.ADMITTED:
        raise NotAllowed("not-admitted", _("You are still in the lobby."))
    if permission is Permission.INSIDE:
        return
    own = permission is Permission.OWN_OR_LEADS and whose in (None, seat.pk)
    if not own and not _leads(seat):
        raise NotAllowed("leaders-only", _("Only the leaders can do that."))


def _leads(seat: RoomSeat) -> bool:
    """Whether the seat's person leads this group now, with role and second factor."""
    if not seat.leads or seat.account_id is None:
        return False
    cohort = GroupSession.objects.filter(pk=seat.room.session_id).values("cohort_id")
    return (
        leading(second_factor=True)
        .filter(cohort_id__in=cohort, account_id=seat.account_id)
        .exists()
    )
