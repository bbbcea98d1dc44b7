"""The version of everything that visitors are shown, and what is kept as long as it holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from whole.here import Memo
from whole.models import Change

T = TypeVar("T")
# More rows than these are swept up by the worker.
MOST_CHANGES = 2_000
_ASK = f"SELECT MAX(id), COUNT(*) FROM {Change._meta.db_table}"  # noqa: S608  (our name)
# The same as `version` writes it, within another question.
_AS_COLUMN = f"(SELECT COALESCE(MAX(id), 0) || '.' || COUNT(*) FROM {Change._meta.db_table})"  # noqa: S608
_known: ContextVar[str] = ContextVar("version", default="")
_here: Memo[Any] = Memo(64)


def version() -> str:
    """What it is now. One query; another answer after every commit that changed something.

    The newest row alone would not do: of two transactions the one that began first may end last.
    """
    newest, rows = _newest_and_rows()
    return f"{newest}.{rows}"


def _newest_and_rows() -> tuple[int, int]:
    # Written out: what Django takes to put this together is ten times what the database takes.
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        newest, rows = cursor.fetchone()
    return newest or 0, rows


def version_column() -> RawSQL:
    """The version as a column of a question that is asked anyway."""
    return RawSQL(_AS_COLUMN, (), output_field=TextField())  # noqa: S611  (our name)


def told_version() -> str:
    """The version that this page was told; empty where nobody asked."""
    return _known.get()


@contextmanager
def known_version(told: str) -> Iterator[None]:
    """Within the block, what `kept` returns is at least as new as this version."""
    token = _known.set(told)
    try:
        yield
    finally:
        _known.reset(token)


def kept(key: str, read: Callable[[], T], *, seconds: int) -> T:
    """`read()` as the cache has it, at most `seconds` old.

    Where the version is known, it is read anew for each, and kept in this process as well.
    """
    told = _known.get()
    if not told:
        return _cached(key, read, "", seconds)
    value: T = _here.get((key, told), lambda: _cached(key, read, told, seconds))
    return value


def _cached(key: str, read: Callable[[], T], told: str, seconds: int) -> T:
    found: tuple[str, T] | None = cache.get(key)
    if found is not None and (not told or found[0] == told):
        return found[1]
    value = read()
    cache.set(key, (told, value), seconds)
    return value


def sweep() -> int:
    """Deletes old rows once there are many; returns how many went. The newest stays, so that no
    version comes twice."""
    newest, rows = _newest_and_rows()
    if rows <= MOST_CHANGES:
        return 0
    return Change.objects.filter(pk__lt=newest).delete()[0]
