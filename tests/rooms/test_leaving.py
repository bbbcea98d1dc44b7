"""Whoever is sent away for good has left at once; whoever only lost their line has not."""

import asyncio
import time

import pytest
from django.contrib.sessions.models import Session

import clock
from groups.models import RoomSeat, Visit
from groups.seats.actions import remove_member
from tests.bars import bar
from tests.rooms.people import come_in, make_group, rows, sit
from tests.rooms.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_part_ended_at_the_desk_is_gone_for_all_at_once_and_told_in_its_own_words(
    server: Server,
) -> None:
    """Not "reconnecting" for as long as a silence may be, and not the words of a removal."""
    group = make_group("Mira", "Omar", "Pia")
    mira_part, omar_part, pia_part = group.members

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, mira_part) as mira,
            sit(server, group, omar_part) as omar,
            sit(server, group, pia_part) as pia,
        ):
            await lena.hear("welcome")
            gone = (await come_in(server, group, lena, mira))["seat"]
            sent_out = (await come_in(server, group, lena, omar))["seat"]
            await pia.hear("waiting")
            since = time.monotonic()
            for part in (mira_part, pia_part):
                await rows(remove_member, part, reason="asked", now=clock.now(), by=group.leader.pk)
            await lena.hear("presence", lambda d: gone in d["gone"])
            await lena.hear("lobby", lambda d: not d["waiting"])
            assert time.monotonic() - since < bar(2)
            assert (await mira.closed(), mira.wire.close_reason) == (4403, "part_ended")
            assert (await pia.closed(), pia.wire.close_reason) == (4403, "part_ended")
            await lena.answer("mod.remove", seat=sent_out)
            assert (await omar.closed(), omar.wire.close_reason) == (4403, "removed")
            told = [
                one["presence"]
                for frame in lena.heard if frame["t"] == "presence"
                for one in frame["d"]["members"] if one["seat"] == gone
            ]  # fmt: skip
            assert set(told) == {"here"}

    asyncio.run(run())
    seat = RoomSeat.objects.get(enrollment=mira_part)
    assert seat.presence == RoomSeat.Presence.AWAY
    assert not Visit.objects.filter(left_at=None).exists()


def test_whoever_is_signed_out_has_left_and_whoever_is_cut_off_has_not(server: Server) -> None:
    group = make_group("Mira", "Omar")
    her_sign_in = Session.objects.filter(pk=group.key(group.members[0]))

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
        ):
            await lena.hear("welcome")
            mira_seat = (await come_in(server, group, lena, mira))["seat"]
            omar_seat = (await come_in(server, group, lena, omar))["seat"]
            await lena.hear("presence", lambda d: any(o["seat"] == omar_seat for o in d["members"]))
            await rows(her_sign_in.delete)
            assert await mira.closed() == 4401
            await lena.hear("presence", lambda d: mira_seat in d["gone"])
            omar.wire.transport.abort()
            heard = await lena.hear(
                "presence", lambda d: any(o["seat"] == omar_seat for o in d["members"])
            )
            assert heard["members"][0]["presence"] == "reconnecting"

    asyncio.run(run())
