"""Questions that are put together once and asked many times.

Django takes five to ten times as long to write a statement as the database to answer it (0.4 ms for
0.05). A question is an ordinary queryset with places in it for what is asked about each time:

    _seat = Asked(lambda: Seat.objects.filter(pk=Given("pk", Seat._meta.pk)))
    [seat] = _seat(pk=pk)
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A place in a question, by the name under which its value is given; of `field`'s kind."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """A parameter, which is this place itself until a value is put there."""
        return "%s", [self]

    def put(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """What is given for this place, as the database takes it. Raises KeyError for nothing."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


class _Written:
    """A queryset's statement, and the columns of its answer."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.using = queryset.db
        self.compiler: Any = queryset.query.get_compiler(using=self.using)
        self.statement, self.params = self.compiler.as_sql()
        self.select = self.compiler.select
        self.converters = self.compiler.get_converters([column[0] for column in self.select])

    def rows(self, given: dict[str, Any]) -> Iterable[Any]:
        """The answer to what is given, each value as its field has it."""
        connection = connections[self.using]
        params = [
            param.put(given, connection) if isinstance(param, Given) else param
            for param in self.params
        ]
        try:
            with connection.cursor() as cursor:
                cursor.execute(self.statement, params)
                rows: Iterable[Any] = cursor.fetchall()
        except OverflowError:  # a number beyond all columns of SQLite is in no row
            return []
        if not self.converters:
            return rows
        converted: Iterable[Any] = self.compiler.apply_converters(rows, self.converters)
        return converted


class AskedValues:
    """A queryset's `values_list` whose statement is written once; asking returns its rows."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build

    @cached_property
    def _written(self) -> _Written:
        return _Written(self._build())

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows for what is given, by the names of the places."""
        return [tuple(row) for row in self._written.rows(given)]


class Asked(Generic[M]):
    """A queryset whose statement is written once; asking returns its rows as objects in a list.

    What a queryset of models can hold: `select_related`, `only`, annotations; nothing prefetched.
    """

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    @cached_property
    def _written(self) -> "_WrittenObjects[M]":
        return _WrittenObjects(self._build())

    def __call__(self, **given: Any) -> list[M]:
        """The rows for what is given, by the names of the places."""
        written = self._written
        return [written.object(row) for row in written.rows(given)]


class _WrittenObjects(_Written, Generic[M]):
    """How a row becomes an object: as in Django's ModelIterable, which finds it out each time."""

    def __init__(self, queryset: QuerySet[M]) -> None:
        super().__init__(queryset)
        found = self.compiler.klass_info
        columns = found["select_fields"]
        self.model: type[M] = found["model"]
        self.own = slice(columns[0], columns[-1] + 1)
        self.names = [column[0].target.attname for column in self.select[self.own]]
        self.related = get_related_populators(  # type: ignore[call-arg]  # typed for a later Django
            found, self.select, self.using
        )
        self.annotations = self.compiler.annotation_col_map or {}

    def object(self, row: Any) -> M:
        """One row of the answer."""
        found = self.model.from_db(self.using, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, found)
        for name, column in self.annotations.items():
            setattr(found, name, row[column])
        return found
