"""Raised hands: everybody raises their own, leaders may lower anybody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from groups.rooms.access import Permission
from groups.rooms.closing import NotAllowed
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.queries import SeatRow
from groups.rooms.kernel.slices import Slice
from groups.rooms.kernel.turn import Outcome, Turn
from groups.rooms.wire.fields import FLAG, SEAT
from groups.rooms.wire.part import Part


class Raised(TypedDict):
    """Whose hand is up or down, and since when it is up."""

    seat: str
    up: bool
    at: str | None


class HandView(TypedDict):
    """Since when somebody's hand is up."""

    hand: str | None


RAISED = EventKind("hand", Raised)


def _hand_of(seat: SeatRow) -> HandView:
    return {"hand": seat.hand_raised_at.isoformat() if seat.hand_raised_at else None}


def _words() -> Mapping[str, str]:
    return {
        "raiseHand": _("Raise hand"),
        "lowerHand": _("Lower hand"),
        "handRaised": _("@ raised a hand."),
        "handLowered": _("The hand of @ is down."),
        "handUp": _("@ would like to speak."),
        "handsUp": _("# people would like to speak."),
        "showThem": _("Show"),
        "ownHandUp": _("Your hand is up."),
        "ownHandDown": _("Your hand is down."),
        "lowerTheirs": _("Lower the hand of @"),
    }


HANDS = Part(
    name="hands",
    place=40,
    slice=Slice(member=_hand_of, gone={"hand_raised_at": None}),
    slots=("lists", "controls", "pieces"),
    words=_words,
)


@dataclass(frozen=True)
class Raise:
    """One's own hand, or (`seat`) somebody else's."""

    up: Annotated[bool, FLAG]
    seat: Annotated[UUID | None, SEAT] = None


@HANDS.hears(
    "hand", Raise, permission=Permission.OWN_OR_LEADS, writes=RAISED,
    says="one's own; leaders may lower somebody's",
)  # fmt: skip
def raise_hand(turn: Turn, said: Raise) -> Outcome:
    """Raises or lowers a hand: one's own, or (leaders, lowering only) somebody else's."""
    seat = turn.person(said.seat or turn.seat.pk)
    if said.up and seat.pk != turn.seat.pk:
        raise NotAllowed("own-hand", _("Only the person can raise their hand."))
    if not said.up:
        seat.hand_raised_at = None
    elif seat.hand_raised_at is None:
        seat.hand_raised_at = turn.now
    seat.save(update_fields=["hand_raised_at"])
    at = seat.hand_raised_at.isoformat() if seat.hand_raised_at else None
    return turn.tell(RAISED, Raised(seat=str(seat.pk), up=said.up, at=at))
