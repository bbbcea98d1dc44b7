"""What happens in a room. Each function is one thing that happened, in one transaction.

Every action starts by locking the room's row and asks the rows, not the connection, whether the
sender is still in the room and (for leaders' actions) still leads. An action whose frame was heard
before returns the event it made then.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from groups.attendance.actions import judge
from groups.rooms.access import leading
from groups.rooms.agenda import first_slide_of, slide_count
from groups.rooms.closing import NotAllowed, Reason, Refused
from groups.rooms.log import Event, already_said, append, lock_room
from groups.rooms.models import Room, RoomEvent, RoomSeat
from groups.rooms.places import end_visit, note_arrival
from groups.sessions.actions import end_session
from groups.sessions.models import GroupSession

State = RoomSeat.State


@dataclass(frozen=True)
class Sender:
    """Who sent a frame, and the frame's own id."""

    room_id: UUID
    seat_id: UUID
    frame_id: str


@dataclass
class _Turn:
    """The locked room and the sender's row, fresh."""

    room: Room
    seat: RoomSeat
    said: Event | None

    def append(self, sender: Sender, kind: str, data: dict[str, object], now: datetime) -> Event:
        return append(
            self.room, sender=self.seat, client_id=sender.frame_id, kind=kind, data=data, now=now
        )


def _turn(sender: Sender, *, leads: bool = False) -> _Turn:
    room = lock_room(sender.room_id)
    seat = (
        RoomSeat.objects.select_related("enrollment").filter(pk=sender.seat_id, room=room).first()
    )
    if seat is None or seat.state == State.REMOVED:
        raise Refused(Reason.REMOVED)
    if room.ended_at is not None:
        raise Refused(Reason.ENDED)
    if seat.enrollment is not None and not seat.enrollment.enrolled:
        raise Refused(Reason.UNPAID)
    if seat.state != State.ADMITTED:
        raise NotAllowed("not-admitted", _("You are still in the lobby."))
    if leads and not still_leads(seat):
        raise NotAllowed("leaders-only", _("Only the leaders can do that."))
    return _Turn(room=room, seat=seat, said=already_said(seat, sender.frame_id))


def still_leads(seat: RoomSeat) -> bool:
    """Whether the seat's person leads this group now, with role and second factor."""
    if not seat.leads or seat.account_id is None:
        return False
    cohort = GroupSession.objects.filter(pk=seat.room_id).values("cohort_id")
    return leading().filter(cohort_id__in=cohort, account_id=seat.account_id).exists()


def _other(turn: _Turn, seat_id: UUID) -> RoomSeat:
    """Somebody else's seat in the same room. Raises NotAllowed for any other."""
    seat = RoomSeat.objects.filter(pk=seat_id, room=turn.room).first()
    if seat is None:
        raise NotAllowed("no-such-seat", _("That person is not in this room."))
    return seat


def _member(turn: _Turn, seat_id: UUID) -> RoomSeat:
    seat = _other(turn, seat_id)
    if seat.leads:
        raise NotAllowed("a-leader", _("Leaders cannot be sent out."))
    return seat


# --- taking part ----------------------------------------------------------------------------------
@transaction.atomic
def say(sender: Sender, *, text: str, now: datetime) -> Event:
    """A message to everybody in the room."""
    turn = _turn(sender)
    return turn.said or turn.append(sender, "chat.say", {"text": text}, now)


@transaction.atomic
def raise_hand(sender: Sender, *, up: bool, seat_id: UUID | None, now: datetime) -> Event:
    """Raises or lowers a hand: one's own, or (leaders, lowering only) somebody else's."""
    whose = seat_id or sender.seat_id
    turn = _turn(sender, leads=whose != sender.seat_id)
    if turn.said:
        return turn.said
    seat = turn.seat if whose == sender.seat_id else _other(turn, whose)
    if whose != sender.seat_id and up:
        raise NotAllowed("own-hand", _("Only the person can raise their hand."))
    if not up:
        seat.hand_raised_at = None
    elif seat.hand_raised_at is None:
        seat.hand_raised_at = now
    seat.save(update_fields=["hand_raised_at"])
    at = seat.hand_raised_at.isoformat() if seat.hand_raised_at else None
    return turn.append(sender, "hand", {"seat": str(seat.pk), "up": up, "at": at}, now)


@transaction.atomic
def switch_media(sender: Sender, *, microphone: bool | None, camera: bool | None) -> None:
    """The person switched their microphone, their camera, or both; None was not touched.

    Unmuting is theirs alone, and only by the microphone: whoever switches a camera stays muted.
    """
    seat = _turn(sender).seat
    if microphone is not None:
        seat.microphone = microphone
        seat.muted = seat.muted and not microphone
    if camera is not None:
        seat.camera = camera
    seat.save(update_fields=["microphone", "camera", "muted"])


# --- leading: agenda, chat, lobby -----------------------------------------------------------------
@transaction.atomic
def go_to_stage(sender: Sender, *, stage: str, now: datetime) -> Event:
    """Takes everybody to a stage of the agenda; the slides follow to its first one, if any."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    room = turn.room
    slide = first_slide_of(stage, session_id=room.pk)
    room.slide = room.slide if slide is None else slide
    room.stage = stage
    room.stage_started_at = now
    room.save(update_fields=["stage", "stage_started_at", "slide"])
    data: dict[str, object] = {"stage": stage, "started_at": now.isoformat(), "slide": room.slide}
    return turn.append(sender, "agenda.go", data, now)


@transaction.atomic
def go_to_slide(sender: Sender, *, slide: int, now: datetime) -> Event:
    """Takes everybody who follows to a slide. Raises NotAllowed past the last one."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    if slide >= max(1, slide_count(session_id=turn.room.pk)):
        raise NotAllowed("no-such-slide", _("There is no such slide."))
    turn.room.slide = slide
    turn.room.save(update_fields=["slide"])
    return turn.append(sender, "slide.go", {"slide": slide}, now)


@transaction.atomic
def hide_message(sender: Sender, *, seq: int, now: datetime) -> Event:
    """Takes a message off everybody's screen; its words never leave the server again."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    if not RoomEvent.objects.filter(room=turn.room, seq=seq, kind="chat.say").update(hidden=True):
        raise NotAllowed("no-such-message", _("That message is not there any more."))
    return turn.append(sender, "chat.hide", {"seq": seq}, now)


@transaction.atomic
def admit(sender: Sender, *, seat_id: UUID, now: datetime, real: datetime) -> None:
    """Lets somebody in from the lobby; somebody already in stays in."""
    turn = _turn(sender, leads=True)
    seat = _member(turn, seat_id)
    if seat.state == State.REMOVED:
        raise NotAllowed("removed", _("This person was removed from the session."))
    if seat.state == State.ADMITTED:
        return
    seat.state = State.ADMITTED
    seat.came_at = real
    note_arrival(seat, now=now)
    seat.save(update_fields=["state", "came_at", "visit"])
    _record(turn, "room.admitted", seat, now)


@transaction.atomic
def ask_to_wait(sender: Sender, *, seat_id: UUID, now: datetime) -> None:
    """Does not let somebody in for now. They may stay in the lobby and be let in later."""
    turn = _turn(sender, leads=True)
    seat = _member(turn, seat_id)
    if seat.state != State.WAITING:
        return
    seat.state = State.DENIED
    seat.save(update_fields=["state"])
    _record(turn, "room.asked_to_wait", seat, now)


@transaction.atomic
def send_back(sender: Sender, *, seat_id: UUID, now: datetime) -> Event:
    """Sends somebody back to the lobby."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    seat = _member(turn, seat_id)
    if seat.state == State.ADMITTED:
        seat.state = State.WAITING
        seat.hand_raised_at = None
        end_visit(seat, now=now)
        seat.save(update_fields=["state", "hand_raised_at", "visit"])
        _record(turn, "room.sent_back", seat, now)
    return turn.append(sender, "lobby.back", {"seat": str(seat.pk)}, now)


# --- leading: sound, order, end -------------------------------------------------------------------
@transaction.atomic
def mute(sender: Sender, *, seat_id: UUID) -> None:
    """Silences somebody for everybody. Only they can unmute themselves again."""
    turn = _turn(sender, leads=True)
    seat = _other(turn, seat_id)
    seat.microphone = False
    seat.muted = True
    seat.save(update_fields=["microphone", "muted"])


@transaction.atomic
def camera_off(sender: Sender, *, seat_id: UUID) -> None:
    """Turns somebody's camera off. Only they can turn it on again."""
    turn = _turn(sender, leads=True)
    seat = _other(turn, seat_id)
    seat.camera = False
    seat.save(update_fields=["camera"])


@transaction.atomic
def ask_to_unmute(sender: Sender, *, seat_id: UUID) -> UUID:
    """A leader would like to hear somebody. Returns the seat to ask; nothing is switched."""
    return _other(_turn(sender, leads=True), seat_id).pk


@transaction.atomic
def remove(sender: Sender, *, seat_id: UUID, now: datetime) -> Event:
    """Ends somebody's part in this session: no link, reload or socket brings them back."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    seat = _member(turn, seat_id)
    seat.state = State.REMOVED
    seat.presence = RoomSeat.Presence.AWAY
    seat.hand_raised_at = None
    seat.microphone = seat.camera = False
    end_visit(seat, now=now)
    seat.save()
    _record(turn, "room.removed", seat, now)
    return turn.append(sender, "mod.remove", {"seat": str(seat.pk)}, now)


@transaction.atomic
def lock(sender: Sender, *, locked: bool, now: datetime) -> Event:
    """Closes the door to newcomers, or opens it again. Whoever was admitted may come back."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    turn.room.locked = locked
    turn.room.save(update_fields=["locked"])
    return turn.append(sender, "mod.lock", {"locked": locked}, now)


@transaction.atomic
def end_room(sender: Sender, *, now: datetime) -> Event:
    """Ends the session for everybody; attendance is judged from the visits."""
    turn = _turn(sender, leads=True)
    if turn.said:
        return turn.said
    event = turn.append(sender, "mod.end", {}, now)
    close_room(turn.room, by=turn.seat.account_id, now=now)
    return event


def close_room(room: Room, *, by: int | None, now: datetime) -> None:
    """The room is over: by a leader, or (`by` None) because its time has passed.

    Call inside a transaction with the room locked.
    """
    room.ended_at = now
    room.save(update_fields=["ended_at"])
    for seat in RoomSeat.objects.select_related("visit").filter(room=room, visit__isnull=False):
        assert seat.visit is not None
        gone = seat.presence != RoomSeat.Presence.HERE or by is None
        end_visit(seat, now=seat.visit.seen_at if gone else now)
    RoomSeat.objects.filter(room=room).update(
        presence=RoomSeat.Presence.AWAY, visit=None, hand_raised_at=None
    )
    # A session that was cancelled meanwhile took place for nobody: there is nothing to judge.
    if end_session(room.session, by=by, now=now):
        room.session.refresh_from_db()
        judge(room.session, now=now)


def _record(turn: _Turn, act: str, seat: RoomSeat, now: datetime) -> None:
    member_id = seat.enrollment.member_id if seat.enrollment else None
    record(act, on=seat, by=turn.seat.account_id, member_id=member_id, now=now)
