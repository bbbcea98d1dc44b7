"""Fresh, migrated databases for running sites: migrated once, copied for each."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parent.parent
FILE_NAME = "evenkeel.sqlite3"


def make_template() -> None:
    """Migrates the database that all others are copies of, where that has not been done yet."""
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        _server_template(server)
    else:
        _file_template()


def fresh_database(data_dir: Path) -> str:
    """Makes a migrated database and returns its URL.

    A file in `data_dir`, or, where DATABASE_URL names a PostgreSQL server, a database of a new name
    there; give it back with `drop_database`.
    """
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        name = f"ek_run_{uuid.uuid4().hex[:12]}"
        _copy_template(server, name)
        return _with_name(server, name)
    data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_file_template(), data_dir / FILE_NAME)
    return f"sqlite:///{data_dir / FILE_NAME}"


def fill_test_database(settings: dict[str, Any], name: str) -> None:
    """Puts a migrated database where pytest-django is about to look for one called `name`.

    `settings` is Django's entry for the database. Migrating costs half a minute of one processor,
    which every run of every test file would pay; a copy costs nothing.
    """
    if "sqlite" in settings["ENGINE"]:
        for leftover in ("-wal", "-shm"):
            Path(f"{name}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(_file_template(), name)
        return
    drop_test_database(name)
    _copy_template(os.environ["DATABASE_URL"], name)


def drop_test_database(name: str) -> None:
    """Removes a database of that name from the server of DATABASE_URL, where there is one."""
    drop_database(_with_name(os.environ["DATABASE_URL"], name))


def drop_database(url: str) -> None:
    """Removes a database of `fresh_database` from its server; a file goes with its folder."""
    if url.startswith("postgres"):
        with _maintenance(url) as connection:
            name = sql.Identifier(urlsplit(url).path.lstrip("/"))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _file_template() -> Path:
    folder = Path(tempfile.gettempdir()) / f"evenkeel-template-{os.getuid()}-{_schema()}"
    with one_at_a_time(folder):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _migrate(f"sqlite:///{folder / FILE_NAME}", folder)
            (folder / "done").touch()
    return folder / FILE_NAME


def _copy_template(server: str, name: str) -> None:
    template = _server_template(server)
    with _maintenance(server) as connection:
        own = sql.Identifier(name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(own, sql.Identifier(template))
        )
        # No test cuts the server's power: nobody waits for a disk that may be busy.
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(own))


def _server_template(server: str) -> str:
    name = f"ek_template_{_schema()}"
    folder = Path(tempfile.gettempdir()) / f"evenkeel-template-{os.getuid()}-server"
    with one_at_a_time(folder), _maintenance(server) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not found.fetchone():
            unfinished = sql.Identifier(f"{name}_unfinished")
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(unfinished)
            )
            connection.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
            _migrate(_with_name(server, f"{name}_unfinished"), folder)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(name))
            )
    return name


def _schema() -> str:
    """Changes whenever a migration or a package does, or what the database listens to."""
    digest = hashlib.sha256((REPOSITORY / "requirements.txt").read_bytes())
    heard = ["site/whole/*.py", "groups/rooms/kernel/changes.py", "*/apps.py", "site/*/apps.py"]
    for path in sorted(
        path for name in ("**/migrations/0*.py", *heard) for path in REPOSITORY.glob(name)
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _migrate(url: str, data_dir: Path) -> None:
    env = os.environ | {
        "DATABASE_URL": url,
        "EVENKEEL_MODE": "test",
        "EVENKEEL_DATA": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Whoever else wants to make this folder, in any process, waits."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _maintenance(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(_with_name(url, "postgres"), autocommit=True)


def _with_name(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))
