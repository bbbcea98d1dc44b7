"""What is said at once is kept together with whatever else waits to be kept."""

import asyncio
from uuid import UUID

from django.db import OperationalError, connection

from groups.rooms.kernel.log import Event
from groups.rooms.kernel.saying import Saying, say_at_once, say_together
from groups.rooms.wire.pool import share_of, the_writer, without_words

MOST_AT_ONCE = 100


class Scribe:
    """Keeps what people say, in the order in which they said it.

    On SQLite a transaction waits for the disk, and whatever comes meanwhile goes into the next one:
    nobody waits for company, and a full evening waits no longer than one voice.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Saying, asyncio.Future[Event | None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, session: UUID, said: Saying) -> Event | None:
        """The event once it is committed; None where anything spoke against it.

        Raises DatabaseError: then nothing was kept, as far as anybody knows.
        """
        if connection.vendor != "sqlite":
            async with share_of(session):
                return await without_words(say_at_once, said)
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[Event | None] = loop.create_future()
        self._waiting.append((said, kept))
        if self._writing is None:
            self._writing = loop.create_task(self._write())
        return await kept

    async def _write(self) -> None:
        try:
            while self._waiting:
                async with the_writer():
                    batch = self._waiting[:MOST_AT_ONCE]
                    del self._waiting[:MOST_AT_ONCE]
                    await self._write_down(batch)
        finally:
            self._writing = None

    async def _write_down(self, batch: list[tuple[Saying, asyncio.Future[Event | None]]]) -> None:
        try:
            events = await without_words(say_together, [said for said, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, OperationalError):
                for one in batch:  # whoever's it was, the others are not to suffer for it
                    await self._write_down([one])
                return
            for _, kept in batch:
                if not kept.done():
                    kept.set_exception(error)
        else:
            for (_, kept), event in zip(batch, events, strict=True):
                if not kept.done():
                    kept.set_result(event)
