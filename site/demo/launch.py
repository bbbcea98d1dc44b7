"""Starting and stopping everything that the demo runs: web, worker and the sandbox Stripe."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from clock.stopping import Stop

STOP_SECONDS = 10
START_SECONDS = 60
HIGHEST_PORT = 65535


class CouldNotStart(Exception):
    """A part of the demo did not come up; the message says which and where its log is."""


class PortForbidden(Exception):
    """Not everybody may listen on this port of this machine."""


class FolderRefused(Exception):
    """The demo cannot write where it should keep its data; the message says why."""


def port_is_free(port: int) -> bool:
    """Whether nobody listens on `port`. Raises PortForbidden where this user may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise PortForbidden from error
        except OSError:
            return False
    return True


def make_folder(data: Path) -> None:
    """Makes the folder of the demo's data, or raises FolderRefused.

    What an earlier demo left in it must be ours too: after `sudo make demo` it is root's.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
        for path in (*data.iterdir(), *data.glob("logs/*")):
            if not os.access(path, os.W_OK, effective_ids=True):
                raise PermissionError(0, f"{path.name} belongs to somebody else")
    except OSError as error:
        raise FolderRefused(error.strerror) from error


@dataclass
class Part:
    """One program of the demo, restarted if it dies, with its log in a file."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    _out: IO[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Starts the program; what it says goes to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self._out is not None:
            self._out.close()  # of the process that died
        self._out = self.log.open("ab")
        # A session of its own: Ctrl-C reaches us alone, and we stop the parts in order.
        self.process = subprocess.Popen(  # noqa: S603  (commands of our own)
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def ended(self) -> bool:
        """Whether the program is not running."""
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Asks the program to end, and insists after ten seconds."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self._out is not None:
            self._out.close()


def parts_of_the_demo(
    *, port: int, data: Path, webhook_secret: str, clock_file: Path
) -> list[Part]:
    """The three programs, in the order in which they start."""
    python = sys.executable
    logs = data / "logs"
    return [
        Part(
            "sandbox Stripe",
            [
                python, "site/stripe_sandbox",
                "--port", str(port + 1),
                "--data", str(data / "stripe"),
                "--webhook-url", f"http://127.0.0.1:{port}/stripe/webhook/",
                "--webhook-secret", webhook_secret,
                "--clock-file", str(clock_file),
                "--public-url", f"http://localhost:{port + 1}",
            ],
            logs / "sandbox.log",
        ),
        Part(
            "web",
            [
                python, "-m", "uvicorn", "config.asgi:application", "--app-dir", "site",
                "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
                "--ws", "websockets-sansio", "--ws-max-size", "65536",
                "--ws-ping-interval", "0",
                "--timeout-graceful-shutdown", "3",
            ],
            logs / "web.log",
        ),
        Part("worker", [python, "manage.py", "worker"], logs / "worker.log"),
    ]  # fmt: skip


def run(
    parts: list[Part], *, answers: dict[str, Part], when_up: Callable[[], None], stop: Stop
) -> None:
    """Starts the parts, calls `when_up` once they answer, and keeps them running until `stop`.

    `answers` names who is to answer at which address. Whatever happens, nothing of it is left
    running. Raises CouldNotStart.
    """
    with contextlib.ExitStack() as running:
        for part in parts:
            running.callback(part.stop)  # the last that started is the first that stops
            part.start()
        for url, part in answers.items():
            wait_until_up(url, part, stop=stop)
        if not stop.is_set():
            when_up()
        watch(parts, stop=stop)


def wait_until_up(url: str, part: Part, *, stop: Stop) -> None:
    """Waits for the first answer of `url`, or until `stop`.

    Raises CouldNotStart if the program ends instead.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if stop.is_set():
            return
        if part.ended():
            break
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (our own address)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            stop.wait(0.1)
    raise CouldNotStart(f"The {part.name} did not come up. Its log: {part.log}")


def watch(parts: list[Part], *, stop: Stop) -> None:
    """Keeps the parts running until `stop`: one that died is started again."""
    while not stop.wait(1.0):
        for part in parts:
            if part.ended():
                part.start()
