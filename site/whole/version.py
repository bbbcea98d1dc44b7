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
from whole.models import Change, ChangeAround

T = TypeVar("T")
# More rows than these are swept up by the worker.
MOST_CHANGES = 2_000


def _told_by(table: str) -> str:
    """The newest row and how many there are, as text. The newest alone would not do: of two
    transactions the one that began first may end last."""
    return f"(SELECT COALESCE(MAX(id), 0) || '.' || COUNT(*) FROM {table})"  # noqa: S608  (our names)


_TOLD = f"{_told_by(Change._meta.db_table)} || '/' || {_told_by(ChangeAround._meta.db_table)}"
_ASK = f"SELECT {_TOLD}"
_known: ContextVar[str] = ContextVar("version", default="")
_here: Memo[Any] = Memo(64)


def version() -> str:
    """What it is now. One query; another answer after every commit that changed something.

    Behind the slash stands the version of what is around every page.
    """
    # Written out: what Django takes to put this together is ten times what the database takes.
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        told: str = cursor.fetchone()[0]
    return told


def version_column() -> RawSQL:
    """The version as a column of a question that is asked anyway."""
    return RawSQL(f"({_TOLD})", (), output_field=TextField())  # noqa: S611  (our names)


def told_version() -> str:
    """The version that this page was told; empty where nobody asked."""
    return _known.get()


def told_around() -> str:
    """Of that, the version of what stands around every page; empty where nobody asked."""
    return _known.get().partition("/")[2]


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
    return _kept(key, read, _known.get(), seconds)


def kept_around(key: str, read: Callable[[], T], *, seconds: int) -> T:
    """The same for what stands around every page: read anew when that changes, and not with each
    seat that is sold."""
    return _kept(key, read, told_around(), seconds)


def _kept(key: str, read: Callable[[], T], told: str, seconds: int) -> T:
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
    return sum(_sweep(changes) for changes in (Change, ChangeAround))


def _sweep(changes: type[Change | ChangeAround]) -> int:
    ids = changes.objects.order_by("-pk").values_list("pk", flat=True)  # type: ignore[attr-defined]
    if ids.count() <= MOST_CHANGES:
        return 0
    return changes.objects.filter(pk__lt=ids[0]).delete()[0]  # type: ignore[attr-defined]
