"""Locks between processes that end with the process that holds them, even one killed with -9.

On PostgreSQL an advisory lock of the connection, on SQLite (one machine by nature) a locked file.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import Error, connection


@contextmanager
def held_by_one(name: str) -> Iterator[bool]:
    """Yields True if the lock `name` is now ours, False if another process or thread has it.

    It never waits. The lock ends with the block.
    """
    if connection.vendor == "postgresql":
        with _advisory_lock(name) as held:
            yield held
    else:
        with _file_lock(name) as held:
            yield held


@contextmanager
def _advisory_lock(name: str) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        row = cursor.fetchone()
    held = bool(row and row[0])
    backend = connection.connection
    try:
        yield held
    finally:
        # A connection lost on the way took its lock with it.
        if held and connection.connection is backend and connection.is_usable():
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
            except Error:
                connection.close()


@contextmanager
def _file_lock(name: str) -> Iterator[bool]:
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
