"""Every frame of the room, tried by everybody on a real server."""

import asyncio
import json
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from groups.rooms.access import Permission
from groups.rooms.wire.fields import SEAT, text
from groups.rooms.wire.frames import INCOMING, Nothing, incoming
from groups.rooms.wire.part import PARTS
from tests.rooms.people import COMES_WITHIN, Group, Page, come_in, make_group, open_wire, rows, sit
from tests.rooms.permissions import (
    BEFORE_HELLO,
    DONE,
    FRAMES,
    IN_LOBBY,
    LEADER,
    MEANS,
    MEMBER,
    NEEDS_FIRST,
    OWN,
)  # fmt: skip
from tests.rooms.server import Server

REFUSALS = {"not-admitted", "leaders-only"}


def test_every_frame_has_a_row() -> None:
    assert set(INCOMING) == set(FRAMES)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(INCOMING))
def test_a_frame_is_heard_from_whom_the_table_says(server: Server, name: str) -> None:
    group = make_group("Mira", "Nora", "Omar")
    found = asyncio.run(_try_everybody(server, group, name))
    expected = MEANS[FRAMES[name]]
    assert {who: found[who] for who in expected} == expected


async def _try_everybody(server: Server, group: Group, name: str) -> dict[str, str | int]:
    """What came of it for each: done, the code of the refusal, or that of the closing."""
    found = {BEFORE_HELLO: await _greet_with(server, group, name)}
    mira, nora, omar = group.members
    async with (
        sit(server, group, group.leader) as leader,
        sit(server, group, mira) as member,
        sit(server, group, nora) as other,
        sit(server, group, omar) as outside,
    ):
        await leader.hear("welcome")
        own = (await come_in(server, group, leader, member))["seat"]
        seat = (await come_in(server, group, leader, other))["seat"]
        await outside.hear("waiting")
        if name in NEEDS_FIRST:
            await leader.answer(NEEDS_FIRST[name], **_sample(NEEDS_FIRST[name], seat))
        # Whoever is refused changes nothing, so they come first; the leader's may end the room.
        found[IN_LOBBY] = await _try(outside, name, seat)
        found[MEMBER] = await _try(member, name, seat)
        if OWN in MEANS[FRAMES[name]]:
            found[OWN] = await _try(member, name, own)
        found[LEADER] = await _try(leader, name, seat)
    return found


async def _try(page: Page, name: str, seat: str) -> str | int:
    kind = INCOMING[name]
    frame_id = await page.send(name, **_sample(name, seat))
    await page.send("ping")
    acknowledged = not kind.needs_id or kind.passed_on
    async with asyncio.timeout(COMES_WITHIN):
        while True:
            try:
                frame = json.loads(await page.wire.recv())
            except ConnectionClosed as end:
                said_goodbye = end.rcvd is not None and end.rcvd.code == 1000
                return DONE if acknowledged or said_goodbye else 1006
            if frame.get("id") == frame_id and frame["t"] == "ack":
                return DONE
            if frame.get("id") == frame_id and frame["t"] == "error":
                code = str(frame["d"]["code"])
                return code if code in REFUSALS or not acknowledged else DONE
            if frame["t"] == "pong" and acknowledged:
                return DONE


async def _greet_with(server: Server, group: Group, name: str) -> str | int:
    """The frame as the first word on a new connection."""
    key = await rows(group.key, group.leader)
    async with open_wire(server, group.session, key) as wire:
        page = Page(wire, "p")
        await page.send(name, **_sample(name, str(uuid4())))
        try:
            frame = json.loads(await wire.recv())
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006
        return DONE if frame["t"] == "welcome" else str(frame["t"])


def _sample(name: str, seat: str) -> dict[str, Any]:
    """What the frame's fields show as right, about that seat."""
    kind = INCOMING[name]
    data = {field: check.sample for field, check in kind.fields.items()}
    if "seat" in (*kind.fields, *kind.optional):
        data["seat"] = seat
    if "to" in kind.fields:
        data["to"] = seat
    if "v" in kind.fields:
        data |= {"v": 1, "page": uuid4().hex}
    return data


# --- nothing gets in without a permission ---------------------------------------------------------
def test_a_frame_without_a_permission_cannot_be_registered() -> None:
    with pytest.raises(TypeError, match="permission"):
        incoming("nobody.says", Nothing, says="")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="who may send it"):
        incoming("nobody.says", Nothing, permission=None, says="")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="permission"):
        PARTS["chat"].hears("nobody.says", Nothing, says="")  # type: ignore[call-arg]
    assert "nobody.says" not in INCOMING


@dataclass(frozen=True)
class _Unchecked:
    text: str


@dataclass(frozen=True)
class _Words:
    text: Annotated[str, text(10)]


@dataclass(frozen=True)
class _Someone:
    seat: Annotated[str, SEAT]


def test_a_frame_says_what_its_fields_hold_and_whose_seat_it_is_about() -> None:
    with pytest.raises(TypeError, match="what it may hold"):
        incoming("nobody.says", _Unchecked, permission=Permission.INSIDE, says="")
    with pytest.raises(TypeError, match="whose seat"):
        incoming("nobody.says", _Words, permission=Permission.OWN_OR_LEADS, says="")
    with pytest.raises(TypeError, match="to whom"):
        incoming("nobody.says", _Someone, permission=Permission.INSIDE, says="", passed_on=True)
    with pytest.raises(TypeError, match="already"):
        incoming("chat.say", _Words, permission=Permission.INSIDE, says="")
    assert "nobody.says" not in INCOMING
