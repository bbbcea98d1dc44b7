"""The protocol as tables for the README: written from the frames themselves."""

from collections.abc import Callable, Iterator
from typing import Any, get_type_hints, is_typeddict

from groups.rooms.kernel.slices import MemberView, slices
from groups.rooms.wire.frames import INCOMING, OUTGOING, PRESENCE, SNAPSHOT, WELCOME, Incoming


def protocol_tables() -> str:
    """Everything that is said on the wire, in Markdown."""
    return "\n".join([*_said_by_clients(), "", *_said_by_servers(), "", *_events(), "", _shapes()])


def _said_by_clients() -> Iterator[str]:
    yield "| client → server | who may | payload | |"
    yield "|---|---|---|---|"
    for kind in INCOMING.values():
        star = "*" if kind.writes else ""
        yield _row(f"{kind.name}{star}", kind.permission.value, _payload(kind), kind.says)


def _said_by_servers() -> Iterator[str]:
    more = {
        WELCOME.name: [*added_keys("presence"), *added_keys("welcome")],
        SNAPSHOT.name: added_keys("snapshot"),
        PRESENCE.name: added_keys("presence"),
    }
    yield "| server → client | payload | |"
    yield "|---|---|---|"
    for name, frame in OUTGOING.items():
        yield _row(name, ", ".join([*_keys(frame.payload), *more.get(name, [])]), frame.says)


def _events() -> Iterator[str]:
    yield "| event in `ev` and `replay` | d |"
    yield "|---|---|"
    for kind in INCOMING.values():
        if kind.writes:
            yield _row(kind.writes.name, ", ".join(_keys(kind.writes.payload)))


def _shapes() -> str:
    member = ", ".join([*_keys(MemberView), *added_keys("member")])
    return f"A member is told as {member}; `state` holds {', '.join(added_keys('state'))}."


def _payload(kind: Incoming) -> str:
    return ", ".join([*kind.fields, *(f"{name}?" for name in kind.optional)])


def added_keys(what: str) -> list[str]:
    """The keys that the parts add, read from what their functions say they return."""
    return [key for one in slices() for key in _keys(_returned(getattr(one, what)))]


def _returned(function: Callable[..., Any]) -> Any:
    return get_type_hints(function)["return"]


def _keys(shape: Any) -> list[str]:
    """The keys of a TypedDict; none of what is no TypedDict."""
    if not is_typeddict(shape):
        return []
    return [f"{key}?" if key in shape.__optional_keys__ else key for key in get_type_hints(shape)]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
