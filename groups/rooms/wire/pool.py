"""Database work of the rooms, on threads of their own.

Channels runs every query of a process through one shared thread, where one slow query freezes
every room; these threads belong to the rooms alone, and no session may take more than its share.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections, connection

THREADS = 8
# Behind a room whose row is locked two threads wait; the other six are there for the other rooms.
SHARE = 2
LOOK_AFTER_EVERY = 1.0
POOL = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="room-rows")
P = ParamSpec("P")
R = TypeVar("R")
_shares: WeakValueDictionary[object, asyncio.Semaphore] = WeakValueDictionary()
_thread = threading.local()


async def in_pool(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs `work` on a thread of the pool; connections too old are closed there.

    By asgiref, which hands over what Django knows of the reader; a copied context does not.
    """
    run = sync_to_async(_with_a_connection, thread_sensitive=False, executor=POOL)
    result: R = await run(partial(work, *args, **kwargs))
    return result


async def without_words(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for work that says nothing to anybody, so needs no language: at half the price."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(POOL, _with_a_connection, partial(work, *args, **kwargs))


async def in_share(session: UUID, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """As `in_pool`, for work that may have to wait for a lock of that session's room."""
    async with share_of(session):
        return await in_pool(work, *args, **kwargs)


@asynccontextmanager
async def share_of(session: UUID) -> AsyncIterator[None]:
    """One of the threads that a session may have."""
    async with _share(session, SHARE):
        if connection.vendor != "sqlite":
            yield
            return
        async with the_writer():
            yield


async def as_writer(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`without_words` for work that writes and waits for no room: after whoever writes now."""
    if connection.vendor != "sqlite":
        return await without_words(work, *args, **kwargs)
    async with the_writer():
        return await without_words(work, *args, **kwargs)


def the_writer() -> asyncio.Semaphore:
    """SQLite has one at a time: threads that wait for it would only sleep and try again."""
    return _share("the writer", 1)


def _share(key: object, most: int) -> asyncio.Semaphore:
    """Kept for as long as somebody waits for it or has it."""
    found = _shares.get(key)
    if found is None:
        found = _shares[key] = asyncio.Semaphore(most)
    return found


def _with_a_connection(work: Callable[[], R]) -> R:
    """Does it on this thread's connection, which is looked after once a second and after errors.

    More often would ask the server before every frame whether it is still there.
    """
    if time.monotonic() >= getattr(_thread, "look_after_at", 0.0):
        close_old_connections()
        _thread.look_after_at = time.monotonic() + LOOK_AFTER_EVERY
    try:
        return work()
    except DatabaseError:
        close_old_connections()
        raise
