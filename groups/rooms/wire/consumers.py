"""The room's socket: frames in, frames out. What they mean stands in the parts."""

import asyncio
import logging
import time
from typing import Any
from uuid import UUID

from channels.consumer import AsyncConsumer
from django.db import DatabaseError
from django.utils.translation import gettext as _

import clock
from clock.words import Reader, written_for
from groups.rooms.access import Permission
from groups.rooms.closing import NotAllowed, Reason, Refused
from groups.rooms.kernel.entering import Place, enter
from groups.rooms.kernel.log import Event
from groups.rooms.kernel.places import come_back, lose_place
from groups.rooms.kernel.turn import Sender
from groups.rooms.models import RoomSeat
from groups.rooms.wire.bell import SILENT_AFTER, Bell, how_far
from groups.rooms.wire.buckets import Bucket
from groups.rooms.wire.fields import BadFrame
from groups.rooms.wire.frames import (
    ACK,
    BYE,
    ERROR,
    EV,
    HELLO,
    HERE,
    MAX_FRAME,
    OUTGOING,
    PING,
    PONG,
    PROTOCOL,
    SYNC,
    WAITING,
    Frame,
    Incoming,
    frame_id_of,
    read_frame,
)  # fmt: skip
from groups.rooms.wire.greeting import greeting
from groups.rooms.wire.hub import Hub, Line, LocalRoom
from groups.rooms.wire.outlet import Outlet
from groups.rooms.wire.part import at_once, carry_out
from groups.rooms.wire.pool import in_pool, in_share
from groups.rooms.wire.ringing import Words
from groups.rooms.wire.scribe import Scribe

logger = logging.getLogger(__name__)

State = RoomSeat.State
HELLO_WITHIN = 10.0
BAD_FRAMES = 10
HEARTBEATS = (PING, HERE)
FOR_LEADERS = (Permission.LEADS, Permission.OWN_OR_LEADS)
HUB = Hub()
BELL = Bell(HUB)
SCRIBE = Scribe()


class RoomConsumer(AsyncConsumer):  # type: ignore[misc]  # channels has no types
    """One browser page in one room.

    Its dispatch is its own: frames come one by one from this socket alone, and nothing of them
    runs on the thread that the rest of Channels shares.
    """

    line: Line | None = None
    room: LocalRoom | None = None
    place: Place | None = None
    reader = Reader()
    too_late: asyncio.TimerHandle | None = None
    saying_goodbye = False
    bad_frames = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Runs one connection from its first message to its last."""
        self.scope = scope
        self.session_id: UUID = scope["url_route"]["kwargs"]["session_id"]
        self.outlet = Outlet(send)
        self.bucket = Bucket(at=time.monotonic())
        self.tasks: set[asyncio.Task[None]] = set()
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                await self.dispatch(message, send)
                if self.outlet.presses:  # frames that came at once are heard without a pause
                    await asyncio.sleep(0)
        except OSError:  # gone before it was accepted: nobody is left to tell
            self.outlet.end(None)
        finally:
            self._greeted()
            await self._left()
            self.outlet.drop()

    async def dispatch(self, message: Any, send: Any = None) -> None:
        """One ASGI message. Always accepts: a socket refused before that shows no close code."""
        if message["type"] == "websocket.connect":
            spoken = PROTOCOL in self.scope.get("subprotocols", [])
            accept: dict[str, Any] = {"type": "websocket.accept"}
            await send(accept | ({"subprotocol": PROTOCOL} if spoken else {}))
            if not spoken:
                self.outlet.end(Reason.RELOAD)
            self.too_late = asyncio.get_running_loop().call_later(HELLO_WITHIN, self._no_hello)
        elif not self.outlet.closed:
            try:
                await self._hear(message.get("text"))
                if self.line is not None:  # how long we took is no silence of theirs
                    HUB.hear(self.line)
            except Refused as refusal:
                self.outlet.end(refusal.reason)
            except DatabaseError as error:  # the browser comes back and asks again
                logger.error("room socket failed", extra={"why": type(error).__name__})
                self.outlet.end(Reason.SLOW)

    def _no_hello(self) -> None:
        self.outlet.end(Reason.BAD_FRAME)

    def _greeted(self) -> None:
        """A hello was heard, or none will come: what we take to answer is not the client's time."""
        if self.too_late is not None:
            self.too_late.cancel()

    # --- frames in --------------------------------------------------------------------------------
    async def _hear(self, text: str | None) -> None:
        if text is None or len(text) > MAX_FRAME:
            self.outlet.end(Reason.BAD_FRAME)
            return
        try:
            frame = read_frame(text)
        except BadFrame as error:
            self._refuse(frame_id_of(text), "bad-frame", str(error))
            self.bad_frames += 1
            if self.bad_frames >= BAD_FRAMES:
                self.outlet.end(Reason.BAD_FRAME)
            return
        if not self.bucket.take(frame.kind.cost, at=time.monotonic()):
            self.outlet.end(Reason.TOO_MANY)
            return
        if frame.kind in HEARTBEATS and self.line is not None:
            if _was_silent(self.line):
                await self._heard_again(self.line)
            if frame.kind is PING:
                self.outlet.offer(PONG.text(how_far(self.room, self.line)))
            return
        # Before there are words for anybody: to take up a language and lay it down again takes
        # 12 µs, twice as long as to read the frame.
        if await self._said_at_once(frame):
            return
        with written_for(self.reader):
            await self._do(frame)

    async def _do(self, frame: Frame) -> None:
        if self.line is None or self.room is None:
            if frame.kind.permission is not Permission.TO_GREET:
                self.outlet.end(Reason.BAD_FRAME)
            elif frame.kind is HELLO:
                self._greeted()
                await self._hello(frame)
        else:
            await self._listen(frame, self.line, self.room)

    async def _listen(self, frame: Frame, line: Line, room: LocalRoom) -> None:
        await self._heard_again(line)
        kind = frame.kind
        if kind is HELLO:
            self._refuse(frame.id, "bad-frame", "hello is said once")
        elif (refusal := _may_not(kind, line)) is not None:
            self._refuse(frame.id, refusal.code, refusal.sentence)
        elif kind is BYE:
            self.saying_goodbye = True
            self.outlet.end(None)
        elif kind is SYNC:
            await self._catch_up(line, frame.data["seq"], welcome=False)
        elif kind.passed_on:
            self._pass_on(frame, line, room)
        else:
            await self._carry_out(frame, line, room)

    async def _heard_again(self, line: Line) -> None:
        """Whoever was silent for so long that the others were told is here again."""
        was_silent = _was_silent(line)
        HUB.hear(line)
        if was_silent:
            await in_share(
                self.session_id, come_back, line.admitted.seat_id, device=line.admitted.device,
                now=clock.now(), real=clock.real_now(),
            )  # fmt: skip
            BELL.ring(line.admitted.room_id)

    async def _carry_out(self, frame: Frame, line: Line, room: LocalRoom) -> None:
        sender = Sender(room_id=room.id, seat_id=line.admitted.seat_id, frame_id=frame.id)
        try:
            outcome = await in_share(self.session_id, carry_out, sender, frame)
        except NotAllowed as refusal:
            self._refuse(frame.id, refusal.code, refusal.sentence)
            return
        except DatabaseError as error:
            self._try_again(frame, error)
            return
        event = outcome.event
        if outcome.told is not None:
            BELL.relay(room.id, *outcome.told)
        if event is not None:
            self._tell(event, frame, line, room)
            return
        line.offer(ACK.text({}, id=frame.id))
        BELL.ring(room.id)

    async def _said_at_once(self, frame: Frame) -> bool:
        """Keeps and tells what needs no turn; False where it does, or where something is wrong."""
        line, room = self.line, self.room
        if line is None or room is None or not line.inside:
            return False
        said = at_once(Sender(room.id, line.admitted.seat_id, frame.id), frame)
        if said is None:
            return False
        await self._heard_again(line)
        try:
            event = await SCRIBE.keep(self.session_id, said)
        except DatabaseError as error:
            with written_for(self.reader):
                self._try_again(frame, error)
            return True
        if event is not None:
            self._tell(event, frame, line, room)
        return event is not None

    def _tell(self, event: Event, frame: Frame, line: Line, room: LocalRoom) -> None:
        """It is committed: the sender hears so first, then everybody hears it."""
        line.offer(ACK.text({"seq": event.seq}, id=frame.id))
        alone = frame.kind.writes is not None and frame.kind.writes.log_alone
        words = Words(event.seq, EV.text(event.public()), alone)
        complete = room.pass_on(words.seq, words.frame)
        BELL.ring(room.id, look_here=not (complete and alone), words=words)

    def _try_again(self, frame: Frame, error: DatabaseError) -> None:
        """Locked, or out of reach: the client sends it again."""
        logger.error("room frame failed", extra={"frame": frame.t, "why": type(error).__name__})
        self._refuse(frame.id, "try-again", _("That did not arrive. We are trying again."))

    def _pass_on(self, frame: Frame, line: Line, room: LocalRoom) -> None:
        target: UUID = frame.data["to"]
        if target == line.admitted.seat_id or not room.has(target):
            self._refuse(frame.id, "no-such-seat", _("That person is not in this room."))
            return
        data = {key: value for key, value in frame.data.items() if key != "to"}
        text = OUTGOING[frame.t].text({"from": str(line.admitted.seat_id), **data})
        BELL.relay(room.id, target, text)

    def _refuse(self, frame_id: str, code: str, sentence: str) -> None:
        self.outlet.offer(ERROR.text({"code": code, "sentence": sentence}, id=frame_id))

    # --- coming in, staying, going ----------------------------------------------------------------
    async def _hello(self, frame: Frame) -> None:
        rights = BELL.rights  # before anything is read of what it is the version of
        place = await in_share(
            self.session_id, enter,
            cookies=self.scope["cookies"], query=self.scope.get("query_string", b""),
            session_id=self.session_id, page=frame.data["page"], again=frame.data["again"],
        )  # fmt: skip
        self.place = place
        self.reader = place.reader
        self.line = Line(
            outlet=self.outlet,
            admitted=place.admitted,
            heard_at=time.monotonic(),
            stands=place.state,
            turn=self._turn,
            rights=rights,
        )
        self.room = HUB.join(place.admitted.room_id, self.line)
        BELL.welcome(self.line)
        BELL.start()
        if place.state == State.ADMITTED:
            await self._come_in(frame.data.get("seq") if frame.data["again"] else None)
        else:
            self._wait_outside()
            BELL.ring(self.room.id)

    def _turn(self, state: str) -> None:
        """The bell saw this person admitted, asked to wait, or sent back to the lobby."""
        assert self.line is not None
        if state == State.ADMITTED:
            self.line.joining = True
            task = asyncio.get_running_loop().create_task(self._come_in(None))
            self.tasks.add(task)
            task.add_done_callback(self._came_in)
        else:
            self._wait_outside()

    def _came_in(self, task: asyncio.Task[None]) -> None:
        """A welcome that failed must not leave anybody waiting: their browser asks again."""
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("room welcome failed", exc_info=error)
            self.outlet.end(Reason.SLOW)

    def _wait_outside(self) -> None:
        assert self.line is not None
        self.line.inside = False
        self.line.held.clear()
        denied = self.line.stands == State.DENIED
        seat = str(self.line.admitted.seat_id)
        self.outlet.offer(WAITING.text({"denied": denied, "seat": seat}))

    async def _come_in(self, after: int | None) -> None:
        assert self.line is not None
        self.line.inside = True
        await self._catch_up(self.line, after, welcome=True)

    async def _catch_up(self, line: Line, after: int | None, *, welcome: bool) -> None:
        """Is in the hub first and reads the rows then, so that nothing falls between."""
        assert self.room is not None
        assert self.place is not None
        line.joining = True
        lines = HUB.lines_in(self.room.id)
        try:
            # Also when the bell lets somebody in, whose own language is another.
            with written_for(self.place.reader):
                row, frames = await in_pool(greeting, self.place, after=after, welcome=welcome)
        except DatabaseError as error:
            logger.error("room welcome failed", extra={"why": type(error).__name__})
            line.outlet.end(Reason.SLOW)
            return
        line.welcome(frames)
        self.room.start_at(row.head)
        BELL.saw(self.room, row, lines)
        BELL.ring(self.room.id, look_here=False)

    async def _left(self) -> None:
        if self.line is None or self.room is None:
            return
        HUB.leave(self.room.id, self.line)
        admitted = self.line.admitted
        try:
            await in_share(
                self.session_id, lose_place, admitted.seat_id, device=admitted.device,
                goodbye=self.saying_goodbye or self._sent_away(), now=clock.now(),
            )  # fmt: skip
        except DatabaseError as error:  # the heartbeat's age will tell the same a little later
            logger.warning("room leave failed", extra={"why": type(error).__name__})
        BELL.ring(self.room.id)

    def _sent_away(self) -> bool:
        """Whether we closed it for good: then nobody waits for its person to come back."""
        return self.outlet.reason is not None and self.outlet.reason.is_final


def _was_silent(line: Line) -> bool:
    """For so long that the others were told."""
    return time.monotonic() - line.heard_at > SILENT_AFTER


def _may_not(kind: Incoming, line: Line) -> NotAllowed | None:
    """Why this connection may not send such a frame, as far as it knows by itself.

    A frame that changes anything is asked again, of the rows (`kernel.turn`): they decide.
    """
    if not line.inside and kind.permission is not Permission.IN_LOBBY_TOO:
        return NotAllowed("not-admitted", _("You are still in the lobby."))
    if kind.passed_on and kind.permission in FOR_LEADERS and not line.admitted.leads:
        return NotAllowed("leaders-only", _("Only the leaders can do that."))
    return None
