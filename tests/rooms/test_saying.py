"""What is said at once: kept only by whoever is there, once, in order, and in one trip."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import clock
from groups.models import Enrollment, Room, RoomEvent, RoomSeat
from groups.rooms.access import Permission
from groups.rooms.closing import NotAllowed, Reason, Refused
from groups.rooms.kernel.log import Event, lock_room
from groups.rooms.kernel.saying import Saying, say_at_once, say_together
from groups.rooms.kernel.turn import Outcome, Sender
from groups.rooms.parts.chat import SAID, Said
from groups.rooms.wire.frames import Nothing, read_frame
from groups.rooms.wire.part import PARTS, at_once, carry_out
from tests.rooms.people import make_group
from tests.rooms.test_rows import enter
from tests.running import wait_until

Found = TypeVar("Found")


def seat_inside() -> RoomSeat:
    seat = enter(make_group("Mira"))
    RoomSeat.objects.update(state=RoomSeat.State.ADMITTED)
    return seat


def sender(seat: RoomSeat, frame_id: str = "f1") -> Sender:
    return Sender(room_id=seat.room_id, seat_id=seat.pk, frame_id=frame_id)


def saying(seat: RoomSeat, frame_id: str = "f1", text: str = "hello") -> Saying:
    return Saying(sender(seat, frame_id), SAID, Said(text=text), clock.now())


def say(seat: RoomSeat, frame_id: str = "f1") -> Event | None:
    return say_at_once(saying(seat, frame_id))


def carry(seat: RoomSeat, frame_id: str = "f1") -> Outcome:
    text = f'{{"t": "chat.say", "id": "{frame_id}", "d": {{"text": "hello"}}}}'
    frame, by = read_frame(text), sender(seat, frame_id)
    said = at_once(by, frame)
    assert said is not None
    event = say_at_once(said)
    return Outcome(event=event) if event else carry_out(by, frame)


@pytest.mark.django_db
def test_a_message_costs_one_statement_or_two_where_one_cannot_do_both() -> None:
    seat = seat_inside()
    with CaptureQueriesContext(connection) as asked:
        carry(seat)
    work = [one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(work) == (1 if connection.vendor == "postgresql" else 2)


@pytest.mark.django_db
def test_what_is_said_at_once_is_what_a_turn_would_have_kept() -> None:
    seat = seat_inside()
    event = say(seat)
    assert event is not None
    row = RoomEvent.objects.get()
    assert (row.seq, row.kind, row.sender_id, row.client_id) == (1, SAID.name, seat.pk, "f1")
    assert (row.data, row.hidden, row.at) == ('{"text":"hello"}', False, event.at)
    assert (event.name, event.data, event.seq) == ("Mira", {"text": "hello"}, 1)
    assert Room.objects.get().head == 1


@pytest.mark.django_db
def test_numbers_go_on_without_a_gap_however_a_frame_was_done() -> None:
    seat = seat_inside()
    numbers = [carry(seat, "a"), carry(seat, "b"), carry(seat, "a"), carry(seat, "c")]
    assert [one.event.seq for one in numbers if one.event] == [1, 2, 1, 3]
    assert list(RoomEvent.objects.values_list("seq", flat=True)) == [1, 2, 3]
    assert Room.objects.get().head == 3


AGAINST: dict[str, tuple[Callable[[], object], Reason | str]] = {
    "removed": (lambda: RoomSeat.objects.update(state="removed"), Reason.REMOVED),
    "in the lobby": (lambda: RoomSeat.objects.update(state="waiting"), "not-admitted"),
    "asked to wait": (lambda: RoomSeat.objects.update(state="denied"), "not-admitted"),
    "unpaid": (lambda: Enrollment.objects.update(state="cancelled"), Reason.UNPAID),
    "over": (lambda: Room.objects.update(ended_at=clock.now()), Reason.ENDED),
}


@pytest.mark.django_db
@pytest.mark.parametrize("why", AGAINST)
def test_whoever_may_not_keeps_nothing_and_is_told_why(why: str) -> None:
    seat = seat_inside()
    assert say(seat, "before") is not None
    change, told = AGAINST[why]
    change()
    assert say(seat) is None
    with pytest.raises((Refused, NotAllowed)) as refusal:
        carry(seat)
    said: Any = refusal.value
    assert (said.reason if isinstance(said, Refused) else said.code) == told
    assert Room.objects.get().head == RoomEvent.objects.count() == 1


@pytest.mark.django_db
def test_a_seat_of_another_room_says_nothing_here() -> None:
    seat, other = seat_inside(), seat_inside()
    mixed = Sender(room_id=other.room_id, seat_id=seat.pk, frame_id="f1")
    assert say_at_once(Saying(mixed, SAID, Said(text="hello"), clock.now())) is None
    assert say(seat) is not None


@pytest.mark.django_db
def test_what_waits_together_is_kept_in_order_and_whoever_may_not_is_left_out() -> None:
    seat, elsewhere = seat_inside(), seat_inside()
    removed = enter_another(seat)
    RoomSeat.objects.filter(pk=removed.pk).update(state="removed")
    kept = say_together(
        [
            saying(seat, "a", "one"),
            saying(removed, "b"),
            saying(elsewhere, "a", "another room"),
            saying(seat, "a", "one again"),
            saying(seat, "c", "two"),
        ]
    )
    assert [one and (one.seq, one.data["text"]) for one in kept] == [
        (1, "one"), None, (1, "another room"), None, (2, "two"),
    ]  # fmt: skip
    assert {room.pk: room.head for room in Room.objects.filter(head__gt=0)} == {
        seat.room_id: 2, elsewhere.room_id: 1,
    }  # fmt: skip
    assert RoomEvent.objects.count() == 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_is_removed_while_they_wait_for_the_room_says_nothing() -> None:
    seat = seat_inside()
    stays = enter_another(seat)
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            lock_room(seat.room_id)
            said = threads.submit(apart, say, seat)
            other = threads.submit(apart, say, stays)
            wait_until(lambda: _waiting() == 2, timeout=30, what="both wait for the room")
            RoomSeat.objects.filter(pk=seat.pk).update(state=RoomSeat.State.REMOVED)
        assert said.result() is None
        found = other.result()
    assert found is not None
    assert found.seq == Room.objects.get(pk=seat.room_id).head == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_frame_that_comes_twice_at_once_counts_once() -> None:
    seat = seat_inside()
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            lock_room(seat.room_id)
            both = [threads.submit(apart, carry, seat) for _ in range(2)]
            wait_until(lambda: _waiting() == 2, timeout=30, what="both wait for the room")
        events = [one.result().event for one in both]
    assert [event.seq for event in events if event] == [1, 1]
    assert RoomEvent.objects.count() == 1


def test_only_what_is_all_its_event_can_be_said_at_once() -> None:
    for permission, writes in ((Permission.LEADS, SAID), (Permission.INSIDE, None)):
        with pytest.raises(TypeError):
            PARTS["chat"].hears(
                "at.once", Nothing, permission=permission, writes=writes, says="",
                at_once=lambda _: {},
            )  # fmt: skip


def enter_another(seat: RoomSeat) -> RoomSeat:
    """Somebody else who is inside the same room."""
    other = enter(make_group("Omar"))
    RoomSeat.objects.filter(pk=other.pk).update(room=seat.room_id, state="admitted")
    other.refresh_from_db()
    return other


def apart(work: Callable[[RoomSeat], Found], seat: RoomSeat) -> Found:
    """On this thread's own connection, which is left closed."""
    try:
        return work(seat)
    finally:
        connection.close()


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept until the end of a transaction
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])
