"""Names that could be taken for a leader's: marked for leaders, beside whoever has them."""

from collections.abc import Mapping
from typing import TypedDict

from django.utils.translation import gettext as _

from groups.rooms.kernel.queries import RoomRow
from groups.rooms.kernel.slices import Newcomer, Slice
from groups.rooms.wire.frames import Outgoing
from groups.rooms.wire.part import Difference, Part


class Alike(TypedDict):
    """The seats, at the door and in the room."""

    alike: list[str]


class AlikeAtFirst(TypedDict, total=False):
    """For leaders, as they come in."""

    alike: list[str]


NAMES_ALIKE = Outgoing("names", Alike, "for leaders: whose name could be taken for a leader's")


def _alike(room: RoomRow) -> Alike:
    here = (seat for seat in room.seats.values() if seat.inside or seat.waiting)
    return {"alike": [str(seat.id) for seat in here if seat.like_leader and not seat.leads]}


def _at_first(room: RoomRow, newcomer: Newcomer) -> AlikeAtFirst:
    return {"alike": _alike(room)["alike"]} if newcomer.leads else {}


def _words() -> Mapping[str, str]:
    return {"nameAlike": _("name like a leader’s")}


NAMES = Part(
    name="names",
    place=70,
    slice=Slice(welcome=_at_first),
    differences=(Difference(NAMES_ALIKE, _alike, at_first={"alike": []}, leaders_only=True),),
    words=_words,
)
