"""Sound and picture: what people switch, and what leaders may switch off.

Nothing ever switches anything on but the person.
"""

from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from django.conf import settings

from groups.rooms.access import Permission
from groups.rooms.kernel.queries import RoomRow, SeatRow
from groups.rooms.kernel.slices import Newcomer, Slice
from groups.rooms.kernel.turn import DONE, Outcome, Turn
from groups.rooms.parts.media.ice import ice_config
from groups.rooms.parts.media.seen import Candidate, video_seats
from groups.rooms.parts.media.words import media_words
from groups.rooms.wire.fields import FLAG
from groups.rooms.wire.frames import Empty, OneSeat, Outgoing
from groups.rooms.wire.part import Part


class MediaView(TypedDict):
    """What somebody has switched on, and whether a leader silenced them."""

    microphone: bool
    camera: bool
    muted: bool


class Seen(TypedDict):
    """The seats that are seen."""

    video: list[str]


class HowToConnect(TypedDict):
    """One person's RTCConfiguration, and whether media can work here at all."""

    ice: dict[str, Any]
    media: bool


ASK_UNMUTE = Outgoing("mod.ask_unmute", Empty, "a leader would like to hear you")
CAMERA_OFF = Outgoing("mod.cam_off", Empty, "a leader turned your camera off")


def _switches(seat: SeatRow) -> MediaView:
    return {"microphone": seat.microphone, "camera": seat.camera, "muted": seat.muted}


def _seen(room: RoomRow) -> Seen:
    people = [
        Candidate(
            seat_id=seat.id,
            leads=seat.leads,
            hand_raised_at=seat.hand_raised_at,
            came_at=seat.came_at,
            camera=seat.camera,
        )
        for seat in room.seats.values()
        if seat.inside
    ]
    return {"video": [str(seat_id) for seat_id in video_seats(people)]}


def _how_to_connect(room: RoomRow, newcomer: Newcomer) -> HowToConnect:
    return {
        "ice": ice_config(settings.ROOM_ICE, seat_id=newcomer.seat_id, now=newcomer.real),
        "media": settings.ROOM_ICE.usable,
    }


MEDIA = Part(
    name="media",
    place=10,
    slice=Slice(
        member=_switches,
        presence=_seen,
        welcome=_how_to_connect,
        fresh={"microphone": False, "camera": False, "muted": False},
    ),
    slots=("stage", "person", "controls", "ways", "pieces"),
    words=media_words,
)


@dataclass(frozen=True)
class Switch:
    """What the person switched; None was not touched."""

    microphone: Annotated[bool | None, FLAG] = None
    camera: Annotated[bool | None, FLAG] = None


@MEDIA.hears(
    "media.state", Switch, permission=Permission.INSIDE,
    says="what the person switched, and nothing else",
)  # fmt: skip
def switch_media(turn: Turn, said: Switch) -> Outcome:
    """The person switched their microphone, their camera, or both.

    Unmuting is theirs alone, and only by the microphone: whoever switches a camera stays muted.
    """
    seat = turn.seat
    if said.microphone is not None:
        seat.microphone = said.microphone
        seat.muted = seat.muted and not said.microphone
    if said.camera is not None:
        seat.camera = said.camera
    seat.save(update_fields=["microphone", "camera", "muted"])
    return DONE


@MEDIA.hears(
    "mod.mute", OneSeat, permission=Permission.LEADS, says="silent for everybody, until they unmute"
)
def mute(turn: Turn, said: OneSeat) -> Outcome:
    """Silences somebody for everybody. Only they can unmute themselves again."""
    seat = turn.person(said.seat)
    seat.microphone = False
    seat.muted = True
    seat.save(update_fields=["microphone", "muted"])
    return DONE


@MEDIA.hears("mod.ask_unmute", OneSeat, permission=Permission.LEADS, says="nothing is switched")
def ask_to_unmute(turn: Turn, said: OneSeat) -> Outcome:
    """A leader would like to hear somebody."""
    return Outcome(told=(turn.person(said.seat).pk, ASK_UNMUTE.text({})))


@MEDIA.hears("mod.cam_off", OneSeat, permission=Permission.LEADS, says="only they can turn it on")
def camera_off(turn: Turn, said: OneSeat) -> Outcome:
    """Turns somebody's camera off. Only they can turn it on again."""
    seat = turn.person(said.seat)
    seat.camera = False
    seat.save(update_fields=["camera"])
    return Outcome(told=(seat.pk, CAMERA_OFF.text({})))
