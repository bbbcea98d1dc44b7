"""Two people in a room: chat, hands, stages, in order and never twice."""

import asyncio
from uuid import uuid4

import pytest
from tests.rooms.people import come_in, make_group, sit
from tests.rooms.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def test_chat_reaches_both_ways(server: Server) -> None:
    group = make_group("Mira")

    async def talk() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            welcome = await lena.hear("welcome")
            assert welcome["leads"] is True
            inside = await come_in(server, group, lena, mira)
            assert {one["name"] for one in inside["members"]} == {"Lena Leader", "Mira"}
            ack = await mira.answer("chat.say", text="Hello")
            assert ack["d"] == {"seq": 1}
            heard = await lena.hear("ev", lambda d: d["kind"] == "chat.say")
            assert (heard["name"], heard["d"]) == ("Mira", {"text": "Hello"})
            await lena.answer("chat.say", text="Welcome")
            assert [event["d"]["text"] for event in lena.events("chat.say")] == ["Hello"]
            heard = await mira.hear("ev", lambda d: d["d"]["text"] == "Welcome")
            assert heard["seq"] == 2

    asyncio.run(talk())
