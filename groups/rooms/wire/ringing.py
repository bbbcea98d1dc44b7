"""What processes tell each other over the Channels Redis layer: rings, words, calls.

Nothing hangs on it: what does not come, or comes twice or late, is found in the rows by the next
look.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from channels.layers import get_channel_layer
from django.conf import settings

from groups.rooms.wire.hub import LocalRoom
from vault.keys import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

GROUP = "rooms"


@dataclass(frozen=True)
class Words:
    """An event's number and frame; `alone`: it changes nothing that is not in the log."""

    seq: int
    frame: str
    alone: bool

    def sealed(self, room_id: UUID) -> dict[str, Any]:
        """Its shape on Redis, which reads none of it and can forge none."""
        sealed = seal(self.frame, bound_to=f"room bell:{room_id}:{self.seq}:{self.alone}")
        return {"seq": self.seq, "alone": self.alone, "sealed": sealed}


def has_words(room: LocalRoom, message: Mapping[str, Any]) -> bool:
    """Passes an event on that another process told; False if this one has to look all the same.

    Where nobody is inside nothing is passed on: whoever comes in reads the rows.
    """
    if "sealed" not in message:
        return False
    seq, alone = int(message["seq"]), bool(message["alone"])
    if room.sent is None or seq <= room.sent:
        return alone
    try:
        frame = unseal(message["sealed"], bound_to=f"room bell:{room.id}:{seq}:{alone}")
    except SealBroken:
        return False
    return room.pass_on(seq, frame) and alone


class Ringing:
    """The line to the other processes; `hear` gets each message of theirs. None without Redis."""

    def __init__(self, hear: Callable[[Mapping[str, Any]], None]) -> None:
        self._hear = hear
        self._name = ""
        self._waiting: list[dict[str, Any]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Listens from now on."""
        # What comes back from Redis under it is no news. Not made before: a process that is a copy
        # of another has a name of its own all the same.
        self._name = uuid4().hex
        if settings.REDIS_URL:
            self._spawn(self._listen())

    def tell(self, message: dict[str, Any]) -> None:
        """Tells the others; what is told in one turn of the loop travels together."""
        if not settings.REDIS_URL:
            return
        self._waiting.append(message)
        if len(self._waiting) == 1:
            self._spawn(self._publish())

    def tell_of(self, room_id: UUID, words: Words | None) -> None:
        """Tells the others that a room changed, with the words that were said there."""
        if settings.REDIS_URL:
            self.tell({"room": str(room_id), **(words.sealed(room_id) if words else {})})

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self) -> None:
        told, self._waiting = self._waiting, []
        try:
            rings = {"type": "rings", "by": self._name, "told": told}
            await get_channel_layer().group_send(GROUP, rings)
        except Exception as error:  # the layer may raise anything; the rows will tell
            logger.warning("room bell: no Redis", extra={"error": type(error).__name__})

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    heard = await layer.receive(channel)
                    if heard["by"] != self._name:
                        for message in heard["told"]:
                            self._hear(message)
            except Exception as error:
                logger.warning("room bell: no Redis", extra={"error": type(error).__name__})
                await asyncio.sleep(1)
