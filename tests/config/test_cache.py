"""Redis goes away and comes back: pages stay, and so do limits."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from clock.limits import within_limit
from config.cache import SharedCache
from pages.setup import set_up_site
from tests.bars import bar
from tests.factories import NOW
from tests.outbox.sink import free_port
from tests.running import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.redis]


class OwnRedis:
    """A Redis of this test alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        probe = SharedCache(self.url, {})
        wait_until(lambda: self._answers(probe), timeout=15, what="redis answers")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self, probe: SharedCache) -> bool:
        try:
            return bool(probe._cache.get_client().ping())
        except Exception:
            return False


@pytest.fixture
def redis(tmp_path: Path, settings: Settings) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path)
    own.start()
    settings.CACHES = {name: kept | shared(own.url) for name, kept in settings.CACHES.items()}
    yield own
    own.stop()


def shared(url: str) -> dict[str, object]:
    return {
        "BACKEND": "config.cache.SharedCache",
        "LOCATION": url,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }


def test_pages_and_sign_in_stand_while_redis_is_away(redis: OwnRedis, client: Client) -> None:
    set_up_site(name="Harbour", now=NOW)
    addresses = ["/", "/help/", "/lessons/", "/account/login/"]
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    redis.stop()
    began = time.monotonic()
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    asked = client.post("/account/login/", {"login": "zoe@example.org"})
    assert (asked.status_code, asked.headers["Location"]) == (302, "/account/login/code/confirm/")
    assert time.monotonic() - began < 20


def test_limits_hold_without_redis_and_go_back_to_it(redis: OwnRedis) -> None:
    def tries(key: str) -> list[bool]:
        return [within_limit(key, limit=2, seconds=600) for _ in range(3)]

    assert tries("before") == [True, True, False]
    redis.stop()
    assert tries("meanwhile") == [True, True, False]
    redis.start()
    other_process = SharedCache(redis.url, {})

    def shared_again() -> bool:
        cache.set("after", "kept", 60)
        return bool(other_process.get("after") == "kept")

    wait_until(shared_again, timeout=60, what="Redis is asked again")


def test_a_redis_that_hangs_is_not_waited_for_again_and_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes connections and says nothing
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        silent = SharedCache(url, {"OPTIONS": {"socket_timeout": 0.2}})
        began = time.monotonic()
        for number in range(200):
            silent.set(f"key{number}", number)
            assert silent.get(f"key{number}") == number
        assert time.monotonic() - began < bar(10)  # 200 times 0.2 s and more, if each had waited
