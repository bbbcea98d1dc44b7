"""What a look at the rooms costs, and that it misses nothing: with one room, and with three."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

import clock
from accounts.models import Account
from accounts.roles import Role, take_role
from groups.models import CohortLeader, Enrollment, GroupSession, Room, RoomChange, RoomSeat
from groups.rooms.access import Permission
from groups.rooms.closing import Reason
from groups.rooms.kernel.changes import MOST_CHANGES, Version, pulse, sweep
from groups.rooms.kernel.looking import Felt, Look, Mark, feel, look
from groups.rooms.kernel.queries import Admitted
from tests.rooms.people import Group, make_group, session_key
from tests.rooms.test_rows import enter, turn
from whole.triggers import triggers

pytestmark = pytest.mark.django_db


class Process:
    """What one process knows of its rooms, and its looks at them."""

    def __init__(self, groups: int) -> None:
        self.groups = [make_group("Mira") for _ in range(groups)]
        self.seats = [enter(group) for group in self.groups]
        RoomSeat.objects.update(state=RoomSeat.State.ADMITTED)
        self.people = [
            _admitted(group, seat) for group, seat in zip(self.groups, self.seats, strict=True)
        ]
        self.marks = {seat.room_id: Mark(sent=0, version=(0, 0), row=None) for seat in self.seats}
        self.rights: Version | None = None

    def look(self, *, rung: bool = False) -> Look:
        """As the bell does it: what has changed, then that alone."""
        felt = Felt(changed=set(self.marks)) if rung else feel(self.marks)
        asked = [] if rung or felt.rights == self.rights else self.people
        if not (felt.changed or felt.said or asked):
            return Look(rooms={}, fallen={}, events=[])
        there = self.people if asked else [p for p in self.people if p.room_id in felt.changed]
        found = look(felt, self.marks, there, asked=asked)
        for room_id, row in found.rooms.items():
            self.marks[room_id] = Mark(row.head, row.version, row)
        for event in found.events:
            self.marks[event.room_id] = replace(self.marks[event.room_id], sent=event.seq)
        self.rights = self.rights if rung else felt.rights
        return found

    def asks(self, *, rung: bool = False) -> int:
        with CaptureQueriesContext(connection) as asked:
            self.look(rung=rung)
        return len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]])


def _admitted(group: Group, seat: RoomSeat) -> Admitted:
    account = group.members[0].member.account
    return Admitted(
        room_id=seat.room_id,
        seat_id=seat.pk,
        device=seat.device,
        account_id=account.pk,
        password=account.password,
        session_key=session_key(account),
        epoch=group.members[0].epoch,
        leads=False,
    )


@pytest.mark.parametrize("rooms", [1, 3])
def test_a_look_where_nothing_changed_costs_one_statement(rooms: int) -> None:
    process = Process(rooms)
    process.look()
    assert process.asks() == 1
    assert not process.look().rooms


@pytest.mark.parametrize("rooms", [1, 3])
def test_a_look_at_everything_costs_four_statements_and_at_a_room_that_rang_one(
    rooms: int,
) -> None:
    process = Process(rooms)
    assert process.asks() == 4  # what changed, the rooms, sign-ins, accounts
    assert process.asks(rung=True) == 1
    process.look()
    RoomSeat.objects.update(camera=True)
    assert process.asks() == 2  # what changed, the rooms


def test_only_the_room_that_changed_is_read() -> None:
    process = Process(3)
    process.look()
    changed = process.seats[1]
    RoomSeat.objects.filter(pk=changed.pk).update(muted=True)
    assert set(process.look().rooms) == {changed.room_id}
    assert not process.look().rooms


def test_what_was_said_is_read_without_reading_the_room() -> None:
    process = Process(2)
    process.look()
    turn(process.seats[0], permission=Permission.INSIDE)
    found = process.look()
    assert [event.seq for event in found.events] == [1]
    assert not found.rooms
    assert not process.look().events


def test_a_heartbeat_changes_nothing_and_a_missing_one_does() -> None:
    process = Process(2)
    process.look()
    RoomSeat.objects.update(seen_at=clock.real_now())
    assert not process.look().rooms
    silent = process.seats[0]
    RoomSeat.objects.filter(pk=silent.pk).update(seen_at=F("seen_at") - timedelta(minutes=1))
    row = process.look().rooms[silent.room_id]
    assert row.seats[silent.pk].presence == RoomSeat.Presence.AWAY


def test_the_hour_closes_a_room_whose_rows_stand_still() -> None:
    process = Process(1)
    process.look()
    assert not process.look().fallen
    clock.set_offset(4 * 3600)
    (reason,) = process.look().fallen.values()
    assert reason is Reason.ENDED


def rights() -> Version:
    return pulse([], real=clock.real_now()).rights


WRITES: dict[str, Callable[[Group], object]] = {
    "signed out": lambda group: Session.objects.filter(pk=session_key(group.leader)).delete(),
    "signed out earlier": lambda group: Session.objects.update(expire_date=clock.now()),
    "deactivated": lambda group: Account.objects.update(is_active=False),
    "another password": lambda group: Account.objects.update(password="x"),
    "leads no more": lambda group: CohortLeader.objects.all().delete(),
    "another leader": lambda group: CohortLeader.objects.update(account=group.leader),
    "lost the role": lambda group: take_role(group.leader, Role.FACILITATOR),
    "lost the factor": lambda group: Authenticator.objects.all().delete(),
    "moved": lambda group: GroupSession.objects.update(starts_at=clock.now()),
    "cancelled": lambda group: GroupSession.objects.update(state="cancelled"),
    "refunded": lambda group: Enrollment.objects.update(state="cancelled"),
    "a new epoch": lambda group: Enrollment.objects.update(epoch=7),
    "everybody's room": lambda group: RoomChange.objects.create(),
}


@pytest.mark.parametrize("how", WRITES)
def test_whatever_may_end_a_right_has_everybody_asked_again(how: str) -> None:
    process = Process(1)
    session_key(process.groups[0].leader)
    process.look()
    before = rights()
    assert process.asks() == 1
    WRITES[how](process.groups[0])
    assert rights() != before
    assert process.asks() == 4


def test_what_ends_no_right_asks_nobody() -> None:
    process = Process(1)
    process.look()
    Account.objects.update(last_login=clock.now())
    make_group("Omar")
    assert process.asks() == 1


def test_a_reading_knows_whether_it_is_older_than_another() -> None:
    process = Process(1)
    room_id = process.seats[0].room_id
    stamps = [process.look().rooms[room_id].stamp]
    for change in (
        lambda: RoomSeat.objects.update(camera=True),
        lambda: RoomChange.objects.create(),
        lambda: Room.objects.update(locked=True),
        lambda: RoomChange.objects.bulk_create([RoomChange() for _ in range(MOST_CHANGES)]),
        sweep,
        lambda: RoomSeat.objects.update(camera=False),
    ):
        change()
        stamps.append(process.look().rooms[room_id].stamp)
    assert stamps == sorted(set(stamps))


def test_a_room_that_is_gone_ends_every_stay() -> None:
    process = Process(2)
    process.look()
    gone = process.seats[0]
    Room.objects.filter(pk=gone.room_id).delete()
    assert process.look().fallen == {(gone.pk, gone.device): Reason.UNKNOWN}


def test_old_changes_are_swept_and_everybody_looks_once_more() -> None:
    process = Process(2)
    process.look()
    assert sweep() == 0
    RoomChange.objects.bulk_create(
        [RoomChange(room=process.seats[0].room_id) for _ in range(MOST_CHANGES)]
    )
    assert sweep() > MOST_CHANGES
    assert RoomChange.objects.count() == 1
    assert len(process.look().rooms) == 2
    assert not process.look().rooms


def test_every_table_of_a_look_is_listened_to() -> None:
    heard = set(triggers(prefix="room_").values())
    assert heard == {
        "groups_room", "groups_roomseat", "groups_enrollment", "groups_cohortleader",
        "groups_groupsession", "accounts_account", "accounts_account_groups", "auth_group",
        "mfa_authenticator", "django_session", "groups_cohortweek", "groups_cohortlesson",
    }  # fmt: skip
    process = Process(1)
    with CaptureQueriesContext(connection) as asked:
        process.look()
    read = {
        word.strip('"')
        for one in asked.captured_queries
        for before, word in zip(one["sql"].split(), one["sql"].split()[1:], strict=False)
        if before in ("FROM", "JOIN")
    }
    read &= set(connection.introspection.table_names())
    assert len(read) > 5
    assert read <= heard | {"groups_roomchange"}, read - heard
