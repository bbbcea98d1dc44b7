"""What ends a stay: every right that ends closes the socket within a second, from any process.

The rows are changed here, in the test's own process, and nothing rings: the server has to see.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import islice

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

import clock
from accounts.roles import Role, take_role
from groups.attendance.models import Attendance
from groups.models import CohortLeader, Enrollment, GroupSession, RoomSeat, Visit
from groups.seats.actions import cancel_seat, remove_member
from groups.seats.models import SeatState
from groups.sessions.actions import end_session, move_session
from tests.bars import bar
from tests.rooms.people import Group, come_in, make_group, rows, sit
from tests.rooms.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def end_by(
    server: Server,
    group: Group,
    change: Callable[[], object],
    *,
    leader: bool,
    words: str | None = None,
) -> int:
    """Both in the room; the change; the close code of the one, while the other stays.

    `words` names the reason that the one has to be told.
    """

    async def run() -> int:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            await come_in(server, group, lena, omar)
            await rows(change)
            since = time.monotonic()
            one = lena if leader else mira
            code = await one.closed()
            assert words in (None, one.wire.close_reason)
            assert time.monotonic() - since < bar(1)
            await omar.settled()
            return code

    return asyncio.run(run())


def test_signing_out_ends_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")
    key = group.key(group.members[0])
    assert end_by(server, group, Session.objects.filter(pk=key).delete, leader=False) == 4401


def test_deactivation_ends_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")

    def deactivate() -> None:
        account = group.members[0].member.account
        account.is_active = False
        account.save()

    assert end_by(server, group, deactivate, leader=False) == 4401


def test_a_changed_password_ends_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")

    def change() -> None:
        account = group.members[0].member.account
        account.set_password("quiet harbour 9 lamps")
        account.save()

    assert end_by(server, group, change, leader=False) == 4401


def test_removal_from_the_group_ends_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")

    def take_out() -> None:
        remove_member(group.members[0], reason="agreement", by=group.leader.pk, now=clock.now())

    assert end_by(server, group, take_out, leader=False) == 4403


def test_a_cancelled_seat_ends_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")

    def cancel() -> None:
        cancel_seat(group.members[0], reason="refund", by=None, now=clock.now())

    assert end_by(server, group, cancel, leader=False) == 4402


def test_a_new_epoch_ends_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")

    def raise_epoch() -> None:
        Enrollment.objects.filter(pk=group.members[0].pk).update(epoch=2)

    assert end_by(server, group, raise_epoch, leader=False) == 4402


def test_grace_after_a_missed_payment_does_not_end_the_stay(server: Server) -> None:
    group = make_group("Mira", "Omar")

    async def stay() -> None:
        async with (
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
        ):
            await mira.hear("waiting")
            await omar.hear("waiting")
            for member, state in ((0, SeatState.PAST_DUE), (1, SeatState.CANCELLED)):
                enrollment = Enrollment.objects.filter(pk=group.members[member].pk)
                await rows(enrollment.update, state=state)
            assert await omar.closed() == 4402  # both were looked at
            assert (await mira.settled())[-1]["t"] == "pong"

    asyncio.run(stay())


@pytest.mark.parametrize("lost", ["role", "second factor", "group"])
def test_a_leader_who_leads_no_more_is_out(server: Server, lost: str) -> None:
    group = make_group("Mira", "Omar")
    change: dict[str, Callable[[], object]] = {
        "role": lambda: take_role(group.leader, Role.FACILITATOR),
        "second factor": Authenticator.objects.filter(user=group.leader).delete,
        "group": CohortLeader.objects.filter(account=group.leader).delete,
    }
    group.key(group.leader)
    assert end_by(server, group, change[lost], leader=True, words="leads_no_more") == 4403


def test_the_session_ended_elsewhere_ends_every_stay(server: Server) -> None:
    group = make_group("Mira")

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await mira.hear("waiting")
            await rows(end_session, group.session, by=group.leader.pk, now=clock.now())
            assert await lena.closed(within=bar(1)) == 4410
            assert await mira.closed(within=bar(1)) == 4410

    asyncio.run(run())


def test_a_session_that_moves_away_says_so_and_goes_on_for_nobody(server: Server) -> None:
    group = make_group("Mira", starts_in=timedelta(minutes=10))

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await mira.hear("waiting")
            await rows(
                move_session, group.session, starts_at=clock.now() + timedelta(days=1),
                note="Lena is ill.", by=group.leader.pk, now=clock.now(),
            )  # fmt: skip
            for page in (lena, mira):
                assert await page.closed(within=bar(1)) == 4410
                assert page.wire.close_reason == "moved"

    asyncio.run(run())


def test_a_page_whose_timers_sleep_stays_as_long_as_it_answers(server: Server) -> None:
    """A tab in the background may send no heartbeat for a minute; it still hears and answers."""
    group = make_group("Mira")

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await mira.hear("waiting")
            for answer in ("here", "ping"):  # as pages of before the last upgrade say it
                assert (await mira.hear("beat"))["seq"] is None  # in the lobby
                await mira.send(answer)
            await mira.settled()
            seats = await rows(lambda: dict(RoomSeat.objects.values_list("leads", "presence")))
            # Lena was asked too, and said nothing.
            assert seats == {False: RoomSeat.Presence.HERE, True: RoomSeat.Presence.RECONNECTING}

    asyncio.run(run())


def test_a_second_device_takes_over_and_the_first_stays_away(server: Server) -> None:
    group = make_group("Mira")
    mira_at = group.members[0]

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, mira_at, page="laptop") as laptop,
        ):
            await lena.hear("welcome")
            first = await come_in(server, group, lena, laptop)
            async with sit(server, group, mira_at, page="phone") as phone:
                second = await phone.hear("welcome")
                assert second["seat"] == first["seat"]
                assert second["device"] > first["device"]
                assert await laptop.closed(within=bar(1)) == 4409
                # The laptop wakes up and comes back by itself: the phone keeps the seat.
                async with sit(server, group, mira_at, page="laptop", again=True) as woken:
                    assert await woken.closed() == 4409
                await phone.answer("chat.say", text="still me")
                members = second["members"]
                assert [one["name"] for one in members].count("Mira") == 1

    asyncio.run(run())


def test_of_twelve_tabs_one_is_alive(server: Server) -> None:
    group = make_group("Mira")
    mira = group.members[0]
    group.key(mira)

    async def run() -> list[int]:
        async with AsyncExitStack() as tabs:
            opened = await asyncio.gather(
                *(tabs.enter_async_context(sit(server, group, mira)) for _ in range(12))
            )
            ends = {asyncio.create_task(tab.closed()): tab for tab in opened}
            codes = [await end for end in islice(asyncio.as_completed(ends), 11)]
            (alive,) = (end for end in ends if not end.done())
            alive.cancel()
            await asyncio.wait([alive])
            assert (await ends[alive].settled())[-1]["t"] == "pong"
            return codes

    assert asyncio.run(run()) == [4409] * 11
    assert RoomSeat.objects.count() == 1


def test_ending_the_session_judges_attendance_from_visits(server: Server) -> None:
    group = make_group("Mira", "Omar")

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            refusal = await mira.answer("mod.end")
            assert refusal["d"]["code"] == "leaders-only"
            await lena.send("mod.end")
            assert await mira.closed() == 4410
            assert await lena.closed() == 4410
            assert mira.events("mod.end"), "the goodbye is heard before the end"

    asyncio.run(run())
    group.session.refresh_from_db()
    assert group.session.state == GroupSession.State.ENDED
    verdicts = dict(Attendance.objects.values_list("enrollment__member__name", "verdict"))
    assert verdicts == {"Mira": Attendance.Verdict.PRESENT, "Omar": Attendance.Verdict.ABSENT}
    visit = Visit.objects.get()
    assert visit.left_at is not None


def test_a_goodbye_ends_the_visit_at_once(server: Server) -> None:
    group = make_group("Mira")

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            seat = (await come_in(server, group, lena, mira))["seat"]
            await lena.hear("presence", lambda d: any(one["seat"] == seat for one in d["members"]))
            await mira.send("bye")
            assert await mira.closed() == 1000
            await lena.hear("presence", lambda d: seat in d["gone"])

    asyncio.run(run())
    assert Visit.objects.get().left_at is not None


def test_a_killed_server_is_survived(tmp_path_factory: pytest.TempPathFactory) -> None:
    group = make_group("Mira")
    log = tmp_path_factory.mktemp("killed") / "server.log"
    server = Server(log)
    server.start()

    async def before() -> None:
        async with (
            sit(server, group, group.leader, page="l") as lena,
            sit(server, group, group.members[0], page="m") as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            await lena.answer("chat.say", text="before")
            await mira.hear("ev")
            server.kill()

    async def after() -> None:
        async with sit(server, group, group.leader, page="l", again=True, seq=0) as lena:
            await lena.hear("welcome")
            await lena.hear("replay")
            assert [event["d"]["text"] for event in lena.events()] == ["before"]
            async with sit(server, group, group.members[0], page="m", again=True, seq=1) as mira:
                welcome = await mira.hear("welcome")
                assert {one["name"] for one in welcome["members"]} == {"Lena Leader", "Mira"}
                await lena.answer("chat.say", text="after")
                assert (await mira.hear("ev"))["seq"] == 2

    try:
        asyncio.run(before())
        server.start()
        asyncio.run(after())
    finally:
        server.stop()
    server.assert_no_traceback()
    # One visit goes on; a start that took longer than 25 s ended it at its last heartbeat.
    first, *later = Visit.objects.all()
    for one in later:
        assert first.left_at == first.seen_at <= one.arrived_at
        first = one
