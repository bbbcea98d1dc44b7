"""A whole, consistent copy of the database while the site runs, and the way back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

# Who is signed in where. The name of a session opens it: whoever found a backup of this morning
# could go on as anybody, their second factor already shown.
SIGNED_IN = ("django_session", "usersessions_usersession")


class ToolMissing(Exception):
    """A program of PostgreSQL's is not installed; the message says which package has it."""


class CopyFailed(Exception):
    """The database could not be copied or put back; the message says what the tool said."""


def engine() -> str:
    """ "sqlite" or "postgresql": a backup goes back into the same kind only."""
    return connection.vendor


def dump_name() -> str:
    """The name of the database's file inside the archive."""
    return "database.sqlite3" if engine() == "sqlite" else "database.dump"


def dump_database(target: Path) -> None:
    """Writes a copy of the database to `target`, without the sessions of those who are signed in.

    Raises ToolMissing or CopyFailed. On SQLite through its backup API: copying the file of a
    running site loses what still stands in its write-ahead log.
    """
    if engine() == "sqlite":
        with closing(sqlite3.connect(_file())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            _forget_sessions(copy)
        _check(target)
    else:
        left_out = [f"--exclude-table-data={table}" for table in SIGNED_IN]
        _run(
            ["pg_dump", "--format=custom", "--no-owner", "--no-acl", *left_out, f"--file={target}"]
        )


def _forget_sessions(copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA secure_delete = ON")  # overwritten, not only left out of the index
    for table in SIGNED_IN:
        copy.execute(f"DELETE FROM {table}")  # noqa: S608  (two names of ours)
    copy.commit()


def load_database(source: Path) -> None:
    """Replaces everything in the database with what `dump_database` wrote.

    All or nothing. Raises ToolMissing or CopyFailed; then the database is as it was.
    """
    connections.close_all()
    if engine() == "sqlite":
        _check(source)
        _file().parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(_file())) as live:
            copy.backup(live)
    else:
        script = source.with_suffix(".sql")
        empty = source.with_suffix(".empty.sql")
        # What a newer version added must go as well, or the old tables could not be put back.
        empty.write_text("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
        _run(["pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(source)])
        _run(
            [
                "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
                f"--file={empty}", f"--file={script}",
            ]
        )  # fmt: skip


def has_accounts() -> bool:
    """Whether anybody has an account here: a database that must not be lost by mistake."""
    if "accounts_account" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_account)")
        row = cursor.fetchone()
    return bool(row and row[0])


def _settings() -> dict[str, str]:
    return {name: str(value) for name, value in connection.settings_dict.items()}


def _file() -> Path:
    return Path(_settings()["NAME"])


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as copy:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CopyFailed(str(error)) from error
    if verdict != "ok":
        raise CopyFailed(f"SQLite finds the copy damaged: {verdict}")


def _run(command: Sequence[str]) -> None:
    if shutil.which(command[0]) is None:
        raise ToolMissing(f"{command[0]} is missing. On Debian: apt install postgresql-client")
    own = _settings()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    access = {variable: own[name] for variable, name in names.items() if own.get(name)}
    env = os.environ | access | {"PGDATABASE": own["NAME"]}
    done = subprocess.run(list(command), env=env, capture_output=True, text=True, check=False)  # noqa: S603  (fixed programs, no shell)
    if done.returncode != 0:
        raise CopyFailed(done.stderr.strip())
