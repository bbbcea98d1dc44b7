"""Every socket tried by every kind of person, on a real server."""

import asyncio
import json
from uuid import uuid4

import pytest
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from config.routing import websocket_urlpatterns
from tests.rooms.people import open_wire
from tests.rooms.server import Server
from tests.security.matrix import SOCKETS
from tests.security.objects import NOBODY
from tests.security.rows import Status
from tests.security.world import Actor, World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_socket_has_a_row() -> None:
    assert {str(entry.pattern) for entry in websocket_urlpatterns} == set(SOCKETS)


def test_every_socket_treats_everybody_as_the_table_says(server: Server) -> None:
    world = build_world()
    got = {actor: _try(server, world, actor, str(world.coming.pk)) for actor in Actor}
    assert got == SOCKETS["ws/room/<uuid:session_id>/"]
    missing = {actor: _try(server, world, actor, str(NOBODY)) for actor in Actor}
    outside = (Actor.VISITOR, Actor.DEACTIVATED)
    assert missing == dict.fromkeys(Actor, 4404) | dict.fromkeys(outside, 4401)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null"])
def test_socket_of_another_origin_is_refused_before_it_opens(server: Server, origin: str) -> None:
    world = build_world()
    key = _key(world, Actor.FACILITATOR)

    async def knock() -> None:
        async with open_wire(server, world.coming, key, origin=origin):
            pass

    with pytest.raises(InvalidStatus) as refusal:
        asyncio.run(knock())
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/room/1/", "/ws/room/%00/", "/today/"])
def test_socket_at_no_address_is_turned_away_without_a_traceback(server: Server, path: str) -> None:
    async def knock() -> None:
        async with connect(server.socket_url + path, origin=Origin(server.origin), proxy=None):
            pass

    with pytest.raises(InvalidStatus) as refusal:
        asyncio.run(knock())
    assert refusal.value.response.status_code == 403


def _try(server: Server, world: World, actor: Actor, session_id: str) -> Status:
    key = _key(world, actor)

    async def enter() -> Status:
        async with open_wire(server, session_id, key) as wire, asyncio.timeout(10):
            hello = {"v": 1, "page": uuid4().hex, "again": False}
            await wire.send(json.dumps({"t": "hello", "d": hello}))
            try:
                return str(json.loads(await wire.recv())["t"])
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006

    return asyncio.run(enter())


def _key(world: World, actor: Actor) -> str:
    cookie = world.clients[actor].cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""
