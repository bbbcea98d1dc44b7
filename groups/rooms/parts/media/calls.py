"""The frames that introduce two browsers: passed on inside the room, and kept nowhere.

The newcomer of a pair offers (`rtc.pub`), the older member answers. `gen` names the attempt.
"""

from dataclasses import dataclass
from typing import Annotated, Any, TypedDict
from uuid import UUID

from groups.rooms.access import Permission
from groups.rooms.parts.media.part import MEDIA
from groups.rooms.wire.fields import ID, MOMENT, SEAT, BadFrame, Field, text, whole

MAX_SDP = 40_000
MAX_CANDIDATE = 2_000
_CANDIDATE_TEXT = text(MAX_CANDIDATE, empty=True)
_MID = text(64, empty=True)
_LINE = whole(0, 64)


def _candidate(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadFrame("a candidate is needed")
    words, mid, line = value.get("candidate"), value.get("sdpMid"), value.get("sdpMLineIndex")
    _CANDIDATE_TEXT.check(words)
    if mid is not None:
        _MID.check(mid)
    if line is not None:
        _LINE.check(line)
    return {"candidate": words, "sdpMid": mid, "sdpMLineIndex": line}


# A browser's ICE candidate as it serialises it; null ends the list.
CANDIDATE = Field(_candidate, {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0})


@dataclass(frozen=True)
class Offer:
    """An offer; `came` is when its sender came, as the others know it."""

    to: Annotated[UUID, SEAT]
    gen: Annotated[str, ID]
    sdp: Annotated[str, text(MAX_SDP)]
    came: Annotated[float | None, MOMENT] = None


@dataclass(frozen=True)
class Answer:
    """The answer to an offer."""

    to: Annotated[UUID, SEAT]
    gen: Annotated[str, ID]
    sdp: Annotated[str, text(MAX_SDP)]


@dataclass(frozen=True)
class Candidate:
    """One way to reach the sender."""

    to: Annotated[UUID, SEAT]
    gen: Annotated[str, ID]
    candidate: Annotated[dict[str, Any] | None, CANDIDATE]


@dataclass(frozen=True)
class Restart:
    """A pair that does not connect begins anew."""

    to: Annotated[UUID, SEAT]
    gen: Annotated[str, ID]


_Call = TypedDict("_Call", {"from": str, "gen": str})


class Described(_Call):
    """With the description of a session."""

    sdp: str


class Offered(Described, total=False):
    """With when its sender came."""

    came: float


class Reachable(_Call):
    """With one way to reach the sender."""

    candidate: dict[str, Any] | None


for _name, _payload, _given, _says in (
    ("rtc.pub", Offer, Offered, "an offer to one seat of the same room"),
    ("rtc.answer", Answer, Described, "the answer to it"),
    ("rtc.ice", Candidate, Reachable, "a way to reach the sender; null ends the list"),
    ("rtc.restart", Restart, _Call, "please begin anew"),
):
    MEDIA.passes_on(_name, _payload, _given, permission=Permission.INSIDE, says=_says)
