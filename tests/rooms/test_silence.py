"""Whoever is silent is asked, many at once; whoever is out of reach is let go."""

import json
from uuid import UUID, uuid4

import pytest

from groups.rooms.closing import Reason
from groups.rooms.wire.bell import ASK_AFTER, DEAD_AFTER, SILENT_AFTER, ask_the_silent
from groups.rooms.wire.hub import Hub
from groups.rooms.wire.outlet import Outlet
from tests.rooms.test_outlets import Socket
from tests.rooms.test_ringing import Listener

NOW = 1000.0
TICK = 0.5


class Seat(Listener):
    """Somebody with a socket of their own, last heard so many seconds ago."""

    def __init__(self, room_id: UUID, silent_for: float) -> None:
        super().__init__(room_id)
        self.socket = Socket()
        self.outlet = Outlet(self.socket.send)
        self.heard_at = NOW - silent_for

    @property
    def asked(self) -> int:
        return sum('"beat"' in text for text in self.socket.got)


def hub_of(*silent_for: float) -> tuple[Hub, list[Seat]]:
    """People who came in that order, the longest silent first."""
    hub, room_id = Hub(), uuid4()
    seats = [Seat(room_id, seconds) for seconds in silent_for]
    for seat in seats:
        hub.join(room_id, seat)
    return hub, seats


def test_who_said_something_lately_is_not_asked_and_nobody_is_asked_twice() -> None:
    hub, (silent, talking) = hub_of(ASK_AFTER, ASK_AFTER - 0.1)
    for _ in range(3):
        ask_the_silent(hub, NOW)
    assert (silent.asked, talking.asked) == (1, 0)


@pytest.mark.parametrize("people", [1, 3, 20, 1400])
def test_a_crowd_that_came_back_at_once_is_asked_in_turns_before_it_counts_as_silent(
    people: int,
) -> None:
    hub, seats = hub_of(*[ASK_AFTER] * people)
    at, most = NOW, 0
    while not all(seat.asked for seat in seats):
        before = sum(seat.asked for seat in seats)
        ask_the_silent(hub, at)
        most = max(most, sum(seat.asked for seat in seats) - before)
        at += TICK
    assert most <= people / 4 + 1
    assert at - NOW < SILENT_AFTER - ASK_AFTER
    assert {seat.asked for seat in seats} == {1}


def test_who_is_asked_is_told_how_far_the_room_is_and_only_if_they_are_inside() -> None:
    hub, (inside, waiting) = hub_of(ASK_AFTER, ASK_AFTER)
    waiting.inside = False
    hub.rooms[inside.admitted.room_id].sent = 41
    for at in range(3):
        ask_the_silent(hub, NOW + at)
    told = [
        [json.loads(text)["d"]["seq"] for text in seat.socket.got] for seat in (inside, waiting)
    ]
    assert told == [[41], [None]]


def test_who_answered_is_asked_again_after_the_next_silence() -> None:
    hub, [seat] = hub_of(ASK_AFTER)
    ask_the_silent(hub, NOW)
    seat.heard_at = NOW + 0.1
    ask_the_silent(hub, NOW + ASK_AFTER)
    assert seat.asked == 1
    ask_the_silent(hub, NOW + 0.2 + ASK_AFTER)
    assert seat.asked == 2


def test_a_phone_out_of_reach_is_let_go_and_the_others_are_not() -> None:
    hub, (dead, silent, alive) = hub_of(DEAD_AFTER, DEAD_AFTER - 1, 0.0)
    ask_the_silent(hub, NOW)
    assert dead.socket.code == Reason.SILENT.code == 4408
    assert (silent.socket.code, alive.socket.code) == (0, 0)
    assert dead.asked == 0
