"""A real server for the room tests: uvicorn as a subprocess on the tests' own database file."""

import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.warm import Copy, WarmSite

STARTS_WITHIN = 120.0  # seconds on a machine that is busy with other things
UVICORN = [
    "-m", "uvicorn", "config.asgi:application", "--app-dir", "site",
    "--host", "127.0.0.1", "--no-access-log",
    "--ws", "websockets-sansio", "--ws-max-size", "65536",
    "--ws-ping-interval", "0", "--timeout-graceful-shutdown", "3",
]  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """The database this test runs on, for a process of its own."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    password = f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


class Server:
    """One web process. `errors()` is what it wrote to its log.

    `beside` is another process of the same site: this one starts from what that one has loaded.
    """

    def __init__(self, log: Path, *, beside: "Server | None" = None, redis_url: str = "") -> None:
        self.port = free_port()
        self.site_port: int = beside.site_port if beside else self.port
        self.log = log
        self.redis_url = redis_url
        self.process: Copy | None = None
        self._beside = beside
        self._loaded: WarmSite | None = None
        self._read_from = 0

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.site_port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def cookie_name(self) -> str:
        return f"ek{self.site_port}-session"

    def start(self) -> None:
        self.process = self._site().start([*UVICORN, "--port", str(self.port)], out=self.log)
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(self.errors())

    def _site(self) -> WarmSite:
        if self._beside is not None:
            return self._beside._site()
        if self._loaded is None:
            environment = os.environ | {
                "EVENKEEL_MODE": "test",
                "EVENKEEL_DATA": str(settings.DATA_DIR),
                "DATABASE_URL": database_url(),
                "REDIS_URL": self.redis_url,
                "SITE_URL": self.origin,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "PYTHONWARNINGS": "default",
            }
            self._loaded = WarmSite(environment, self.log)
        return self._loaded

    def stop(self) -> None:
        """Ends the process; stop whoever stands beside it first."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self._loaded is not None:
            self._loaded.close()
            self._loaded = None

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def start_afresh(self) -> None:
        """From now on `errors` tells only what is still to come."""
        self._read_from = len(self.log.read_text())

    def errors(self) -> str:
        return self.log.read_text()[self._read_from :]

    def assert_no_traceback(self) -> None:
        """Fails if the process met an error nobody expected, told plainly or as a JSON line."""
        said = self.errors()
        assert "Traceback" not in said, said
        assert '"frames":' not in said, said
