"""The database goes away under a running worker and comes back; the worker is still there."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.outbox.sink import Sink, start_sink
from tests.running import RunningSite, wait_until
from tests.worker.test_kills import POST_LETTERS

AWAY_SECONDS = 3


@contextmanager
def database_away(site: RunningSite) -> Iterator[None]:
    """PostgreSQL: connections are cut again and again. SQLite: somebody holds the write lock."""
    url = site.database_url
    over = threading.Event()
    if not url.startswith("postgres"):
        file = urlsplit(url).path
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
        return

    def cut() -> None:
        name = urlsplit(url).path.lstrip("/")
        server = url.replace(f"/{name}", "/postgres")
        with psycopg.connect(server, autocommit=True) as connection:
            while not over.wait(0.2):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [name],
                )

    cutter = threading.Thread(target=cut)
    cutter.start()
    yield
    over.set()
    cutter.join()


@pytest.mark.race
def test_a_worker_outlives_a_database_that_goes_away(tmp_path: Path) -> None:
    sink = Sink(delay=0.1)
    controller = start_sink(sink)
    env = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "OUTBOX_LEASE_SECONDS": "2"}
    site = RunningSite(tmp_path, 0, env, web=False)
    posted: list[str] = []
    try:
        site.start(
            prepare=lambda site: posted.extend(site.run(POST_LETTERS.format(count=60)).split())
        )
        wait_until(lambda: len(sink.messages) >= 5, timeout=30, what="the first letters")
        with database_away(site):
            threading.Event().wait(AWAY_SECONDS)
        wait_until(lambda: len(set(sink.message_ids())) == 60, timeout=90, what="every letter")
        assert site.terminate("worker") == 0
    finally:
        site.stop()
        controller.stop()
    assert sorted(set(sink.message_ids())) == sorted(posted)
