"""Databases that a committing test leaves as it found them, cheaply.

Django empties all of the 130 tables after such a test and then makes content types and permissions
anew, which takes longer than most tests. Here the tables that hold rows get back the rows that the
migrations left in them, and only where they differ. Foreign keys are checked at the end of the
transaction, so that the order of the tables does not matter.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import transaction

Rows = list[tuple[Any, ...]]


class GivesBackTheFirstRows:
    """What both databases have in common; stands before Django's own operations."""

    connection: Any
    quote_name: Any
    # Of all connections: a thread, and a test that has a browser's loop beside it, has its own.
    first_rows: ClassVar[dict[str, Rows]] = {}

    def remember_first_rows(self) -> None:
        """Takes what is there now for what shall be there after every test."""
        tables = self.connection.introspection.django_table_names(only_existing=True)
        self.first_rows.update(self.rows_of(tables))

    def rows_of(self, tables: Sequence[str]) -> dict[str, Rows]:
        """The rows of those tables that hold any."""
        return {table: self._rows(table) for table in self._filled(tables)}

    def put_rows(self, table: str, rows: Rows) -> None:
        """Gives a table these rows and no others."""
        name = self.quote_name(table)
        with self.connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {name}")
            if rows:
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {name} VALUES ({places})", rows)

    def sql_flush(
        self,
        style: Any,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        """Gives every table its first rows back; leaves nothing for Django to do."""
        with transaction.atomic():
            for table in self._filled(tables) | set(self.first_rows):
                first = self.first_rows.get(table, [])
                if not first or self._rows(table) != first:
                    self.put_rows(table, first)
        return []

    def _filled(self, tables: Sequence[str]) -> set[str]:
        looks = [
            f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {self.quote_name(table)})"
            for number, table in enumerate(tables)
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looks))
            return {tables[number] for (number,) in cursor.fetchall()}

    def _rows(self, table: str) -> Rows:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self.quote_name(table)} ORDER BY 1")
            return list(cursor.fetchall())
