"""What no client may send: refused with a frame or a close code, and never a traceback."""

import asyncio
import json
import secrets
import socket
import string
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.rooms.wire.fields import BadFrame
from groups.rooms.wire.frames import INCOMING, MAX_FRAME, Frame, frame_id_of, read_frame
from tests.bars import bar
from tests.rooms.people import Group, Page, come_in, make_group, open_wire, sit
from tests.rooms.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def say_raw(server: Server, group: Group, *raw: str | bytes) -> list[Any]:
    """Sends frames as they are after a welcome; what came back, and the close code if it closed."""

    async def run() -> list[Any]:
        async with sit(server, group, group.leader) as lena:
            await lena.hear("snapshot")
            lena.heard.clear()
            for one in raw:
                await lena.wire.send(one)
            await lena.wire.send(json.dumps({"t": "ping"}))
            try:
                await lena.hear("pong")
            except Exception:
                return [await lena.closed()]
            return [frame for frame in lena.heard if frame["t"] in ("error", "ack")]

    return asyncio.run(run())


@pytest.mark.parametrize(
    "raw",
    [
        "{", "[]", "null", "7", '"hello"', "{}", '{"t": 7}', '{"t": "chat.shout", "id": "a"}',
        '{"t": "chat.say", "d": {"text": "no id"}}',
        '{"t": "chat.say", "id": "a", "d": {}}',
        '{"t": "chat.say", "id": "a", "d": {"text": ""}}',
        '{"t": "chat.say", "id": "a", "d": {"text": "x", "more": 1}}',
        '{"t": "chat.say", "id": "a", "d": {"text": "\\ud800"}}',
        '{"t": "chat.say", "id": "a", "d": {"text": "a\\u0000b"}}',
        '{"t": "chat.say", "id": "a b", "d": {"text": "x"}}',
        '{"t": "slide.go", "id": "a", "d": {"slide": -1}}',
        '{"t": "slide.go", "id": "a", "d": {"slide": true}}',
        '{"t": "agenda.go", "id": "a", "d": {"stage": "party"}}',
        '{"t": "mod.remove", "id": "a", "d": {"seat": "everybody"}}',
        '{"t": "rtc.ice", "d": {"to": "x", "gen": "g", "candidate": []}}',
        "[" * 30_000,
    ],
)  # fmt: skip
def test_a_bad_frame_gets_an_error_frame_and_the_room_goes_on(server: Server, raw: str) -> None:
    group = make_group()
    good = json.dumps({"t": "chat.say", "id": "good", "d": {"text": "still here"}})
    refusal, ack = say_raw(server, group, raw, good)
    assert (refusal["t"], refusal["d"]["code"]) == ("error", "bad-frame")
    assert (ack["t"], ack["id"]) == ("ack", "good")


def test_ten_bad_frames_end_the_connection(server: Server) -> None:
    assert say_raw(server, make_group(), *["{"] * 9)[0]["t"] == "error"
    assert say_raw(server, make_group(), *["{"] * 10) == [4400]


def test_binary_is_not_spoken_here(server: Server) -> None:
    assert say_raw(server, make_group(), b"\x00\x01") == [4400]


def test_a_frame_over_64_kib_ends_the_connection(server: Server) -> None:
    largest = json.dumps({"t": "chat.say", "id": "a", "d": {"text": "x" * (MAX_FRAME - 60)}})
    assert len(largest) < MAX_FRAME
    assert say_raw(server, make_group(), largest)[0]["d"]["code"] == "bad-frame"
    assert say_raw(server, make_group(), " " * MAX_FRAME + largest) == [1009]


def test_whoever_does_not_greet_is_not_heard(server: Server) -> None:
    group = make_group()
    key = group.key(group.leader)

    async def rude() -> int:
        async with open_wire(server, group.session, key) as wire:
            page = Page(wire, "p")
            await page.send("chat.say", text="first!")
            return await page.closed()

    assert asyncio.run(rude()) == 4400


def test_a_flood_ends_the_connection(server: Server) -> None:
    group = make_group("Mira")

    async def flood() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            for number in range(2000):
                if mira.wire.close_code is not None:
                    break
                await mira.send("ping", f"p{number}")
                await asyncio.sleep(0)
            assert await mira.closed() == 4429
            # Whoever talks at a person's pace is heard on.
            for number in range(5):
                assert (await lena.answer("chat.say", text=f"{number}"))["t"] == "ack"

    asyncio.run(flood())


def test_media_frames_reach_only_the_seat_they_name(server: Server) -> None:
    group = make_group("Mira", "Omar")

    async def call() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
        ):
            lena_in = await lena.hear("welcome")
            mira_in = await come_in(server, group, lena, mira)
            await mira.send("rtc.pub", "", to=lena_in["seat"], gen="g1", sdp="v=0")
            offer = await lena.hear("rtc.pub")
            assert offer == {"from": mira_in["seat"], "gen": "g1", "sdp": "v=0"}
            candidate = {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0}
            await lena.send("rtc.ice", "", to=mira_in["seat"], gen="g1", candidate=candidate)
            assert (await mira.hear("rtc.ice"))["candidate"] == candidate
            # Omar still waits in the lobby: nobody can call him, and he can call nobody.
            waiting = await omar.hear("waiting")
            refusal = await mira.answer("rtc.pub", to=waiting["seat"], gen="g", sdp="v=0")
            assert refusal["d"]["code"] == "no-such-seat"
            refusal = await omar.answer("rtc.pub", to=lena_in["seat"], gen="g", sdp="v=0")
            assert refusal["d"]["code"] == "not-admitted"
            refusal = await mira.answer("rtc.pub", to=str(uuid4()), gen="g", sdp="v=0")
            assert refusal["d"]["code"] == "no-such-seat"

    asyncio.run(call())


def test_a_reader_that_stands_still_is_told_and_does_not_slow_the_room(server: Server) -> None:
    group = make_group("Mira", "Omar")

    async def stall(narrow: socket.socket) -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0], sock=narrow) as mira,
            sit(server, group, group.members[1]) as omar,
        ):
            await lena.hear("welcome")
            seat = (await come_in(server, group, lena, mira))["seat"]
            await come_in(server, group, lena, omar)
            mira.wire.transport.pause_reading()
            for _ in range(500):  # words that do not compress
                sdp = secrets.token_urlsafe(29_000)
                await lena.send("rtc.pub", "", to=seat, gen="g", sdp=sdp)
                await asyncio.sleep(0.013)
            assert (await lena.answer("chat.say", text="on we go"))["t"] == "ack"
            await omar.hear("ev", lambda d: d["d"].get("text") == "on we go", within=bar(2))
            mira.wire.transport.resume_reading()
            code = await mira.closed()
            assert code == 4408

    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
        narrow.connect(("127.0.0.1", server.port))
        asyncio.run(stall(narrow))


# --- generated frames, read without a socket -----------------------------------------------------
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
named = st.fixed_dictionaries(
    {"t": st.sampled_from(sorted(INCOMING)) | st.text(max_size=12)},
    optional={
        "id": st.text(string.ascii_letters + string.digits, min_size=1, max_size=41) | anything,
        "d": st.dictionaries(
            st.sampled_from(["text", "seat", "slide", "stage", "up", "seq", "to", "gen", "page"]),
            anything,
            max_size=4,
        )
        | anything,
    },
)


@settings(max_examples=400, deadline=None)
@given(named | anything)
def test_any_json_is_a_frame_or_a_bad_frame(value: Any) -> None:
    text = json.dumps(value)
    try:
        frame = read_frame(text)
    except BadFrame:
        assert isinstance(frame_id_of(text), str)
        return
    assert isinstance(frame, Frame)
    assert set(frame.data) <= set(frame.kind.fields) | set(frame.kind.optional)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_is_a_frame_or_a_bad_frame(text: str) -> None:
    try:
        read_frame(text)
    except BadFrame:
        frame_id_of(text)


@settings(
    max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(named | anything, min_size=60, max_size=60))
def test_generated_frames_leave_no_traceback(server: Server, frames: list[Any]) -> None:
    """The fixture's end looks into the server's log."""
    group = make_group()
    for batch in range(0, len(frames), 6):
        say_raw(server, group, *(json.dumps(frame) for frame in frames[batch : batch + 6]))
