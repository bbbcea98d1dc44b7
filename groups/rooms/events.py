"""The frames of `room.v1`: names, payloads, and who may send them.

A frame is JSON text `{"t": name, "id": the sender's own id, "d": payload}` of at most 64 KiB. The
table below is the whole of what a client may say; anything else is refused before it costs a query.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from groups.rooms.models import Stage

PROTOCOL = "room.v1"
MAX_FRAME = 65_536
MAX_ID = 40
MAX_CHAT = 2_000
MAX_SDP = 40_000
MAX_CANDIDATE = 2_000
MAX_SLIDES = 500
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class BadFrame(Exception):
    """The frame is not of the protocol. The message is a sentence for whoever reads the console."""


Check = Callable[[Any], Any]


@dataclass(frozen=True)
class Kind:
    """One name of the protocol. `cost` is what it takes from the socket's bucket."""

    fields: Mapping[str, Check]
    optional: Mapping[str, Check]
    leads: bool = False
    durable: bool = False
    cost: float = 1.0


@dataclass(frozen=True)
class Frame:
    """One checked frame. `data` holds exactly the fields its kind names."""

    t: str
    id: str
    data: dict[str, Any]

    @property
    def kind(self) -> Kind:
        """What the protocol says about it."""
        return KINDS[self.t]


def _text(longest: int, *, empty: bool = False) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not (value.strip() or empty):
            raise BadFrame(f"text of 1 to {longest} characters is needed")
        if "\x00" in value:
            raise BadFrame("text may not hold a null character")
        try:
            value.encode()
        except UnicodeEncodeError as error:  # half a surrogate pair: no database keeps it
            raise BadFrame("text is not valid Unicode") from error
        return value

    return check


def _whole(lowest: int, highest: int) -> Check:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise BadFrame(f"a whole number from {lowest} to {highest} is needed")
        return value

    return check


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadFrame("true or false is needed")
    return value


def _seat(value: Any) -> UUID:
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise BadFrame("the id of a seat is needed")


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadFrame("an id of 1 to 40 letters, digits, - or _ is needed")
    return value


def _stage(value: Any) -> str:
    if value not in Stage.values:
        raise BadFrame("the name of a stage is needed")
    return str(value)


def _candidate(value: Any) -> dict[str, Any] | None:
    """A browser's ICE candidate as it serialises it; null ends the list."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadFrame("a candidate is needed")
    text, mid, line = value.get("candidate"), value.get("sdpMid"), value.get("sdpMLineIndex")
    _text(MAX_CANDIDATE, empty=True)(text)
    if mid is not None:
        _text(64, empty=True)(mid)
    if line is not None:
        _whole(0, 64)(line)
    return {"candidate": text, "sdpMid": mid, "sdpMLineIndex": line}


def _moment(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 2**40:
        raise BadFrame("seconds since 1970 are needed")
    return value


_sequence = _whole(0, 2**31 - 1)


def _kind(
    *, leads: bool = False, durable: bool = False, cost: float = 1.0,
    optional: Mapping[str, Check] | None = None, **fields: Check,
) -> Kind:  # fmt: skip
    return Kind(fields=fields, optional=optional or {}, leads=leads, durable=durable, cost=cost)


DURABLE = 4.0  # a durable frame costs a transaction

KINDS: dict[str, Kind] = {
    # being here
    "hello": _kind(v=_whole(1, 99), page=_id, again=_flag, optional={"seq": _sequence}),
    "ping": _kind(),
    "sync": _kind(seq=_sequence, cost=DURABLE),
    "bye": _kind(),
    # taking part
    "chat.say": _kind(text=_text(MAX_CHAT), durable=True, cost=DURABLE),
    "hand": _kind(up=_flag, optional={"seat": _seat}, durable=True, cost=DURABLE),
    "media.state": _kind(optional={"microphone": _flag, "camera": _flag}, cost=DURABLE),
    # leading
    "chat.hide": _kind(seq=_sequence, leads=True, durable=True, cost=DURABLE),
    "agenda.go": _kind(stage=_stage, leads=True, durable=True, cost=DURABLE),
    "slide.go": _kind(slide=_whole(0, MAX_SLIDES), leads=True, durable=True, cost=DURABLE),
    "lobby.admit": _kind(seat=_seat, leads=True, cost=DURABLE),
    "lobby.deny": _kind(seat=_seat, leads=True, cost=DURABLE),
    "lobby.back": _kind(seat=_seat, leads=True, durable=True, cost=DURABLE),
    "mod.mute": _kind(seat=_seat, leads=True, cost=DURABLE),
    "mod.ask_unmute": _kind(seat=_seat, leads=True, cost=DURABLE),
    "mod.cam_off": _kind(seat=_seat, leads=True, cost=DURABLE),
    "mod.remove": _kind(seat=_seat, leads=True, durable=True, cost=DURABLE),
    "mod.lock": _kind(locked=_flag, leads=True, durable=True, cost=DURABLE),
    "mod.end": _kind(leads=True, durable=True, cost=DURABLE),
    # media, browser to browser: the server passes it on inside the room and keeps nothing
    "rtc.pub": _kind(to=_seat, gen=_id, sdp=_text(MAX_SDP), optional={"came": _moment}),
    "rtc.answer": _kind(to=_seat, gen=_id, sdp=_text(MAX_SDP)),
    "rtc.ice": _kind(to=_seat, gen=_id, candidate=_candidate),
    "rtc.restart": _kind(to=_seat, gen=_id),
}
RELAYED = frozenset({"rtc.pub", "rtc.answer", "rtc.ice", "rtc.restart"})
NEEDS_NO_ID = frozenset({"hello", "ping", "sync", "bye", *RELAYED})


def read_frame(text: str) -> Frame:
    """The frame in `text`. Raises BadFrame for anything the table does not know."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("t"), str):
        raise BadFrame('a frame is an object with "t"')
    name = raw["t"]
    kind = KINDS.get(name)
    if kind is None:
        raise BadFrame("unknown type")
    frame_id = raw.get("id", "")
    if frame_id or name not in NEEDS_NO_ID:
        frame_id = _id(frame_id)
    return Frame(t=name, id=frame_id, data=_payload(kind, raw.get("d", {})))


def _payload(kind: Kind, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadFrame('"d" is an object')
    if unknown := raw.keys() - kind.fields.keys() - kind.optional.keys():
        raise BadFrame(f"unknown field: {min(unknown)[:40]}")
    data: dict[str, Any] = {}
    for name, check in kind.fields.items():
        if name not in raw:
            raise BadFrame(f"missing field: {name}")
        data[name] = check(raw[name])
    for name, check in kind.optional.items():
        if name in raw:
            data[name] = check(raw[name])
    return data


def frame_id_of(text: str) -> str:
    """The sender's id of a frame that could not be read, so that the refusal can name it."""
    try:
        found = json.loads(text).get("id", "")
        return _id(found)
    except (BadFrame, ValueError, AttributeError, RecursionError):
        return ""


def write(t: str, data: Mapping[str, Any] | None = None, *, id: str = "") -> str:
    """A frame of the server as text."""
    frame: dict[str, Any] = {"t": t}
    if id:
        frame["id"] = id
    if data is not None:
        frame["d"] = data
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False, default=str)
