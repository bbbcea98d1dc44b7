"""A group with a leader and members, and their sockets."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

import clock
from accounts.models import Account
from accounts.roles import Role
from groups.models import CohortLeader, Enrollment, GroupSession, LinkConfirmation
from tests import factories
from tests.rooms.server import Server
from tests.signin import sign_in

_frame = itertools.count(1)
# How long a test waits for what must come; seconds. It fails after that, however slow the machine.
COMES_WITHIN = 60.0


def session_key(account: Account) -> str:
    """A signed-in session of that account."""
    return sign_in(Client(), account).cookies[settings.SESSION_COOKIE_NAME].value


def make_leader(email: str = "", **fields: Any) -> Account:
    """A facilitator; `session_key` gives them a session that showed their second factor."""
    return factories.make_staff(Role.FACILITATOR, email, **fields)


@dataclass
class Group:
    """A cohort whose session is on now, its leader and its members, links confirmed."""

    session: GroupSession
    leader: Account
    members: list[Enrollment] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, who: Account | Enrollment) -> str:
        account = who.member.account if isinstance(who, Enrollment) else who
        return self.keys.setdefault(account.email, session_key(account))

    def add_member(self, name: str, *, confirmed: bool = True, **fields: Any) -> Enrollment:
        enrollment = factories.make_enrollment(
            self.session.cohort, factories.make_member(name=name), **fields
        )
        if confirmed:
            confirm(enrollment, self.session)
        self.members.append(enrollment)
        return enrollment


def confirm(enrollment: Enrollment, session: GroupSession) -> None:
    """The member confirmed their link."""
    LinkConfirmation.objects.create(
        enrollment=enrollment, session=session, epoch=enrollment.epoch, confirmed_at=clock.now()
    )


def make_group(*names: str, starts_in: timedelta = timedelta(0)) -> Group:
    """A group whose session starts that far from now."""
    leader = make_leader(first_name="Lena", last_name="Leader")
    cohort = factories.make_cohort(leader=leader, capacity=14)
    session = factories.make_session(cohort, starts_at=clock.now() + starts_in)
    group = Group(session=session, leader=leader)
    for name in names:
        group.add_member(name)
    return group


def add_leader(group: Group, **fields: Any) -> Account:
    """A co-leader."""
    account = make_leader(**fields)
    CohortLeader.objects.create(
        cohort=group.session.cohort, account=account, part=CohortLeader.Part.CO_LEADER
    )
    return account


async def rows(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Works with the database on a thread beside the loop, and leaves no connection there."""

    def then_close() -> Any:
        try:
            return work(*args, **kwargs)
        finally:
            connection.close()

    return await asyncio.to_thread(then_close)


class Page:
    """One browser page's socket, as the room's own client would use it."""

    def __init__(self, wire: ClientConnection, page: str) -> None:
        self.wire = wire
        self.page = page
        self.heard: list[dict[str, Any]] = []

    async def send(self, t: str, _id: str | None = None, **d: Any) -> str:
        frame_id = f"f{next(_frame)}" if _id is None else _id
        await self.wire.send(json.dumps({"t": t, "id": frame_id, "d": d}))
        return frame_id

    async def hear(
        self,
        t: str,
        where: Callable[[dict[str, Any]], bool] = lambda d: True,
        *,
        within: float = COMES_WITHIN,
    ) -> dict[str, Any]:
        """The payload of the next frame of that name (with whatever was heard on the way kept)."""
        async with asyncio.timeout(within):
            while True:
                frame = json.loads(await self.wire.recv())
                self.heard.append(frame)
                if frame["t"] == t and where(frame.get("d", {})):
                    return dict(frame.get("d", {}))

    async def answer(self, t: str, **d: Any) -> dict[str, Any]:
        """Sends a frame and returns its ack or error frame whole."""
        frame_id = await self.send(t, **d)
        async with asyncio.timeout(COMES_WITHIN):
            while True:
                frame = json.loads(await self.wire.recv())
                self.heard.append(frame)
                if frame.get("id") == frame_id and frame["t"] in ("ack", "error"):
                    return dict(frame)

    async def closed(self, *, within: float = COMES_WITHIN) -> int:
        """Waits for the end and returns the close code."""
        async with asyncio.timeout(within):
            try:
                while True:
                    self.heard.append(json.loads(await self.wire.recv()))
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006

    async def settled(self) -> list[dict[str, Any]]:
        """Everything heard so far, a pong later."""
        await self.send("ping")
        await self.hear("pong")
        return self.heard

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """The numbered events heard, live or replayed, in the order of arrival."""
        found: list[dict[str, Any]] = []
        for frame in self.heard:
            if frame["t"] == "ev":
                found.append(frame["d"])
            elif frame["t"] == "replay":
                found.extend(frame["d"]["events"])
        return [event for event in found if not kind or event["kind"] == kind]


@asynccontextmanager
async def open_wire(
    server: Server,
    session: GroupSession | str,
    key: str = "",
    *,
    origin: str | None = None,
    protocol: str = "room.v1",
    query: str = "",
    **more: Any,
) -> AsyncIterator[ClientConnection]:
    """A bare connection, before hello."""
    path = session if isinstance(session, str) else str(session.pk)
    headers = {"Cookie": f"{server.cookie_name}={key}"} if key else {}
    async with connect(
        f"{server.socket_url}/ws/room/{path}/{query}",
        origin=Origin(origin or server.origin),
        subprotocols=[Subprotocol(protocol)],
        additional_headers=headers,
        ping_interval=None,
        proxy=None,
        **more,
    ) as wire:
        yield wire


@asynccontextmanager
async def sit(
    server: Server,
    group: Group,
    who: Account | Enrollment | str,
    *,
    page: str = "",
    again: bool = False,
    seq: int | None = None,
    **more: Any,
) -> AsyncIterator[Page]:
    """A page that said hello."""
    key = who if isinstance(who, str) else await rows(group.key, who)
    async with open_wire(server, group.session, key, **more) as wire:
        person = Page(wire, page or uuid4().hex)
        data: dict[str, Any] = {"v": 1, "page": person.page, "again": again}
        if seq is not None:
            data["seq"] = seq
        await wire.send(json.dumps({"t": "hello", "d": data}))
        yield person


async def come_in(server: Server, group: Group, leader: Page, person: Page) -> dict[str, Any]:
    """Has the leader admit whoever waits, and returns the person's welcome."""
    waiting = await person.hear("waiting")
    await leader.send("lobby.admit", seat=waiting["seat"])
    return await person.hear("welcome")
