"""A database that would lose letters is refused before it has a table."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests.databases import REPOSITORY

pytestmark = pytest.mark.postgresql


@pytest.fixture(params=["SQL_ASCII", "LATIN1", "UTF8"])
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The encoding and the URL of an empty database that keeps its text so."""
    server, name = os.environ["DATABASE_URL"], f"ek_letters_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE 'C' LC_CTYPE 'C'"
            ).format(sql.Identifier(name), sql.Literal(request.param))
        )
    yield request.param, urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_only_a_database_that_keeps_every_letter_is_migrated(database: tuple[str, str]) -> None:
    encoding, url = database
    # One table is enough to see that it goes on.
    run = subprocess.run(
        [sys.executable, "manage.py", "migrate", "contenttypes", "0001"],
        cwd=REPOSITORY,
        env=os.environ | {"EVENKEEL_MODE": "test", "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    with psycopg.connect(url) as connection:
        [tables] = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() or (0,)
    if encoding == "UTF8":
        assert run.returncode == 0, run.stderr
        assert tables
        return
    assert run.returncode != 0
    assert f"keeps its text as {encoding}" in run.stderr
    assert "--encoding UTF8" in run.stderr
    assert not tables
