"""Two people in a room: chat, hands, stages; in order, never twice, nothing lost."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from groups.models import RoomEvent, RoomSeat, Visit
from tests.rooms.people import Group, Page, add_leader, come_in, make_group, rows, sit
from tests.rooms.server import Server

pytestmark = pytest.mark.django_db(transaction=True)

Scene = Callable[[Page, Page], Awaitable[None]]


def play(server: Server, group: Group, scene: Scene) -> None:
    """The leader and the first member in the room; then the scene."""

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            await scene(lena, mira)

    asyncio.run(run())


def texts(page: Page) -> list[str]:
    return [event["d"]["text"] for event in page.events("chat.say")]


def test_chat_reaches_both_ways(server: Server) -> None:
    async def talk(lena: Page, mira: Page) -> None:
        ack = await mira.answer("chat.say", text="Hello")
        assert ack["d"] == {"seq": 1}
        heard = await lena.hear("ev")
        assert (heard["name"], heard["seq"], heard["d"]) == ("Mira", 1, {"text": "Hello"})
        await lena.answer("chat.say", text="Welcome")
        heard = await mira.hear("ev", lambda d: d["d"]["text"] == "Welcome")
        assert heard["seq"] == 2

    play(server, make_group("Mira"), talk)


def test_what_is_said_is_sealed_in_the_database(server: Server) -> None:
    async def talk(lena: Page, mira: Page) -> None:
        await mira.answer("chat.say", text="a hard day")

    play(server, make_group("Mira"), talk)
    assert RoomEvent.objects.get().data == '{"text":"a hard day"}'
    kept = RoomEvent.objects.raw("SELECT id, data AS kept FROM groups_roomevent")[0]
    assert "hard" not in vars(kept)["kept"]


def test_two_rooms_at_once_never_hear_each_other(server: Server) -> None:
    here, there = make_group("Mira"), make_group("Omar")

    async def talk() -> None:
        async with (
            sit(server, here, here.leader) as lena,
            sit(server, here, here.members[0]) as mira,
            sit(server, there, there.leader) as lars,
            sit(server, there, there.members[0]) as omar,
        ):
            await lena.hear("welcome")
            await lars.hear("welcome")
            mira_in = await come_in(server, here, lena, mira)
            omar_in = await come_in(server, there, lars, omar)
            await mira.answer("chat.say", text="only here")
            await omar.answer("chat.say", text="only there")
            await lena.answer("agenda.go", stage="mindfulness")
            await mira.hear("ev", lambda d: d["kind"] == "agenda.go")
            refusal = await omar.answer("rtc.restart", to=mira_in["seat"], gen="g")
            assert refusal["d"]["code"] == "no-such-seat"
            refusal = await lars.answer("mod.remove", seat=mira_in["seat"])
            assert refusal["d"]["code"] == "no-such-seat"
            for page in (lena, mira, lars, omar):
                await page.settled()
            for page, text in ((mira, "only here"), (omar, "only there")):
                assert texts(page) == [text]
            heard = json.dumps([*lars.heard, *omar.heard])
            assert "only here" not in heard
            assert mira_in["seat"] not in heard
            assert not omar.events("agenda.go")
            assert omar_in["seat"] not in json.dumps([*lena.heard, *mira.heard])

    asyncio.run(talk())


def test_the_same_frame_twice_is_one_event(server: Server) -> None:
    async def talk(lena: Page, mira: Page) -> None:
        for _ in range(3):
            await mira.send("chat.say", "same-1", text="once")
            ack = await mira.hear("ack")
            assert ack == {"seq": 1}
        await lena.send("chat.say", "same-1", text="another person's id is their own")
        await mira.hear("ev", lambda d: d["seq"] == 2)
        await lena.settled()
        assert [event["seq"] for event in lena.events()] == [1, 2]

    play(server, make_group("Mira"), talk)


def test_a_cut_loses_nothing_and_doubles_nothing(server: Server) -> None:
    group = make_group("Mira")

    async def cut(lena: Page, mira: Page) -> None:
        await lena.answer("chat.say", text="1")
        await mira.hear("ev")
        mira.wire.transport.abort()  # no goodbye, like a lift or a tunnel
        away = await lena.hear("presence", lambda d: d["members"] != [])
        assert [one["presence"] for one in away["members"]] == ["reconnecting"]
        for text in "234":
            await lena.answer("chat.say", text=text)
        async with sit(server, group, group.members[0], page=mira.page, again=True, seq=1) as back:
            await back.hear("welcome")
            await back.hear("replay")
            here = await lena.hear("presence", lambda d: d["members"] != [])
            assert [one["presence"] for one in here["members"]] == ["here"]
            await lena.answer("chat.say", text="5")
            await back.hear("ev")
            assert [(event["seq"], event["d"]["text"]) for event in back.events()] == [
                (2, "2"), (3, "3"), (4, "4"), (5, "5"),
            ]  # fmt: skip

    play(server, group, cut)
    visits = Visit.objects.all()
    assert len(visits) == 1, "a cut is one visit"


def test_a_newcomer_gets_the_chat_and_where_the_group_is(server: Server) -> None:
    group = make_group("Mira", "Late Nora")

    async def arrive_late(lena: Page, mira: Page) -> None:
        await mira.answer("chat.say", text="Hello")
        await lena.answer("agenda.go", stage="homework_review")
        await mira.answer("hand", up=True)
        async with sit(server, group, group.members[1]) as nora:
            welcome = await come_in(server, group, lena, nora)
            assert welcome["state"]["stage"] == "homework_review"
            assert welcome["leads"] is False
            assert "lobby" not in welcome
            assert [line["stage"] for line in welcome["agenda"]][:3] == [
                "arrive", "mindfulness", "homework_review",
            ]  # fmt: skip
            hands = {one["name"]: bool(one["hand"]) for one in welcome["members"]}
            assert hands == {"Lena Leader": False, "Mira": True, "Late Nora": False}
            whole = await nora.hear("snapshot")
            assert whole["seq"] == 3
            assert [one["d"]["text"] for one in whole["chat"]] == ["Hello"]

    play(server, group, arrive_late)


def test_a_gap_is_filled_on_asking(server: Server) -> None:
    async def ask(lena: Page, mira: Page) -> None:
        for text in "123":
            await lena.answer("chat.say", text=text)
        await mira.send("sync", seq=1)
        replay = await mira.hear("replay")
        assert [event["seq"] for event in replay["events"]] == [2, 3]

    play(server, make_group("Mira"), ask)


def test_every_pong_carries_the_head_number(server: Server) -> None:
    async def ping(lena: Page, mira: Page) -> None:
        await lena.answer("chat.say", text="1")
        await mira.hear("ev")
        await mira.send("ping")
        assert (await mira.hear("pong"))["seq"] == 1

    play(server, make_group("Mira"), ping)


def test_many_talk_at_once_and_everybody_hears_the_same_order(server: Server) -> None:
    group = make_group("Mira", "Omar", "Nora")

    async def talk() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
            sit(server, group, group.members[2]) as nora,
        ):
            await lena.hear("welcome")
            pages = [mira, omar, nora]
            for page in pages:
                await come_in(server, group, lena, page)
            pages.append(lena)
            for number in range(10):
                await asyncio.gather(*(page.send("chat.say", text=f"{number}") for page in pages))
            for page in pages:
                await page.hear("ev", lambda d: d["seq"] == 40)
                assert [event["seq"] for event in page.events()] == list(range(1, 41))
            assert lena.events() == mira.events() == omar.events() == nora.events()

    asyncio.run(talk())


def test_members_hands_queue_and_leaders_lower_them(server: Server) -> None:
    async def raise_hands(lena: Page, mira: Page) -> None:
        await mira.answer("hand", up=True)
        raised = await lena.hear("ev")
        assert (raised["kind"], raised["d"]["up"]) == ("hand", True)
        seat = raised["d"]["seat"]
        assert raised["from"] == seat
        refusal = await mira.answer("hand", up=False, seat=str(uuid4()))
        assert refusal["d"]["code"] == "leaders-only"
        await lena.answer("hand", up=False, seat=seat)
        lowered = await mira.hear("ev", lambda d: d["d"]["up"] is False)
        assert lowered["d"]["seat"] == seat
        refusal = await lena.answer("hand", up=True, seat=seat)
        assert refusal["d"]["code"] == "own-hand"

    play(server, make_group("Mira"), raise_hands)


def test_the_leader_takes_everybody_through_the_agenda(server: Server) -> None:
    async def lead(lena: Page, mira: Page) -> None:
        await lena.answer("agenda.go", stage="mindfulness")
        event = await mira.hear("ev")
        assert event["kind"] == "agenda.go"
        assert event["d"]["stage"] == "mindfulness"
        assert event["d"]["started_at"]
        refusal = await lena.answer("slide.go", slide=7)
        assert refusal["d"]["code"] == "no-such-slide"

    play(server, make_group("Mira"), lead)


def test_a_co_leader_may_lead_too(server: Server) -> None:
    group = make_group("Mira")
    co_leader = add_leader(group, first_name="Cora")

    async def lead(lena: Page, mira: Page) -> None:
        async with sit(server, group, co_leader) as cora:
            welcome = await cora.hear("welcome")
            assert (welcome["leads"], welcome["term"]) == (True, 1)
            assert (await cora.answer("agenda.go", stage="break"))["t"] == "ack"
            assert (await mira.hear("ev"))["d"]["stage"] == "break"

    play(server, group, lead)


def test_a_hidden_message_never_leaves_the_server_again(server: Server) -> None:
    group = make_group("Mira", "Nora")

    async def hide(lena: Page, mira: Page) -> None:
        await mira.answer("chat.say", text="too much detail")
        await lena.answer("chat.hide", seq=1)
        event = await mira.hear("ev", lambda d: d["kind"] == "chat.hide")
        assert event["d"] == {"seq": 1}
        async with sit(server, group, group.members[1]) as nora:
            await come_in(server, group, lena, nora)
            await nora.hear("snapshot")
            await nora.send("sync", seq=0)
            await nora.hear("replay")
            assert "too much detail" not in json.dumps(nora.heard)

    play(server, group, hide)


def test_mute_is_told_to_all_and_ended_only_by_the_muted(server: Server) -> None:
    async def mute(lena: Page, mira: Page) -> None:
        await mira.answer("media.state", microphone=True, camera=True)
        on = await lena.hear("presence", lambda d: any(one["camera"] for one in d["members"]))
        seat = on["members"][0]["seat"]
        assert on["video"] == [seat]
        await lena.answer("mod.mute", seat=seat)
        muted = await mira.hear("presence", lambda d: any(one["muted"] for one in d["members"]))
        assert muted["members"][0]["microphone"] is False
        await lena.answer("mod.ask_unmute", seat=seat)
        await mira.hear("mod.ask_unmute")
        still = await rows(RoomSeat.objects.get, pk=seat)
        assert (still.muted, still.microphone) == (True, False)
        await lena.answer("mod.cam_off", seat=seat)
        await mira.hear("mod.cam_off")
        await mira.answer("media.state", microphone=True, camera=False)
        free = await lena.hear("presence", lambda d: any(one["microphone"] for one in d["members"]))
        assert free["members"][0]["muted"] is False

    play(server, make_group("Mira"), mute)


def test_switching_the_camera_does_not_undo_a_mute(server: Server) -> None:
    async def switch(lena: Page, mira: Page) -> None:
        await mira.answer("media.state", microphone=True, camera=False)
        on = await lena.hear("presence", lambda d: any(one["microphone"] for one in d["members"]))
        seat = on["members"][0]["seat"]
        await lena.answer("mod.mute", seat=seat)
        # Mira pressed her camera before she heard of the mute.
        await mira.answer("media.state", camera=True)
        still = await rows(RoomSeat.objects.get, pk=seat)
        assert (still.muted, still.microphone, still.camera) == (True, False, True)
        await mira.answer("media.state", microphone=True)
        free = await rows(RoomSeat.objects.get, pk=seat)
        assert (free.muted, free.microphone, free.camera) == (False, True, True)

    play(server, make_group("Mira"), switch)


def test_at_most_four_are_seen_leaders_and_hands_first(server: Server) -> None:
    group = make_group("Mira", "Omar", "Nora", "Piet")

    async def show() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
            sit(server, group, group.members[2]) as nora,
            sit(server, group, group.members[3]) as piet,
        ):
            await lena.hear("welcome")
            seats = {}
            for name, page in (("m", mira), ("o", omar), ("n", nora), ("p", piet)):
                seats[name] = (await come_in(server, group, lena, page))["seat"]
            for page in (mira, omar, nora, piet):
                await page.answer("media.state", microphone=True, camera=True)
            four = {seats[name] for name in "mon"} | {seats["p"]}
            await lena.hear("presence", lambda d: set(d["video"]) == four)
            await lena.answer("media.state", microphone=True, camera=True)
            await mira.hear(
                "presence", lambda d: len(d["video"]) == 4 and seats["p"] not in d["video"]
            )
            await piet.answer("hand", up=True)
            seen = await mira.hear("presence", lambda d: seats["p"] in d["video"])
            assert seen["video"][1] == seats["p"]
            assert seats["n"] not in seen["video"]

    asyncio.run(show())


def test_back_to_the_lobby_and_in_again(server: Server) -> None:
    group = make_group("Mira")

    async def back(lena: Page, mira: Page) -> None:
        seat = next(f["d"]["seat"] for f in mira.heard if f["t"] == "welcome")
        await lena.answer("lobby.back", seat=seat)
        await mira.hear("waiting")
        refusal = await mira.answer("chat.say", text="may I?")
        assert refusal["d"]["code"] == "not-admitted"
        await lena.answer("chat.say", text="among ourselves")
        heard = len(mira.heard)
        await mira.settled()
        assert "among ourselves" not in json.dumps(mira.heard[heard:])
        await lena.answer("lobby.deny", seat=seat)
        await lena.hear("lobby", lambda d: d["waiting"] and d["waiting"][0]["denied"])
        await lena.answer("lobby.admit", seat=seat)
        await mira.hear("welcome")

    play(server, group, back)
