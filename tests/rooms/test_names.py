"""Nobody passes for a leader: whose name looks like one, and as what people write."""

import asyncio

import pytest

from accounts.models import Account
from groups.models import RoomEvent, RoomSeat
from groups.rooms.names import like_a_leader
from tests.rooms.people import Group, add_leader, come_in, make_group, rows, sit
from tests.rooms.server import Server

LEADERS = ("Ingrid Falk", "Tomás Reyes", "Lena Leader-Ölund")


@pytest.mark.parametrize(
    "name",
    [
        "Ingrid Falk", "ingrid falk", "INGRID  FALK", "Falk Ingrid", "Ingrid", "Ingrid F.",
        "IngridFalk", "Ingrid Falk!", "lngrid Falk", "1ngrid Fa1k", "Іngrid Fаlk",
        "Ｉｎｇｒｉｄ Ｆａｌｋ", "Íngrid Fàlk", "Ingrid\u200b Falk", "Ingird Falk",
        "Ingrid Fallk", "Ingrd Falk", "Tomas Reyes", "tomas", "Τomás", "Mira (leader)",
        "Facilitator", "The Moderator", "Lena Leader Olund",
    ],
)  # fmt: skip
def test_a_name_that_could_be_taken_for_a_leaders_is_found(name: str) -> None:
    assert like_a_leader(name, LEADERS)


@pytest.mark.parametrize(
    "name",
    ["Mira", "Omar", "Inga", "Falko", "Grid", "Tom", "Astrid Falk", "山田", "فاطمة", "", "-"],
)
def test_a_name_of_somebodys_own_is_not(name: str) -> None:
    assert not like_a_leader(name, LEADERS)


def test_where_nobody_leads_by_name_no_name_is_like_it() -> None:
    assert not like_a_leader("Mira", ())
    assert not like_a_leader("Mira", ("", " "))


def waits(server: Server, group: Group) -> dict[str, list[str]]:
    """Everybody waits, two are let in; what the leader and a member hear of whose name is alike."""

    async def run() -> dict[str, list[str]]:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            async with sit(server, group, group.members[1]) as other:
                waiting = await other.hear("waiting")
                heard = await lena.hear("names", lambda d: bool(d["alike"]))
                await lena.send("lobby.admit", seat=waiting["seat"])
                await other.hear("welcome")
                await other.answer("chat.say", text="stay muted please")
                said = await mira.hear("ev", lambda d: d["kind"] == "chat.say")
                await lena.answer("chat.say", text="it is me")
                answered = await mira.hear("ev", lambda d: d["d"].get("text") == "it is me")
                async with sit(server, group, group.leader, page="again") as again:
                    at_first = (await again.hear("welcome"))["alike"]
                    snapshot = await again.hear("snapshot")
                return {
                    "seat": [waiting["seat"]],
                    "heard": heard["alike"],
                    "at first": at_first,
                    "frames of others": [frame["t"] for frame in mira.heard + other.heard],
                    "told others": [
                        str(frame) for frame in mira.heard + other.heard if "alike" in str(frame)
                    ],
                    "leads": [str(one["leads"]) for one in (said, answered, *snapshot["chat"])],
                }

    return asyncio.run(run())


@pytest.mark.django_db(transaction=True)
def test_leaders_see_whose_name_is_like_one_of_theirs_and_every_line_says_as_what(
    server: Server,
) -> None:
    """Also like that of a leader who has not come yet; and no member is told."""
    group = make_group("Mira", "Tomás  Reyes")
    add_leader(group, first_name="Tomas", last_name="Reyes")

    found = waits(server, group)

    assert found["heard"] == found["at first"] == found["seat"]
    assert "names" not in found["frames of others"]
    assert found["told others"] == []
    assert found["leads"] == ["False", "True", "False", "True"]


@pytest.mark.django_db(transaction=True)
def test_what_is_said_is_kept_and_told_without_what_nobody_can_see(server: Server) -> None:
    group = make_group("Mira\u202e\u200b", "Omar")

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            welcome = await come_in(server, group, lena, mira)
            assert welcome["name"] == "Mira"
            await mira.answer("chat.say", text="call \u202e999\u202c\u200b\nnow 👩‍🚀")
            heard = await lena.hear("ev", lambda d: d["kind"] == "chat.say")
            assert (heard["name"], heard["d"]["text"]) == ("Mira", "call 999\nnow 👩‍🚀")
            for nothing in ("\u200b\u202e", "\u3164 \u2800", " \u2060\n"):
                refusal = await mira.answer("chat.say", text=nothing)
                assert (refusal["t"], refusal["d"]["code"]) == ("error", "bad-frame")
            await mira.answer("chat.say", text="still here")

    asyncio.run(run())
    assert RoomEvent.objects.filter(kind="chat.say").count() == 2
    assert RoomSeat.objects.get(enrollment=group.members[0]).name == "Mira"


@pytest.mark.django_db(transaction=True)
def test_a_leader_without_a_visible_name_is_not_nameless(server: Server) -> None:
    group = make_group("Mira")
    Account.objects.filter(pk=group.leader.pk).update(first_name="\u200b", last_name="")

    async def run() -> None:
        async with sit(server, group, group.leader) as lena:
            assert (await lena.hear("welcome"))["name"] == group.leader.email.partition("@")[0]
            await rows(group.leader.refresh_from_db)

    asyncio.run(run())
