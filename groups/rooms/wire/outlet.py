"""What goes out to one socket."""

import asyncio
import logging
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from groups.rooms.closing import Reason

logger = logging.getLogger(__name__)

QUEUE = 256
Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
# The connection is gone, or the server has closed it: nobody is left to tell.
GONE = (OSError, RuntimeError)


class Outlet:
    """Sends at once while the socket takes it; a bounded queue, and a task that empties it, if not.

    Waking a task of its own for each socket took 3.2 µs a frame, this 1.5, and no task is kept.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[str] = deque()
        self._emptying: asyncio.Task[None] | None = None
        self.reason: Reason | None = None
        self.closed = False

    def offer(self, text: str) -> None:
        """Sends a frame or queues it; a reader that is 256 frames behind is told and cut off."""
        if self.closed:
            return
        if self._emptying is None:
            self._put({"type": "websocket.send", "text": text})
        elif len(self._queue) >= QUEUE:
            self._queue.clear()
            self.end(Reason.SLOW)
        else:
            self._queue.append(text)

    @property
    def presses(self) -> bool:
        """Whether so much waits that the task ought to have its turn before more is heard."""
        return len(self._queue) > QUEUE // 4

    def end(self, reason: Reason | None) -> None:
        """Closes the socket after what is queued has gone out; None is an ordinary goodbye."""
        if self.closed:
            return
        self.closed = True
        self.reason = reason
        if self._emptying is None:
            self._put(self._goodbye())

    def drop(self) -> None:
        """The socket is gone: what still waits is given up."""
        self.closed = True
        if self._emptying is not None:
            self._emptying.cancel()

    def _goodbye(self) -> dict[str, Any]:
        code = self.reason.code if self.reason else 1000
        words = self.reason.name.lower() if self.reason else ""
        return {"type": "websocket.close", "code": code, "reason": words}

    def _put(self, message: dict[str, Any]) -> None:
        """Sends by hand as far as it goes without waiting, which for most frames is to the end."""
        sending = self._send(message)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception as error:  # whoever tells everybody must not stop at one of them
            self._failed(error)
        else:
            rest = self._empty(_resumed(sending, waits_for), said_goodbye=self.closed)
            self._emptying = asyncio.get_running_loop().create_task(rest)

    async def _empty(self, begun: Coroutine[Any, Any, None], *, said_goodbye: bool) -> None:
        try:
            await begun
            while self._queue:
                await self._send({"type": "websocket.send", "text": self._queue.popleft()})
            if self.closed and not said_goodbye:
                await self._send(self._goodbye())
        except Exception as error:
            self._failed(error)
        finally:
            self._emptying = None

    def _failed(self, error: Exception) -> None:
        self.closed = True
        if not isinstance(error, GONE):
            logger.error("room socket failed", exc_info=error)


@types.coroutine
def _resumed(begun: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """A coroutine that was begun by hand and waits: from there on, in a task."""
    try:
        while True:
            try:
                heard = yield waits_for
            except BaseException as error:
                waits_for = begun.throw(error)
            else:
                waits_for = begun.send(heard)
    except StopIteration:
        return
