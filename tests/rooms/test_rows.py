"""A room's own row: one main room for a session, and small ones inside it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import clock
from groups.models import CohortLesson, GroupSession, Room, RoomEvent, RoomSeat, Visit
from groups.rooms.access import Permission, open_room
from groups.rooms.closing import NotAllowed, Reason, Refused
from groups.rooms.kernel.entering import CaughtUp, Place, catch_up
from groups.rooms.kernel.entering import enter as come_in
from groups.rooms.kernel.places import close_room, take_place
from groups.rooms.kernel.queries import read_rooms
from groups.rooms.kernel.turn import DONE, Outcome, Sender, Turn, take_turn
from groups.rooms.parts.agenda import slides_in
from groups.rooms.parts.chat import SAID, Say, say
from tests.rooms.lessons import teach
from tests.rooms.people import Group, make_group

pytestmark = pytest.mark.django_db


def enter(group: Group) -> RoomSeat:
    """The first member comes to the door."""
    room_pass = open_room(
        group.members[0].member.account,
        group.session.pk,
        signed_in_by=None,  # type: ignore[arg-type]  # of a member no second factor is asked
        now=clock.now(),
    )
    return take_place(room_pass, page="page", again=False, now=clock.now(), real=clock.real_now())


def turn(seat: RoomSeat, *, permission: Permission, frame_id: str = "f1") -> Outcome:
    """One message by that seat."""
    return take_turn(
        Sender(room_id=seat.room_id, seat_id=seat.pk, frame_id=frame_id),
        lambda opened: say(opened, Say(text="hello")),
        permission=permission,
        whose=None,
        durable=True,
        now=clock.now(),
        real=clock.real_now(),
    )


def test_whoever_comes_first_makes_the_main_room_and_the_next_finds_it() -> None:
    group = make_group("Mira", "Omar")
    first = enter(group)
    group.members.reverse()
    second = enter(group)
    room = Room.objects.get()
    assert first.room_id == second.room_id == room.pk != group.session.pk
    assert (room.session, room.kind, room.parent) == (group.session, Room.Kind.MAIN, None)


def test_a_session_has_one_main_room_and_small_ones_have_a_parent() -> None:
    group = make_group()
    main = Room.objects.create(session=group.session)
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.create(session=group.session)
    for parent, kind in ((None, Room.Kind.SMALL), (main, Room.Kind.MAIN)):
        other = make_group().session
        with pytest.raises(IntegrityError), transaction.atomic():
            Room.objects.create(session=other, kind=kind, parent=parent)
    for _ in range(2):
        Room.objects.create(session=group.session, kind=Room.Kind.SMALL, parent=main)
    assert group.session.rooms.count() == 3


def test_a_small_rooms_log_is_its_own_and_its_end_ends_no_session() -> None:
    group = make_group("Mira")
    seat = enter(group)
    RoomSeat.objects.update(state=RoomSeat.State.ADMITTED)
    small = Room.objects.create(session=group.session, kind=Room.Kind.SMALL, parent=seat.room)
    inside = RoomSeat.objects.create(
        room=small,
        enrollment=group.members[0],
        name="Mira",
        state=RoomSeat.State.ADMITTED,
        came_at=clock.real_now(),
    )
    turn(seat, permission=Permission.INSIDE)
    outcome = turn(inside, permission=Permission.INSIDE)
    assert outcome.event is not None
    assert (outcome.event.seq, outcome.event.room_id) == (1, small.pk)

    with transaction.atomic():
        close_room(small, by=None, now=clock.now())
    group.session.refresh_from_db()
    assert group.session.state == GroupSession.State.PLANNED
    with pytest.raises(Refused) as refusal:
        turn(inside, permission=Permission.INSIDE, frame_id="f2")
    assert refusal.value.reason is Reason.ENDED

    main = seat.room
    with transaction.atomic():
        close_room(main, by=None, now=clock.now() + timedelta(hours=3))
    group.session.refresh_from_db()
    assert group.session.state == GroupSession.State.ENDED


@pytest.mark.parametrize(
    ("permission", "state", "code"),
    [
        (Permission.IN_LOBBY_TOO, RoomSeat.State.WAITING, ""),
        (Permission.INSIDE, RoomSeat.State.WAITING, "not-admitted"),
        (Permission.INSIDE, RoomSeat.State.ADMITTED, ""),
        (Permission.OWN_OR_LEADS, RoomSeat.State.ADMITTED, ""),
        (Permission.LEADS, RoomSeat.State.ADMITTED, "leaders-only"),
        (Permission.TO_GREET, RoomSeat.State.ADMITTED, "leaders-only"),
    ],
)
def test_a_turn_is_opened_for_its_permission_and_no_other(
    permission: Permission, state: RoomSeat.State, code: str
) -> None:
    seat = enter(make_group("Mira"))
    RoomSeat.objects.update(state=state)
    if not code:
        assert turn(seat, permission=permission).event is not None
        return
    with pytest.raises(NotAllowed) as refusal:
        turn(seat, permission=permission)
    assert refusal.value.code == code
    assert not RoomEvent.objects.exists()


def test_a_message_costs_five_statements_and_a_switch_three() -> None:
    """Lock, seat, "heard before?", number, event; and what is not numbered is not looked for."""
    seat = enter(make_group("Mira"))
    RoomSeat.objects.update(state=RoomSeat.State.ADMITTED)
    with CaptureQueriesContext(connection) as asked:
        turn(seat, permission=Permission.INSIDE)
    assert len(_work(asked)) == 5

    def switch(opened: Turn) -> Outcome:
        opened.seat.save(update_fields=["camera"])
        return DONE

    with CaptureQueriesContext(connection) as asked:
        take_turn(
            Sender(room_id=seat.room_id, seat_id=seat.pk, frame_id="f2"),
            switch,
            permission=Permission.INSIDE,
            whose=None,
            durable=False,
            now=clock.now(),
            real=clock.real_now(),
        )
    assert len(_work(asked)) == 3
    assert RoomEvent.objects.filter(kind=SAID.name).count() == 1


def test_coming_in_again_costs_at_most_eight_statements() -> None:
    """From the cookie to what a newcomer is told; the number comes down, never up."""
    group = make_group("Mira")
    teach(group.session, "wise-mind")
    cookies = {settings.SESSION_COOKIE_NAME: group.key(group.members[0])}

    def come(page: str) -> tuple[Place, CaughtUp]:
        place = come_in(
            cookies=cookies, query=b"", session_id=group.session.pk, page=page, again=False
        )
        return place, catch_up(place, after=None, welcome=True)

    come("the first page")
    seat = RoomSeat.objects.get()
    RoomSeat.objects.update(state=RoomSeat.State.ADMITTED)
    turn(seat, permission=Permission.INSIDE)
    come("the page that begins the visit")
    with CaptureQueriesContext(connection) as asked:
        place, told = come("another page")
    assert place.state == RoomSeat.State.ADMITTED
    assert told.welcome is not None
    assert told.snapshot is not None
    whole: dict[str, Any] = {**told.welcome, **told.snapshot}
    assert whole["slides"]
    assert whole["chat"]
    assert len(_work(asked)) <= 8, _work(asked)
    assert Visit.objects.count() == 1


def test_the_slides_are_asked_for_again_when_the_plan_is_another() -> None:
    group = make_group("Mira")
    seat = enter(group)

    def shown() -> int:
        row = read_rooms([seat.room_id], now=clock.now(), real=clock.real_now())[seat.room_id]
        return len(slides_in(session_id=group.session.pk, rights=row.rights))

    assert shown() == 0
    teach(group.session, "wise-mind")
    assert shown() > 0
    with CaptureQueriesContext(connection) as asked:
        assert shown() > 0
    assert len(asked) == 1
    CohortLesson.objects.all().delete()
    assert shown() == 0


def _work(asked: CaptureQueriesContext) -> list[str]:
    """The statements that read or write rows."""
    return [one["sql"] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
