"""Database work of the rooms, on threads of their own.

Channels runs every query of a process through one shared thread, where one slow query freezes
every room; these threads belong to the rooms alone.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

THREADS = 8
POOL = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="room-rows")
P = ParamSpec("P")
R = TypeVar("R")


async def in_pool(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs `work` on a thread of the pool; connections too old are closed there."""
    run = database_sync_to_async(work, thread_sensitive=False, executor=POOL)
    result: R = await run(*args, **kwargs)
    return result
