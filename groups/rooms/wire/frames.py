"""The frames of `room.v1`, in and out: names, payloads, and who may send them.

A frame is JSON text `{"t": name, "id": the sender's own id, "d": payload}` of at most 64 KiB. What
stands in INCOMING is the whole of what a client may say; anything else is refused before it costs a
query. Nothing gets into it without a permission, and the permission written there is the one that
is asked for: by the socket before a frame is passed on, by the kernel before a turn begins. Parts
add their frames to those that every room has, below.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypedDict, TypeVar
from uuid import UUID

from groups.rooms.access import Permission
from groups.rooms.kernel.entering import Replay, Snapshot, Welcome
from groups.rooms.kernel.log import EventKind, EventView
from groups.rooms.kernel.slices import Presence
from groups.rooms.wire.fields import (
    FLAG,
    ID,
    SEAT,
    SEQUENCE,
    BadFrame,
    Field,
    fields_of,
    whole,
)  # fmt: skip

PROTOCOL = "room.v1"
MAX_FRAME = 65_536
DURABLE = 4.0  # what a frame that needs a transaction takes from the socket's bucket
P = TypeVar("P", bound=Mapping[str, Any])
# Made once: `json.dumps` makes one for each frame, 3.5 µs for a pong where this takes 2.6.
_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=str).encode


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One name that a client may say. `cost` is what it takes from the socket's bucket.

    `writes` is the event it makes, `passed_on` sends it to the seat in `to` and keeps nothing.
    """

    name: str
    payload: type
    permission: Permission
    says: str
    fields: Mapping[str, Field]
    optional: Mapping[str, Field]
    writes: EventKind[Any] | None
    passed_on: bool
    needs_id: bool
    cost: float


@dataclass(frozen=True)
class Frame:
    """One checked frame. `data` holds exactly the fields its kind names."""

    kind: Incoming
    id: str
    data: dict[str, Any]

    @property
    def t(self) -> str:
        """Its name on the wire."""
        return self.kind.name

    def payload(self) -> Any:
        """Its data as the dataclass of its kind."""
        return self.kind.payload(**self.data)


INCOMING: dict[str, Incoming] = {}
OUTGOING: dict[str, "Outgoing[Any]"] = {}


def incoming(
    name: str,
    payload: type,
    *,
    permission: Permission,
    says: str,
    writes: EventKind[Any] | None = None,
    passed_on: bool = False,
    needs_id: bool = True,
    cost: float = 1.0,
) -> Incoming:
    """Lets clients say `name`. Raises TypeError without a permission, or for a name twice."""
    if not isinstance(permission, Permission):
        raise TypeError(f"{name} does not say who may send it")
    if name in INCOMING:
        raise TypeError(f"{name} is another frame already")
    needed, optional = fields_of(payload)
    if permission is Permission.OWN_OR_LEADS and "seat" not in needed | optional:
        raise TypeError(f"{name} does not say whose seat it is about")
    if passed_on and "to" not in needed:
        raise TypeError(f"{name} does not say to whom it is passed on")
    kind = Incoming(
        name=name,
        payload=payload,
        permission=permission,
        says=says,
        fields=needed,
        optional=optional,
        writes=writes,
        passed_on=passed_on,
        needs_id=needs_id,
        cost=cost,
    )
    INCOMING[name] = kind
    return kind


@dataclass(frozen=True)
class Outgoing(Generic[P]):
    """One name that the server says; `says` is a sentence for the README."""

    name: str
    payload: type[P]
    says: str

    def __post_init__(self) -> None:
        """Enters it among the server's frames."""
        if self.name in OUTGOING:
            raise TypeError(f"{self.name} is another frame already")
        OUTGOING[self.name] = self

    def text(self, data: P | None = None, *, id: str = "") -> str:
        """The frame as text."""
        frame: dict[str, Any] = {"t": self.name}
        if id:
            frame["id"] = id
        if data is not None:
            frame["d"] = data
        return _ENCODE(frame)


# --- what every room hears ------------------------------------------------------------------------
@dataclass(frozen=True)
class Hello:
    """`page` names the browser page, `again` a reconnect, `seq` the last number it has."""

    v: Annotated[int, whole(1, 99)]
    page: Annotated[str, ID]
    again: Annotated[bool, FLAG]
    seq: Annotated[int | None, SEQUENCE] = None


@dataclass(frozen=True)
class Nothing:
    """No payload."""


@dataclass(frozen=True)
class OneSeat:
    """Somebody's seat."""

    seat: Annotated[UUID, SEAT]


@dataclass(frozen=True)
class Sync:
    """`seq` is the last number the page has."""

    seq: Annotated[int, SEQUENCE]


HELLO = incoming(
    "hello", Hello, permission=Permission.TO_GREET, needs_id=False,
    says="first frame; `page` names the browser page, `again` a reconnect, `seq` the last number"
    " it has",
)  # fmt: skip
PING = incoming(
    "ping", Nothing, permission=Permission.IN_LOBBY_TOO, needs_id=False, says="heartbeat"
)
HERE = incoming(
    "here", Nothing, permission=Permission.IN_LOBBY_TOO, needs_id=False,
    says="the answer to beat, to which nothing is said",
)  # fmt: skip
BYE = incoming(
    "bye", Nothing, permission=Permission.IN_LOBBY_TOO, needs_id=False,
    says="a goodbye ends the visit at once",
)  # fmt: skip
SYNC = incoming(
    "sync", Sync, permission=Permission.INSIDE, needs_id=False, cost=DURABLE,
    says="everything after that number, please",
)  # fmt: skip


# --- what every room says -------------------------------------------------------------------------
class Waiting(TypedDict):
    """In the lobby."""

    denied: bool
    seat: str


class Acknowledged(TypedDict, total=False):
    """`seq` is the event's number, for durable frames."""

    seq: int


class Refusal(TypedDict):
    """Why a frame was not done."""

    code: str
    sentence: str


class Pong(TypedDict):
    """`seq` is the head number, None in the lobby; `at` in ms."""

    seq: int | None
    at: int


class Empty(TypedDict):
    """Nothing to add."""


WAITING = Outgoing("waiting", Waiting, "in the lobby; `denied`: asked to wait")
WELCOME = Outgoing(
    "welcome", Welcome,
    "we are in; `at` and `real` in ms: the session's clock and the machine's",
)  # fmt: skip
SNAPSHOT = Outgoing("snapshot", Snapshot, "the whole, for whoever has nothing of it")
REPLAY = Outgoing("replay", Replay, "what somebody missed, in order")
EV = Outgoing("ev", EventView, "one numbered event")
PRESENCE = Outgoing("presence", Presence, "`members` that changed, and who has gone")
ACK = Outgoing("ack", Acknowledged, "of the frame with that id; `seq` for durable ones")
ERROR = Outgoing(
    "error", Refusal, "of the frame with that id; `try-again`: the browser sends it again"
)
PONG = Outgoing("pong", Pong, "`seq` is the head number")
BEAT = Outgoing(
    "beat", Pong,
    "as pong, after eight silent seconds: a page answers with here, in a background tab too",
)  # fmt: skip


# --- reading --------------------------------------------------------------------------------------
SPELLINGS = 8
_heartbeats: dict[str, Frame] = {}


def read_frame(text: str) -> Frame:
    """The frame in `text`. Raises BadFrame for anything that INCOMING does not know."""
    # A browser's heartbeats are all the same; a thousand people send a hundred in a second.
    known = _heartbeats.get(text)
    if known is not None:
        return known
    frame = _read(text)
    if frame.kind in (PING, HERE) and not frame.id and len(_heartbeats) < SPELLINGS:
        _heartbeats[text] = frame
    return frame


def _read(text: str) -> Frame:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("t"), str):
        raise BadFrame('a frame is an object with "t"')
    kind = INCOMING.get(raw["t"])
    if kind is None:
        raise BadFrame("unknown type")
    frame_id = raw.get("id", "")
    if frame_id or kind.needs_id:
        frame_id = ID.check(frame_id)
    return Frame(kind=kind, id=frame_id, data=_data(kind, raw.get("d", {})))


def _data(kind: Incoming, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadFrame('"d" is an object')
    if unknown := raw.keys() - kind.fields.keys() - kind.optional.keys():
        raise BadFrame(f"unknown field: {min(unknown)[:40]}")
    data: dict[str, Any] = {}
    for name, field in kind.fields.items():
        if name not in raw:
            raise BadFrame(f"missing field: {name}")
        data[name] = field.check(raw[name])
    for name, field in kind.optional.items():
        if name in raw:
            data[name] = field.check(raw[name])
    return data


def frame_id_of(text: str) -> str:
    """The sender's id of a frame that could not be read, so that the refusal can name it."""
    try:
        found: str = ID.check(json.loads(text).get("id", ""))
    except (BadFrame, ValueError, AttributeError, RecursionError):
        return ""
    return found
