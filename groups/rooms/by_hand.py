"""What statements written by hand have to know of the two databases: ids, moments, lists of ids.

A look, and whoever comes in, ask the same few things again and again: to put such a query together
takes the ORM 0.3 to 4 ms, before the database sees it.
"""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)


def ask(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement returns; its parameters are named: `%(rooms)s`."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def is_among(name: str) -> str:
    """`= ANY(…)`, with a parameter of that name that `ids` makes: one, however many ids."""
    if connection.vendor == "postgresql":
        return f"= ANY(%({name})s)"
    return f"IN (SELECT value FROM json_each(%({name})s))"  # noqa: S608  (our own names)


def ids(found: Collection[UUID]) -> Any:
    """Ids as the one parameter that `is_among` takes."""
    if connection.vendor == "postgresql":
        return list(found)
    return json.dumps([one.hex for one in found])


def locking(table: str) -> str:
    """The end of a statement that locks the rows it reads; SQLite has one writer as it is."""
    return f" FOR UPDATE OF {table}" if connection.vendor == "postgresql" else ""


def lines_of(expression: str) -> str:
    """What an expression is in all rows of a question, one to a line."""
    if connection.vendor == "postgresql":
        return f"STRING_AGG({expression}, CHR(10))"
    return f"GROUP_CONCAT({expression}, CHAR(10))"


def list_of(found: Collection[UUID]) -> RawSQL:
    """Ids for a query of the ORM, as one parameter: a thousand are put together in no time."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::uuid[])", [ids(found)])
    return RawSQL("SELECT value FROM json_each(%s)", [ids(found)])


def key(of: UUID) -> Any:
    """One id as a parameter."""
    return of if connection.vendor == "postgresql" else of.hex


def moment(at: datetime) -> Any:
    """A moment as a parameter."""
    return connection.ops.adapt_datetimefield_value(at)


def id_of(value: Any) -> UUID:
    """An id that a statement returned."""
    return value if isinstance(value, UUID) else UUID(value)


def moment_of(value: Any) -> datetime | None:
    """A moment that a statement returned, aware and in UTC."""
    if value is None:
        return None
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    found: datetime = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return found


class Columns(Generic[M]):
    """All columns of a model, to be read by hand and made into its object: `of` names its table."""

    def __init__(self, model: type[M], of: str) -> None:
        self._model = model
        fields = model._meta.concrete_fields
        self._names = [field.attname for field in fields]
        self._changes = [_change(field) for field in fields]
        self.sql = ", ".join(f'{of}."{field.column}"' for field in fields)

    def take(self, values: Iterator[Any]) -> M:
        """The object of the next columns of a row."""
        made = [change(next(values)) for change in self._changes]
        return self._model.from_db(None, self._names, made)


def _change(field: Any) -> Callable[[Any], Any]:
    """From what the database returned to what the field holds; they differ on SQLite alone."""
    of = field.target_field if field.is_relation else field
    kind = of.get_internal_type()
    if kind == "UUIDField":
        return lambda value: None if value is None else id_of(value)
    if kind == "DateTimeField":
        return moment_of
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
