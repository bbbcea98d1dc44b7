"""The database goes away under a running worker and comes back; the worker is still there."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
import stripe

from tests.bars import bar
from tests.outbox.sink import Sink, free_port, start_sink
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
        wait_until(lambda: len(sink.messages) >= 5, timeout=60, what="the first letters")
        with database_away(site):
            threading.Event().wait(AWAY_SECONDS)
        wait_until(lambda: len(set(sink.message_ids())) == 60, timeout=90, what="every letter")
        assert site.terminate("worker") == 0
    finally:
        site.stop()
        controller.stop()
    assert sorted(set(sink.message_ids())) == sorted(posted)


@contextmanager
def nobody_can_write(site: RunningSite) -> Iterator[None]:
    """Somebody holds what a stored event is written to, and does not let go."""
    url = site.database_url
    if url.startswith("postgres"):
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE payments_stripeevent IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()
        return
    with closing(sqlite3.connect(urlsplit(url).path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def send_event(site: RunningSite, number: int) -> int:
    """A signed event, which is written down before it is answered. Returns the status."""
    event = {"id": f"evt_{number}", "type": "none", "livemode": False, "data": {"object": {}}}
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(
        body, "whsec_sandbox", timestamp=int(time.time())
    )
    return httpx.post(
        f"{site.url}/stripe/webhook/",
        content=body,
        headers={"Stripe-Signature": signature},
        timeout=60,
    ).status_code


def _hangs(site: RunningSite) -> bool:
    """Whether an ordinary page, which needs nothing that is locked, gets no turn."""
    try:
        httpx.get(f"{site.url}/no-such-page/", timeout=bar(2))
    except httpx.ReadTimeout:
        return True
    return False


@pytest.mark.race
def test_crisis_help_does_not_wait_where_every_page_waits_for_the_database(tmp_path: Path) -> None:
    with (
        RunningSite(tmp_path, free_port(), worker=False) as site,
        ThreadPoolExecutor(max_workers=16) as pool,
    ):
        assert send_event(site, 0) == 200
        with nobody_can_write(site):
            waiting = [pool.submit(send_event, site, number) for number in range(1, 17)]
            wait_until(lambda: _hangs(site), timeout=60, what="every page waits")
            for address in ("/help/", "/help/DE/", "/help/accent.css", "/healthz/live"):
                assert httpx.get(site.url + address, timeout=60).status_code == 200, address
            assert not any(each.done() for each in waiting)  # or they proved nothing
        assert {each.result() for each in waiting} == {200}
