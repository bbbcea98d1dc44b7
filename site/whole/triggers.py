"""The database hears itself what changes: no way of writing goes past it.

A signal would miss rows that are updated together, added in bulk or by hand. Triggers stand beside
the tables and not in migrations, because SQLite loses them when a migration makes a table anew:
`listen` runs after every `migrate` and sees what is there.
"""

import hashlib
from collections.abc import Iterator, Mapping

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from whole.models import Change
from whole.watched import Watched, watched

PREFIX = "shown_"
FUNCTION = "shown_to_visitors"


def listen(using: str = "default") -> None:
    """Makes the triggers that are missing and drops those that nobody wants any more."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if Change._meta.db_table not in tables:
        return
    wanted = {
        name: statement
        for one in watched()
        if one.table in tables
        for name, statement in _triggers(one, connection)
    }
    standing = triggers(using)
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_function())
        for name, table in standing.items():
            if name not in wanted:
                cursor.execute(_drop(name, table, connection))
        for name, statement in wanted.items():
            if name not in standing:
                cursor.execute(statement)


def triggers(using: str = "default") -> Mapping[str, str]:
    """Our triggers as they stand, with the table of each."""
    connection = connections[using]
    ask = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgname LIKE %s"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def _triggers(one: Watched, connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Name and statement of each trigger of a table; the name tells what it hears."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in one.columns)
    updates = f"UPDATE OF {columns}" if columns else "UPDATE"
    if connection.vendor == "postgresql":
        does = f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        events = [f"INSERT OR DELETE OR TRUNCATE OR {updates}"]
    else:
        changes = quote(Change._meta.db_table)
        does = f"BEGIN INSERT INTO {changes} (id) VALUES (NULL); END"  # noqa: S608  (our name)
        events = ["INSERT", "DELETE", updates]
    for event in events:
        rule = f"AFTER {event} ON {quote(one.table)} {does}"
        name = PREFIX + hashlib.sha256(rule.encode()).hexdigest()[:20]
        yield name, f"CREATE TRIGGER {quote(name)} {rule}"


def _drop(name: str, table: str, connection: BaseDatabaseWrapper) -> str:
    quote = connection.ops.quote_name
    where = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER {quote(name)}{where}"


def _function() -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f' BEGIN INSERT INTO "{Change._meta.db_table}" DEFAULT VALUES; RETURN NULL; END $$'
    )
