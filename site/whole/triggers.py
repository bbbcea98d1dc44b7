"""The database hears itself what changes: no way of writing goes past it.

A signal would miss rows that are updated together, added in bulk or by hand. Triggers stand beside
the tables and not in migrations, because SQLite loses them when a migration makes a table anew:
`listen` runs after every `migrate` and sees what is there.
"""

import hashlib
from collections.abc import Iterator, Mapping

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from whole.watched import Ear, Watched, ears

PREFIX = "shown_"


def listen(using: str = "default") -> None:
    """Makes the triggers that are missing and drops those that nobody wants any more."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for ear in ears():
        if ear.changes in tables:
            _listen(ear, tables, connection)


def _listen(ear: Ear, tables: set[str], connection: BaseDatabaseWrapper) -> None:
    using = connection.alias
    wanted = {
        name: statement
        for one in ear.watched()
        if one.table in tables
        for name, statement in _triggers(ear, one, connection)
    }
    standing = triggers(using, prefix=ear.prefix)
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for about in {one.about for one in ear.watched()}:
                cursor.execute(_function(ear, about))
        for name, table in standing.items():
            if name not in wanted:
                cursor.execute(_drop(name, table, connection))
        for name, statement in wanted.items():
            if name not in standing:
                cursor.execute(statement)


def triggers(using: str = "default", *, prefix: str = PREFIX) -> Mapping[str, str]:
    """Our triggers as they stand, with the table of each."""
    connection = connections[using]
    ask = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgname LIKE %s"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask, [f"{prefix}%"])
        return dict(cursor.fetchall())


def _triggers(ear: Ear, one: Watched, connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Name and statement of each trigger of a table; the name tells what it hears."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in one.columns)
    updates = f"UPDATE OF {columns}" if columns else "UPDATE"
    events = ["INSERT", "DELETE", updates] if one.comes else ["DELETE", updates]
    for event, does in _what_to_do(ear, one, events, connection):
        rule = f"AFTER {event} ON {quote(one.table)} {does}"
        name = ear.prefix + hashlib.sha256(rule.encode()).hexdigest()[:20]
        yield name, f"CREATE TRIGGER {quote(name)} {rule}"


def _what_to_do(
    ear: Ear, one: Watched, events: list[str], connection: BaseDatabaseWrapper
) -> Iterator[tuple[str, str]]:
    """Events, and what a trigger does about them: once for a statement where that is enough."""
    if connection.vendor == "postgresql":
        each = "ROW" if one.about else "STATEMENT"
        emptied = [] if one.about else ["TRUNCATE"]
        does = f"FOR EACH {each} EXECUTE FUNCTION {_function_name(ear, one.about)}()"
        yield " OR ".join([*events[:-1], *emptied, events[-1]]), does
        return
    for event in events:
        row = "OLD" if event == "DELETE" else "NEW"
        yield event, f"BEGIN {_note(ear, one.about, row, nothing='(id) VALUES (NULL)')}; END"


def _note(ear: Ear, about: str, row: str, *, nothing: str) -> str:
    """The statement that adds the change; `nothing` adds one that notes nothing."""
    noted = f'("{ear.notes_in}") VALUES ({row}."{about}")' if about else nothing
    return f'INSERT INTO "{ear.changes}" {noted}'


def _drop(name: str, table: str, connection: BaseDatabaseWrapper) -> str:
    quote = connection.ops.quote_name
    where = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER {quote(name)}{where}"


def _function_name(ear: Ear, about: str) -> str:
    return f"{ear.name}_{about}" if about else ear.name


def _function(ear: Ear, about: str) -> str:
    new, old = (_note(ear, about, row, nothing="DEFAULT VALUES") for row in ("NEW", "OLD"))
    body = f"IF TG_OP = 'DELETE' THEN {old}; ELSE {new}; END IF" if about else new
    return (
        f"CREATE OR REPLACE FUNCTION {_function_name(ear, about)}() RETURNS trigger"
        f" LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    )
