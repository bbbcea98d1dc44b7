"""Words that another process tells: passed on in order and once, and only if they are sealed."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from groups.rooms.kernel.queries import Admitted
from groups.rooms.wire.hub import Line, LocalRoom
from groups.rooms.wire.outlet import Outlet
from groups.rooms.wire.ringing import Words, has_words


async def nobody(message: dict[str, Any]) -> None:
    """A socket that sends nothing: what is queued for it stays to be read."""


class Listener(Line):
    """Somebody inside, and what they were told."""

    def __init__(self, room_id: UUID) -> None:
        admitted = Admitted(
            room_id=room_id, seat_id=uuid4(), device=1, account_id=1, password="", session_key="",
            epoch=1, leads=False,
        )  # fmt: skip
        super().__init__(
            outlet=Outlet(nobody), admitted=admitted, heard_at=0.0, stands="admitted",
            turn=lambda state: None,
        )  # fmt: skip
        self.inside = True
        self.told: list[str] = []

    def offer(self, text: str) -> None:
        self.told.append(text)


@pytest.fixture
def room() -> LocalRoom:
    """At number 4, with one person inside."""
    room = LocalRoom(id=uuid4(), sent=4)
    room.lines.append(Listener(room.id))
    return room


def told(room: LocalRoom) -> list[str]:
    (line,) = room.lines
    assert isinstance(line, Listener)
    return line.told


def ring(
    room: LocalRoom, number: int, *, alone: bool = True, changed: dict[str, Any] | None = None
) -> bool:
    message = Words(number, f"number {number}", alone).sealed(room.id)
    return has_words(room, message | (changed or {}))


def test_the_next_event_is_passed_on_and_nothing_has_to_be_read(room: LocalRoom) -> None:
    assert ring(room, 5)
    assert ring(room, 6)
    assert told(room) == ["number 5", "number 6"]


def test_what_changes_seats_too_is_passed_on_and_looked_at(room: LocalRoom) -> None:
    assert not ring(room, 5, alone=False)
    assert told(room) == ["number 5"]
    assert not ring(room, 5, alone=False)
    assert told(room) == ["number 5"]


def test_an_event_that_comes_twice_is_told_once(room: LocalRoom) -> None:
    assert ring(room, 5)
    assert ring(room, 5)
    assert told(room) == ["number 5"]


def test_after_a_gap_the_rows_are_read_and_nothing_is_told_out_of_order(room: LocalRoom) -> None:
    assert not ring(room, 6)
    assert told(room) == []
    assert ring(room, 5)
    assert told(room) == ["number 5", "number 6"]


@pytest.mark.parametrize(
    "changed",
    [{"sealed": "v1.k.AAAA"}, {"sealed": "number 5"}, {"alone": False}, {"seq": 6}],
    ids=["altered", "not sealed", "of another kind", "another number"],
)
def test_what_was_not_sealed_so_is_told_to_nobody(room: LocalRoom, changed: dict[str, Any]) -> None:
    assert not ring(room, 5, changed=changed)
    assert told(room) == []
    assert ring(room, 5)


def test_words_of_another_room_are_not_told_here(room: LocalRoom) -> None:
    elsewhere = Words(5, "number 5", True).sealed(uuid4())
    assert not has_words(room, elsewhere)
    assert told(room) == []


def test_a_ring_without_words_has_the_rows_read(room: LocalRoom) -> None:
    assert not has_words(room, {})


def test_where_nobody_is_inside_no_words_are_kept() -> None:
    room = LocalRoom(id=uuid4())
    assert ring(room, 5)
    assert not ring(room, 6, alone=False)
    assert not room.ahead
