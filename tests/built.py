"""What takes seconds to build, built once a run: every file of tests gets the same rows back."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from tests.databases import one_at_a_time
from tests.emptied import GivesBackTheFirstRows, Rows


def built(folder: Path, build: Callable[[], object]) -> None:
    """The database as `build` makes it of a fresh one, inside the caller's transaction.

    The first process of a run builds; its rows are kept in `folder`, which is the run's. `build`
    must write nothing but rows.
    """
    kept = folder / "rows.pickle"
    with one_at_a_time(folder):
        if not kept.exists():
            build()
            folder.mkdir(exist_ok=True)
            kept.write_bytes(pickle.dumps(_rows()))
            return
    _put(pickle.loads(kept.read_bytes()))


def _rows() -> dict[str, Rows]:
    return _operations().rows_of(_tables())


def _put(rows: dict[str, Rows]) -> None:
    """Twice: what the database itself notes of the first time (`whole`) is not what it noted when
    the rows were built."""
    for _ in range(2):
        there = _rows()
        for table in sorted(there.keys() | rows):
            if there.get(table, []) != rows.get(table, []):
                _operations().put_rows(table, rows.get(table, []))
    assert _rows() == rows
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def _tables() -> list[str]:
    """All but SQLite's index of words, which the database writes by itself."""
    found = connection.introspection.django_table_names(only_existing=True)
    return [table for table in found if not table.endswith("_fts")]


def _operations() -> GivesBackTheFirstRows:
    return cast("GivesBackTheFirstRows", connection.ops)
