"""The baseline's server: the same uvicorn with the same options, another application."""

import subprocess
import sys
from types import TracebackType
from typing import Self
from urllib.request import urlopen

from tests.databases import REPOSITORY
from tests.rooms.server import free_port
from tests.running import UVICORN, wait_until


class BareServer:
    """`bare.echo` on a port of its own; use it as a context manager."""

    def __init__(self) -> None:
        self.port = free_port()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def __enter__(self) -> Self:
        command = ["tests.bench.bare:echo" if part == "config.asgi:application" else part
                   for part in UVICORN]  # fmt: skip
        command[command.index("site")] = "."
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port), "--log-level", "warning"],
            cwd=REPOSITORY,
            stderr=sys.stderr,
        )
        wait_until(self._answers, timeout=30, what="the baseline's server is ready")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(15)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "the baseline's server ended"
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/1", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
