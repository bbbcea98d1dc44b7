"""The lobby: who waits at the door, and how leaders let people in or ask them to wait."""

from collections.abc import Mapping
from typing import TypedDict

from django.utils.translation import gettext as _

from groups.rooms.access import Permission
from groups.rooms.closing import NotAllowed
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.places import end_visit, note_arrival
from groups.rooms.kernel.queries import RoomRow
from groups.rooms.kernel.slices import Newcomer, Slice, ends_with_leaving
from groups.rooms.kernel.turn import DONE, Outcome, Turn
from groups.rooms.models import RoomSeat
from groups.rooms.wire.frames import OneSeat, Outgoing
from groups.rooms.wire.part import Difference, Part

State = RoomSeat.State


class AtTheDoor(TypedDict):
    """What the leaders see of somebody in the lobby."""

    seat: str
    name: str
    since: str
    denied: bool


class Door(TypedDict):
    """Everybody who waits."""

    waiting: list[AtTheDoor]


class SentBack(TypedDict):
    """Whose place is in the lobby again."""

    seat: str


class LobbyAtFirst(TypedDict, total=False):
    """For leaders: who waits as they come in."""

    lobby: list[AtTheDoor]


SENT_BACK = EventKind("lobby.back", SentBack)
LOBBY = Outgoing("lobby", Door, "for leaders: who is at the door")


def _waiting(room: RoomRow) -> list[AtTheDoor]:
    return [
        {
            "seat": str(seat.id),
            "name": seat.name,
            "since": seat.came_at.isoformat(),
            "denied": seat.state == State.DENIED,
        }
        for seat in room.seats.values()
        if seat.waiting
    ]


def _door(room: RoomRow) -> Door:
    return {"waiting": _waiting(room)}


def _at_first(room: RoomRow, newcomer: Newcomer) -> LobbyAtFirst:
    return {"lobby": _waiting(room)} if newcomer.leads else {}


def _words() -> Mapping[str, str]:
    return {
        "letIn": _("Let @ in"),
        "notNow": _("Ask @ to wait"),
        "someoneWaits": _("@ is at the door."),
        "someWait": _("# people are at the door."),
        "showDoor": _("Show"),
        "askedToWait": _("asked to wait"),
        "waited": _("waiting # min"),
    }


LOBBY_PART = Part(
    name="lobby",
    place=30,
    slice=Slice(welcome=_at_first),
    differences=(Difference(LOBBY, _door, at_first={"waiting": []}, leaders_only=True),),
    slots=("lists", "person", "pieces"),
    words=_words,
)


@LOBBY_PART.hears("lobby.admit", OneSeat, permission=Permission.LEADS, says="let in")
def admit(turn: Turn, said: OneSeat) -> Outcome:
    """Lets somebody in from the lobby; somebody already in stays in."""
    seat = turn.member(said.seat)
    if seat.state == State.REMOVED:
        raise NotAllowed("removed", _("This person was removed from the session."))
    if seat.state == State.ADMITTED:
        return DONE
    turn.move(seat, to=State.ADMITTED, act="room.admitted", came_at=turn.real)
    if note_arrival(seat, now=turn.now):
        seat.save(update_fields=["visit", "door_at"])
    return DONE


@LOBBY_PART.hears("lobby.deny", OneSeat, permission=Permission.LEADS, says="ask to wait")
def ask_to_wait(turn: Turn, said: OneSeat) -> Outcome:
    """Does not let somebody in for now. They may stay in the lobby and be let in later."""
    seat = turn.member(said.seat)
    if seat.state == State.WAITING:
        turn.move(seat, to=State.DENIED, act="room.asked_to_wait")
    return DONE


@LOBBY_PART.hears(
    "lobby.back", OneSeat, permission=Permission.LEADS, writes=SENT_BACK, says="back to the lobby"
)
def send_back(turn: Turn, said: OneSeat) -> Outcome:
    """Sends somebody back to the lobby."""
    seat = turn.member(said.seat)
    if seat.state == State.ADMITTED:
        end_visit(seat, now=turn.now)
        ended = {"visit": None, "door_at": turn.now, **ends_with_leaving()}
        turn.move(seat, to=State.WAITING, act="room.sent_back", **ended)
    return turn.tell(SENT_BACK, SentBack(seat=str(seat.pk)))
