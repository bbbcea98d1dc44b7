"""What is lacking is said once in the log, with the next step, and `ready` is red for it."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.outbox.sink import free_port
from tests.running import RunningSite, wait_until

FORGET_A_MIGRATION = (
    "from django.db import connection\n"
    "connection.cursor().execute(\"DELETE FROM django_migrations WHERE app = 'whole'\")"
)
REMEMBER = "from django.core.management import call_command; call_command('migrate', fake=True)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A web process that somebody started alone: nothing collected, nothing migrated, no worker."""
    env = {"COLLECTED_STATIC": "true"}
    running = RunningSite(tmp_path_factory.mktemp("lacking"), free_port(), env, worker=False)
    try:
        running.start(prepare=lambda site: site.run(FORGET_A_MIGRATION))
        yield running
    finally:
        running.stop()


def lines(site: RunningSite, words: str) -> list[dict[str, object]]:
    said = [json.loads(line) for line in site.log("web").splitlines() if line.startswith("{")]
    return [line for line in said if words in line["event"]]


def said(site: RunningSite, words: str) -> None:
    """Waits for a line and sees that it is the only one."""
    wait_until(lambda: lines(site, words), timeout=60, what=words)
    assert len(lines(site, words)) == 1, site.log("web")


def ready(site: RunningSite, host: str = "") -> httpx.Response:
    headers = {"Host": host} if host else {}
    return httpx.get(f"{site.url}/healthz/ready", headers=headers)


def test_the_server_says_where_it_listens(site: RunningSite) -> None:
    said(site, f"http://127.0.0.1:{site.port}")


def test_what_is_missing_at_the_start_is_said_once_and_ready_is_red(site: RunningSite) -> None:
    for _ in range(2):
        answer = ready(site)
        assert answer.status_code == 503
        told = answer.json()
        assert (told["ready"], told["database"], told["static"]) == (False, True, False)
        assert told["migrations"] > 0
    said(site, "migrations to go. First: manage.py migrate")
    said(site, "First: manage.py collectstatic")
    assert not lines(site, "Service Unavailable")


def test_without_a_worker_it_is_said_until_one_runs(site: RunningSite) -> None:
    site.run(REMEMBER)
    told = ready(site).json()
    assert told["migrations"] == 0
    assert told["late"] == sorted(told["jobs"])
    said(site, "No worker runs: letters, deadlines and payments wait. Start: manage.py worker")
    said(site, "No longer lacking: migrations")
    site.manage("worker", "--once")
    assert ready(site).json()["late"] == []
    said(site, "No longer lacking: worker")


def test_a_host_that_a_proxy_did_not_pass_on_is_said_once_and_ready_is_red(
    site: RunningSite,
) -> None:
    for _ in range(2):
        answer = ready(site, host="127.0.0.2:8000")
        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "host": False}
        assert httpx.get(site.url, headers={"Host": "127.0.0.2:8000"}).status_code == 400
    said(site, "A request for the host 127.0.0.2:8000 was refused")
    for number in range(9):
        httpx.get(site.url, headers={"Host": f"guess{number}.example"})
    assert len(lines(site, "was refused: the site has another name")) == 5
    assert "host" not in ready(site).json()
