"""A build running for real: its database, its web processes, and a way to ask it from inside."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.bench.builds import CACHE, Build
from tests.databases import drop_database

START_SECONDS = 90.0
UVICORN = [
    "--host", "127.0.0.1", "--ws", "websockets-sansio", "--ws-max-size", "65536",
    "--ws-ping-interval", "0", "--timeout-graceful-shutdown", "5",
    "--no-access-log", "--log-level", "warning",
]  # fmt: skip
STATIC_IN = ("site", "courses", "groups", "payments")


class Unable(Exception):
    """Why a build, or this machine, cannot be measured here; stands in the table."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Web:
    """One web process."""

    pid: int
    port: int


class Program:
    """One process of a build or of a peer, with its output in `log`."""

    def __init__(
        self, command: Sequence[str], *, cwd: Path, env: dict[str, str], log: Path
    ) -> None:
        self.log = log
        # What runs of before said stands in front.
        self._begins_at = len(log.read_text(errors="replace")) if log.exists() else 0
        with log.open("ab") as out:
            self.process = subprocess.Popen(command, cwd=cwd, env=env, stdout=out, stderr=out)

    def wait_for(self, port: int, path: str, host: str) -> None:
        """Until it answers `path`. Raises RuntimeError with its log where it does not."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                asked = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
                with urlopen(asked, timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"no answer:\n{self.log.read_text(errors='replace')[-4000:]}")

    def wait_to_say(self, words: str) -> None:
        """Until it has said so. Raises RuntimeError with its log where it does not."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if words in self.log.read_text(errors="replace")[self._begins_at :]:
                return
            time.sleep(0.05)
        raise RuntimeError(f"it did not begin:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """Ends it, politely first."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Inside:
    """A build's own code, asked from outside (`within/__main__.py`)."""

    def __init__(self, python: str, *, cwd: Path, env: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as err:
            self._process = subprocess.Popen(
                [python, "-m", "tests.bench.within"],
                cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err,
                text=True,
            )  # fmt: skip

    def call(self, name: str, **arguments: Any) -> Any:
        """What `module:function` returns. Raises RuntimeError with the traceback from inside."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"call": name, "with": arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{name}: {self._log.read_text(errors='replace')[-4000:]}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{name}:\n{answer['error']}")
        return answer["answer"]

    def close(self) -> None:
        """Nobody asks any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


class Site:
    """One installation of a build in `folder`.

    With `server`, the URL of a PostgreSQL server, it has a database there and a Redis of its own:
    two builds over one Redis would hear each other.
    """

    def __init__(self, build: Build, folder: Path, *, server: str = "") -> None:
        self.build = build
        self.folder = folder
        self.port = free_port()
        self.sandbox_port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._programs: list[Program] = []
        self._inside: Inside | None = None
        (folder / "static").mkdir(parents=True)
        self.env = {
            **os.environ,
            "EVENKEEL_MODE": "test",
            "EVENKEEL_DATA": str(folder),
            "DATABASE_URL": server,
            "REDIS_URL": "",
            "SITE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "OUTBOX_SEND_IN_THREAD": "true",
            "COLLECTED_STATIC": "true",
            "STRIPE_API_BASE": f"http://localhost:{self.sandbox_port}",
            "PYTHONPATH": f"{build.root}{os.pathsep}{build.root / 'site'}",
            "PYTHONDONTWRITEBYTECODE": "",
        }
        self.env["DATABASE_URL"] = self.database_url = self._fresh_database()
        if server:
            self.env["REDIS_URL"] = self._redis()

    def _fresh_database(self) -> str:
        code = (
            "import sys; from pathlib import Path; from tests.databases import fresh_database; "
            "print(fresh_database(Path(sys.argv[1])))"
        )
        return self._run("-c", code, str(self.folder)).strip().splitlines()[-1]

    def _redis(self) -> str:
        port = free_port()
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
        log = self.folder / "redis.log"
        program = Program(command, cwd=self.folder, env=dict(os.environ), log=log)
        self._programs.append(program)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return f"redis://127.0.0.1:{port}/0"
            time.sleep(0.05)
        raise RuntimeError(f"Redis does not answer:\n{log.read_text()[-2000:]}")

    def collect_static(self) -> None:
        """Static files as in production; kept from run to run for as long as they are the same."""
        kept = CACHE / f"static-{_static_digest(self.build.root)}"
        if not kept.exists():
            self._run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
            half = kept.with_name(f"{kept.name}-{os.getpid()}")
            shutil.copytree(self.folder / "static", half)
            half.rename(kept)
        else:
            shutil.copytree(kept, self.folder / "static", dirs_exist_ok=True)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.build.python, *arguments],
            cwd=self.build.root, env=self.env, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{arguments[:2]}: {done.stdout}\n{done.stderr[-4000:]}")
        return done.stdout

    def call(self, name: str, **arguments: Any) -> Any:
        """Asks the build from inside; the same process answers every time."""
        if self._inside is None:
            self._inside = self.inside()
        return self._inside.call(name, **arguments)

    def forget(self) -> None:
        """The next call is answered by a fresh process: one that built a world is full of it."""
        if self._inside is not None:
            self._inside.close()
            self._inside = None

    def inside(self, **env: str) -> Inside:
        """One more process that answers, with its own settings; whoever asks for it closes it."""
        return Inside(
            self.build.python, cwd=self.build.root, env=self.env | env,
            log=self.folder / "inside.log",
        )  # fmt: skip

    def web(self, *, port: int | None = None, notes: Path | None = None, python: str = "") -> Web:
        """Starts a web process, on another Python than the build's where one is named; with `notes`
        one that notes its statements there."""
        port = port or self.port
        module = ["-m", "tests.bench.within.counted", str(notes)] if notes else ["-m", "uvicorn"]
        command = [
            python or self.build.python,
            *module,
            "config.asgi:application",
            "--app-dir",
            "site",
        ]
        program = Program(
            [*command, *UVICORN, *keep_alive(self.build), "--port", str(port)],
            cwd=self.build.root, env=self.env, log=self.folder / f"web-{port}.log",
        )  # fmt: skip
        self._programs.append(program)
        program.wait_for(port, "/healthz/live", f"localhost:{self.port}")
        return Web(program.process.pid, port)

    @contextmanager
    def worker(self, *, python: str) -> Iterator[None]:
        """The build's worker on that Python, from when it works to the end of the block."""
        program = Program(
            [python, "manage.py", "worker"],
            cwd=self.build.root, env=self.env, log=self.folder / "worker.log",
        )  # fmt: skip
        try:
            program.wait_to_say("Worker runs")
            yield
        finally:
            program.stop()

    def sandbox(self, webhook_port: int) -> None:
        """Starts the build's sandbox Stripe, which tells the web process on that port."""
        command = [
            self.build.python, *sandbox_program(self.build), "--port", str(self.sandbox_port),
            "--data", str(self.folder / "sandbox"),
            "--webhook-url", f"http://localhost:{webhook_port}/stripe/webhook/",
            "--webhook-secret", "whsec_sandbox",
            "--public-url", f"http://localhost:{self.sandbox_port}",
        ]  # fmt: skip
        log = self.folder / "sandbox.log"
        program = Program(command, cwd=self.build.root, env=self.env, log=log)
        self._programs.append(program)
        program.wait_for(self.sandbox_port, "/", f"localhost:{self.sandbox_port}")

    def end(self, web: Web) -> None:
        """Ends one web process."""
        [program] = [one for one in self._programs if one.process.pid == web.pid]
        program.stop()
        self._programs.remove(program)

    def stop(self) -> None:
        """Ends everything and gives the database back."""
        self.forget()
        for program in reversed(self._programs):
            program.stop()
        drop_database(self.database_url)


def keep_alive(build: Build) -> list[str]:
    """Difference: rooms once left it to uvicorn to notice who is out of reach."""
    known = "--ws-ping-interval 0" in (build.root / "groups/rooms/README.md").read_text()
    return [] if known else ["--ws-ping-interval", "15", "--ws-ping-timeout", "15"]


def sandbox_program(build: Build) -> list[str]:
    """Difference: the sandbox was a module of payments before it was a program of its own."""
    return (
        ["site/stripe_sandbox"] if build.has("site/stripe_sandbox") else ["-m", "payments.sandbox"]
    )


def _static_digest(root: Path) -> str:
    digest = hashlib.sha256((root / "requirements.txt").read_bytes())
    for path in sorted(each for top in STATIC_IN for each in (root / top).glob("**/static/**/*")):
        if path.is_file():
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
