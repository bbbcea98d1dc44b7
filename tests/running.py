"""The product running for real: web server, worker and sandbox as processes of their own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Self, TypeVar
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.databases import REPOSITORY, drop_database, fresh_database
from tests.warm import Copy, WarmSite

START_TIMEOUT = 60.0
STOP_TIMEOUT = 15.0
COMMAND_TIMEOUT = 300.0
Found = TypeVar("Found")
UVICORN = [
    sys.executable, "-m", "uvicorn", "config.asgi:application", "--app-dir", "site",
    "--host", "127.0.0.1", "--ws", "websockets-sansio", "--ws-max-size", "65536",
    "--ws-ping-interval", "0", "--timeout-graceful-shutdown", "10",
    "--no-access-log",
]  # fmt: skip


def wait_until(
    condition: Callable[[], Found | None], *, timeout: float, what: str, every: float = 0.05
) -> Found:
    """Returns the first true value of `condition`; fails the test after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"{what}: not within {timeout} s"
        time.sleep(every)


class RunningSite:
    """One installation under test, on `port` and in `data_dir`, with a database of its own.

    Use it as a context manager, or call `start` and `stop`. `env` is added to the environment of
    every process. Processes are named "web", "worker", "sandbox" and, where `also_on` names more
    ports, "web-<port>"; their output is kept in `data_dir`/<name>.log. `twin_host` starts a second
    web process, "twin", on the same port of another loopback address: one site, two processes.
    Programs start from a loaded site (tests/warm.py); with `cold` each loads itself, as in a
    terminal.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int,
        env: Mapping[str, str] | None = None,
        *,
        web: bool = True,
        worker: bool = True,
        sandbox_port: int | None = None,
        also_on: Sequence[int] = (),
        twin_host: str = "",
        cold: bool = False,
    ) -> None:
        self.data_dir = data_dir
        self.port = port
        self.url = f"http://localhost:{port}"
        self.database_url = ""
        self._extra = dict(env or {})
        self._sandbox_port = sandbox_port
        self._running: dict[str, subprocess.Popen[bytes] | Copy] = {}
        self._cold = cold
        self._warm: list[WarmSite] = []
        self._warm_env: dict[str, str] = {}
        self._commands: dict[str, list[str]] = {}
        self._starts: Counter[str] = Counter()
        if sandbox_port is not None:
            self._commands["sandbox"] = self._sandbox_command(sandbox_port)
        if web:
            self._commands["web"] = [*UVICORN, "--port", str(port)]
        for other in also_on:
            self._commands[f"web-{other}"] = [*UVICORN, "--port", str(other)]
        self._twin_host = twin_host
        if twin_host:
            listen = [twin_host if part == "127.0.0.1" else part for part in UVICORN]
            self._commands["twin"] = [*listen, "--port", str(port)]
        if worker:
            self.add_worker("worker")

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self, *, prepare: Callable[[Self], object] | None = None) -> None:
        """Makes the database, lets `prepare` fill it, and starts every process."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        (self.data_dir / "static").mkdir(exist_ok=True)
        self.database_url = self.database_url or fresh_database(self.data_dir)
        if prepare is not None:
            prepare(self)
        for name in self._commands:
            self.spawn(name)
        self.wait_ready()

    def stop(self) -> None:
        """Ends every process, politely first, and gives the database back."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
        for warm in self._warm:
            warm.close()
        self._warm.clear()
        if self.database_url:
            drop_database(self.database_url)
            self.database_url = ""

    @property
    def env(self) -> dict[str, str]:
        """The environment of the site's processes."""
        own = {
            "EVENKEEL_MODE": "test",
            "EVENKEEL_DATA": str(self.data_dir),
            "DATABASE_URL": self.database_url,
            "SITE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "OUTBOX_SEND_IN_THREAD": "true",
            "PYTHONUNBUFFERED": "1",
        }
        if self._sandbox_port is not None:
            own["STRIPE_API_BASE"] = f"http://localhost:{self._sandbox_port}"
        return dict(os.environ) | own | self._extra

    def change_env(self, **values: str) -> None:
        """Changes the environment of the processes that start from now on."""
        self._extra.update(values)

    # --- processes --------------------------------------------------------------------------------
    def add_worker(self, name: str) -> None:
        """Lets `start` and `spawn` know one more worker; names begin with "worker"."""
        self._commands[name] = [sys.executable, "manage.py", "worker"]

    def spawn(self, name: str) -> None:
        """Starts one process; its output is added to its log."""
        self._starts[name] += 1
        self._running[name] = self._begin(
            self._commands[name], self._log(name), cold=self._cold or name == "sandbox"
        )

    def _begin(
        self, command: list[str], out: Path, err: Path | None = None, *, cold: bool
    ) -> "subprocess.Popen[bytes] | Copy":
        if not cold:
            return self._loaded().start(command[1:], out=out, err=err)
        with out.open("ab") as said, (err or out).open("ab") as complained:
            return subprocess.Popen(
                command, cwd=REPOSITORY, env=self.env, stdout=said, stderr=complained
            )

    @property
    def is_loaded(self) -> bool:
        """Whether programs start from a site that was loaded before now."""
        return bool(self._warm)

    def _loaded(self) -> WarmSite:
        """A loaded site of today's environment."""
        if not self._warm or self._warm_env != self.env:
            self._warm_env = self.env
            self._warm.append(WarmSite(self._warm_env, self.data_dir / "warm.log"))
        return self._warm[-1]

    def kill9(self, name: str) -> None:
        """Ends one process the hard way, as a power cut would."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def terminate(self, name: str) -> int:
        """Asks one process to end, waits for it and returns its exit code."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(STOP_TIMEOUT)

    def restart(self, name: str) -> None:
        """Starts a process again (ends it first where it runs) and waits until it is ready."""
        if name in self._running:
            self.terminate(name)
        self.spawn(name)
        self.wait_ready()

    def pid(self, name: str) -> int:
        """The process id of a running process."""
        return self._running[name].pid

    def wait_ready(self) -> None:
        """Waits until every started process does its work; fails with the log of one that ended."""
        for name, process in self._running.items():
            wait_until(
                partial(self._is_ready, name, process),
                timeout=START_TIMEOUT,
                what=f"{name} is ready",
            )

    def _is_ready(self, name: str, process: "subprocess.Popen[bytes] | Copy") -> bool:
        assert process.poll() is None, f"{name} ended:\n{self.log(name)[-4000:]}"
        if name.startswith("worker"):
            return self.log(name).count("Worker runs") >= self._starts[name]
        port = self._sandbox_port if name == "sandbox" else self._port_of(name)
        path = "/" if name == "sandbox" else "/healthz/live"
        host = self._twin_host if name == "twin" else "127.0.0.1"
        request = Request(f"http://{host}:{port}{path}", headers={"Host": f"localhost:{port}"})
        try:
            with urlopen(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def _port_of(self, name: str) -> int:
        return int(name.removeprefix("web-")) if name.startswith("web-") else self.port

    def _sandbox_command(self, port: int) -> list[str]:
        return [
            sys.executable, "site/stripe_sandbox", "--port", str(port),
            "--data", str(self.data_dir / "sandbox"),
            "--webhook-url", f"{self.url}/stripe/webhook/",
            "--webhook-secret", "whsec_sandbox",
            "--clock-file", str(self.data_dir / "clock"),
            "--public-url", f"http://localhost:{port}",
        ]  # fmt: skip

    # --- what it says -----------------------------------------------------------------------------
    def _log(self, name: str) -> Path:
        return self.data_dir / f"{name}.log"

    def log(self, name: str) -> str:
        """Everything a process has said, over all its starts."""
        return self._log(name).read_text(errors="replace") if self._log(name).exists() else ""

    def assert_no_traceback(self, *names: str) -> None:
        """Fails if a process (all, unless some are named) met an error nobody expected."""
        for name in names or self._commands:
            for line in self.log(name).splitlines():
                assert "Traceback (most recent" not in line, f"{name}:\n{self.log(name)[-6000:]}"
                assert '"frames":' not in line, f"{name}: {line}"

    def letters(self, *, to: str = "") -> list[EmailMessage]:
        """The letters in the mailbox folder, the oldest first."""
        found: list[EmailMessage] = []
        for path in sorted((self.data_dir / "mailbox").glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            if to.casefold() in str(message["To"]).casefold():
                found.append(message)
        return found

    def wait_for_letter(
        self, *, to: str, subject: str = "", after: int = 0, timeout: float = 15.0
    ) -> EmailMessage:
        """The newest letter to an address whose subject contains `subject`.

        `after` is how many such letters were there before what should cause this one.
        """

        def arrived() -> EmailMessage | None:
            mine = [each for each in self.letters(to=to) if subject in str(each["Subject"])]
            return mine[-1] if len(mine) > after else None

        return wait_until(arrived, timeout=timeout, what=f"a letter to {to} about {subject!r}")

    # --- what it is told --------------------------------------------------------------------------
    def manage(self, *arguments: str) -> str:
        """Runs a management command in the site's environment and returns what it prints."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            command = [sys.executable, "manage.py", *arguments]
            code = self._begin(command, out, err, cold=self._cold).wait(COMMAND_TIMEOUT)
            said = out.read_text()
            assert code == 0, f"{arguments}: {said}\n{err.read_text()}"
        return said

    def run(self, code: str) -> str:
        """Runs Python code inside the site (its apps are loaded) and returns what it prints."""
        return self.manage("shell", "--no-imports", "-c", code)

    def move_clock(self, moment: datetime) -> None:
        """Moves the site's clock, in every process, to `moment` (aware)."""
        seconds = (moment - datetime.now(UTC)).total_seconds()
        fresh = self.data_dir / "clock.fresh"
        fresh.write_text(f"{seconds:.3f}")
        fresh.replace(self.data_dir / "clock")
