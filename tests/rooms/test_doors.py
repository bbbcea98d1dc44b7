"""Who comes in, who does not, and with which close code. Success stands beside each refusal."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from websockets.exceptions import InvalidStatus

import clock
from accounts.models import Account
from accounts.roles import Role, give_role
from groups.models import CohortLeader, Enrollment, GroupSession, LinkConfirmation, RoomSeat
from groups.seats.models import SeatState
from tests import factories
from tests.bars import bar
from tests.rooms.people import Group, Page, come_in, make_group, open_wire, session_key, sit
from tests.rooms.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def knock(server: Server, group: Group, who: Account | Enrollment | str) -> int | str:
    """Says hello and returns what came of it: a frame's name, or the close code."""

    async def hello() -> int | str:
        async with sit(server, group, who) as person:
            heard = asyncio.create_task(person.wire.recv())
            await asyncio.wait([heard], timeout=5)
            if heard.done() and heard.exception() is None:
                return str(json.loads(heard.result())["t"])
            return await person.closed()

    return asyncio.run(hello())


def test_a_member_waits_and_a_leader_never_does(server: Server) -> None:
    group = make_group("Mira")
    assert knock(server, group, group.members[0]) == "waiting"
    assert knock(server, group, group.leader) == "welcome"


def test_a_visitor_is_asked_to_sign_in(server: Server) -> None:
    group = make_group("Mira")
    assert knock(server, group, "") == 4401
    assert knock(server, group, "not-a-session-key") == 4401
    assert knock(server, group, group.members[0]) == "waiting"


def test_somebody_of_another_group_sees_no_session(server: Server) -> None:
    group, other = make_group("Mira"), make_group("Omar")
    assert knock(server, group, other.members[0]) == 4404
    assert knock(server, group, other.leader) == 4404
    assert knock(server, other, other.members[0]) == "waiting"


def test_a_coordinator_has_no_door_to_a_room(server: Server) -> None:
    group = make_group("Mira")
    assert knock(server, group, factories.make_staff(Role.COORDINATOR)) == 4404


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (SeatState.HELD, 4402),
        (SeatState.RELEASED, 4402),
        (SeatState.CANCELLED, 4402),
        (SeatState.REMOVED, 4403),
    ],
)
def test_a_seat_that_is_not_paid_for_or_ended_is_refused(
    server: Server, state: SeatState, code: int
) -> None:
    group = make_group("Mira")
    held = group.add_member("Hanna", state=state)
    assert knock(server, group, held) == code
    assert knock(server, group, group.members[0]) == "waiting"


def test_an_unconfirmed_link_is_refused_until_it_is_confirmed(server: Server) -> None:
    group = make_group()
    mira = group.add_member("Mira", confirmed=False)
    assert knock(server, group, mira) == 4402
    LinkConfirmation.objects.create(
        enrollment=mira, session=group.session, epoch=mira.epoch, confirmed_at=clock.now()
    )
    assert knock(server, group, mira) == "waiting"


def test_a_confirmation_of_an_older_epoch_counts_for_nothing(server: Server) -> None:
    group = make_group("Mira")
    mira = group.members[0]
    mira.epoch += 1
    mira.save()
    assert knock(server, group, mira) == 4402


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: setattr(one, "starts_at", clock.now() + timedelta(minutes=16)), 4423),
        (lambda one: setattr(one, "starts_at", clock.now() - timedelta(hours=3)), 4410),
        (lambda one: setattr(one, "state", GroupSession.State.ENDED), 4410),
        (lambda one: setattr(one, "state", GroupSession.State.CANCELLED), 4410),
    ],
    ids=["early", "past", "ended", "cancelled"],
)
def test_a_room_that_is_not_open_lets_nobody_in(
    server: Server, change: Callable[[GroupSession], None], code: int
) -> None:
    group = make_group("Mira")
    assert knock(server, group, group.leader) == "welcome"
    change(group.session)
    group.session.save()
    assert knock(server, group, group.leader) == code
    assert knock(server, group, group.members[0]) == code


def test_the_room_opens_fifteen_minutes_before(server: Server) -> None:
    group = make_group("Mira", starts_in=timedelta(minutes=14))
    assert knock(server, group, group.members[0]) == "waiting"


def test_a_leader_needs_role_and_second_factor(server: Server) -> None:
    group = make_group()
    key = group.key(group.leader)
    assert knock(server, group, key) == "welcome"
    Authenticator.objects.all().delete()
    assert knock(server, group, key) == 4401


def test_somebody_who_works_here_takes_part_with_their_second_factor_only(server: Server) -> None:
    group = make_group("Mira")
    works_here = group.members[0].member.account
    plain_key = group.key(works_here)
    give_role(works_here, Role.MARKETER)
    assert knock(server, group, plain_key) == 4401
    assert knock(server, group, session_key(works_here)) == "waiting"


def test_somebody_without_the_role_leads_nothing(server: Server) -> None:
    group = make_group("Mira")
    was_leader = factories.make_account()
    CohortLeader.objects.create(cohort=group.session.cohort, account=was_leader, part="co-leader")
    assert knock(server, group, was_leader) == 4401


def test_an_unknown_session_is_the_same_as_a_foreign_one(server: Server) -> None:
    group = make_group("Mira")
    group.session = GroupSession(pk=uuid4())
    assert knock(server, group, group.members[0]) == 4404


def test_a_deactivated_account_is_asked_to_sign_in(server: Server) -> None:
    group = make_group("Mira")
    mira = group.members[0]
    key = group.key(mira)
    mira.member.account.is_active = False
    mira.member.account.save()
    assert knock(server, group, key) == 4401


def test_a_page_from_elsewhere_cannot_open_a_socket(server: Server) -> None:
    group = make_group("Mira")
    key = group.key(group.members[0])

    async def elsewhere(origin: str) -> int:
        try:
            async with open_wire(server, group.session, key, origin=origin):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    for origin in ("https://evil.example", "http://localhost:1", "https://localhost", "null"):
        assert asyncio.run(elsewhere(origin)) == 403
    assert asyncio.run(elsewhere(server.origin)) == 101


def test_a_page_of_another_protocol_is_asked_to_reload(server: Server) -> None:
    group = make_group("Mira")

    async def speak() -> int:
        async with open_wire(server, group.session, protocol="room.v0") as wire:
            return await Page(wire, "p").closed()

    assert asyncio.run(speak()) == 4426


def test_a_removed_member_cannot_come_back(server: Server) -> None:
    group = make_group("Mira", "Omar")
    mira, omar = group.members

    async def remove() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, mira) as member,
            sit(server, group, omar) as other,
        ):
            await lena.hear("welcome")
            inside = await come_in(server, group, lena, member)
            await come_in(server, group, lena, other)
            await lena.send("mod.remove", seat=inside["seat"])
            assert await member.closed(within=bar(1)) == 4403
            gone = await other.hear("presence", lambda d: inside["seat"] in d["gone"])
            assert gone["members"] == []

    asyncio.run(remove())
    assert knock(server, group, mira) == 4403
    assert knock(server, group, omar) == "welcome"


def test_a_locked_room_takes_back_only_whom_it_knew(server: Server) -> None:
    group = make_group("Mira", "Omar")

    async def lock() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            await lena.answer("mod.lock", locked=True)

    asyncio.run(lock())
    assert knock(server, group, group.members[1]) == 4423
    assert knock(server, group, group.members[0]) == "welcome"
    assert knock(server, group, group.leader) == "welcome"


def test_two_members_of_one_mailbox_have_two_seats(server: Server) -> None:
    group = make_group()
    account = factories.make_account()
    ada, bert = (group.add_member(name, confirmed=False) for name in ("Ada", "Bert"))
    for enrollment in (ada, bert):
        enrollment.member.account = account
        enrollment.member.save()
        LinkConfirmation.objects.create(
            enrollment=enrollment, session=group.session, epoch=1, confirmed_at=timezone.now()
        )
    key = session_key(account)
    for enrollment in (ada, bert):
        query = f"?as={enrollment.pk}"

        async def enter(query: str = query) -> None:
            async with open_wire(server, group.session, key, query=query) as wire:
                await wire.send(
                    json.dumps({"t": "hello", "d": {"v": 1, "page": uuid4().hex, "again": False}})
                )
                await Page(wire, "p").hear("waiting")

        asyncio.run(enter())
    assert set(RoomSeat.objects.values_list("name", flat=True)) == {"Ada", "Bert"}
