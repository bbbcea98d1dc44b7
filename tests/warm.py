"""Processes that start from a copy of a loaded site instead of loading it again.

Loading Django, Wagtail and our apps takes three seconds of one processor; a test that kills a
worker six times, or asks a running site twenty questions, would spend a minute on nothing else.
So one process loads everything once, and is copied (fork) for every program of every installation
under test. What runs in the copy is what a terminal would start: the same arguments, the
environment of its installation (the settings are read anew from it), its own pid, signals as a new
process has them. It opens neither a database nor a thread before it is copied.

That a cold start works too is proved where a site runs in production mode (`RunningSite(cold=…)`).
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

REPOSITORY = Path(__file__).resolve().parent.parent


class WarmSite:
    """The loaded code as the programs of one installation start from it.

    `env` is the whole environment of every copy, `log` where a copy that cannot begin complains.
    """

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._env = dict(env)
        self._log = log
        self._host = _host_for(self._env)
        self._pids: list[int] = []

    def start(self, argv: Sequence[str], *, out: Path, err: Path | None = None) -> "Copy":
        """Runs a program in a copy; its output is added to `out` (and `err`, if another file).

        `argv` is what would follow `python`: `["-m", module, …]` or `["manage.py", …]`.
        """
        self._log.touch()
        asked = {"argv": list(argv), "env": self._env, "out": str(out), "err": str(err or out)}
        pid = int(self._host.ask(asked)["pid"])
        self._pids.append(pid)
        return Copy(self, pid)

    def ended(self, pid: int) -> int | None:
        """The exit code of a copy, negative for a signal; None while it runs."""
        code: int | None = self._host.ask({"ended": pid})["code"]
        return code

    def close(self) -> None:
        """Copies that still run are killed."""
        for pid in self._pids:
            if self.ended(pid) is None:
                os.kill(pid, signal.SIGKILL)
                while self.ended(pid) is None:
                    time.sleep(0.01)
        self._pids.clear()


class Host:
    """One process that has loaded the code, and is copied whenever it is asked."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  (as long as the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            cwd=REPOSITORY, env=dict(env), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip
        self.ask({})  # answered once everything is loaded

    def ask(self, what: dict[str, Any]) -> dict[str, Any]:
        """Its answer. Raises RuntimeError with what it complained of if it has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            raise RuntimeError(f"the site could not be loaded:\n{self._errors.read()[-6000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer


_hosts: dict[tuple[tuple[str, str], ...], Host] = {}


def _host_for(env: Mapping[str, str]) -> Host:
    """The host of this process, another for another mode (other apps) or another Python.

    It ends with the process that runs the tests: nobody asks any more then.
    """
    decides = [name for name in env if name.startswith("PYTHON")] + ["EVENKEEL_MODE"]
    key = tuple(sorted((name, env.get(name, "")) for name in decides))
    if key not in _hosts:
        _hosts[key] = Host(env)
    return _hosts[key]


class Copy:
    """One program in a copy: as much of `subprocess.Popen` as tests need."""

    def __init__(self, site: WarmSite, pid: int) -> None:
        self._site = site
        self._code: int | None = None
        self.pid = pid

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self._code is None:
            self._code = self._site.ended(self.pid)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Waits for its end. Raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("a copy of the site", timeout or 0)
            time.sleep(0.01)
        assert self._code is not None
        return self._code

    def send_signal(self, number: int) -> None:
        """Sends a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Asks it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it the hard way, as a power cut would."""
        self.send_signal(signal.SIGKILL)


# --- inside the host ------------------------------------------------------------------------------
def _serve(questions: IO[str], answers: IO[str]) -> list[str] | None:
    """Answers until nobody asks any more; returns in every copy with what it shall run."""
    running: set[int] = set()
    codes: dict[int, int] = {}
    while line := questions.readline():
        asked = json.loads(line)
        answer: dict[str, Any] = {}
        if "argv" in asked:
            pid = os.fork()
            if pid == 0:
                questions.close()
                answers.close()
                for number, path in ((1, asked["out"]), (2, asked["err"])):
                    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                    os.dup2(file, number)
                    os.close(file)
                _move_in(asked["env"])
                argv: list[str] = asked["argv"]
                return argv
            running.add(pid)
            answer["pid"] = pid
        elif "ended" in asked:
            pid = asked["ended"]
            if pid in running:
                found, status = os.waitpid(pid, os.WNOHANG)
                if found:
                    running.discard(pid)
                    codes[pid] = os.waitstatus_to_exitcode(status)
            answer["code"] = codes.get(pid)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return None


def _load() -> None:
    sys.path[:0] = [str(REPOSITORY / "site"), str(REPOSITORY)]
    import django  # noqa: PLC0415

    django.setup()
    for name in (
        "django.test.signals",
        "a2wsgi",
        "httptools",
        "uvicorn",
        "uvloop",
        "websockets",
        "config.urls",
    ):
        importlib.import_module(name)
    importlib.import_module("config.routing")


def _move_in(env: dict[str, str]) -> None:
    """Lets the loaded code go by the environment of one installation.

    Whoever keeps something that was made of a setting hears that the setting has changed, as in
    Django's own tests. Other apps or addresses would need another host.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.core.signals import setting_changed  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.utils.log import configure_logging  # noqa: PLC0415

    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None
    fresh = importlib.reload(importlib.import_module("config.settings"))
    for name in filter(str.isupper, dir(fresh)):
        now = getattr(fresh, name)
        if getattr(settings, name) != now:
            assert name not in {"INSTALLED_APPS", "MIDDLEWARE"}, f"{name} is another"
            setattr(settings, name, now)
            if name != "DATABASES":
                setting_changed.send(sender=None, setting=name, value=now, enter=True)
    vars(connections).clear()
    connections.__init__()  # type: ignore[misc]  # nothing is connected yet
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


def main() -> None:
    """Loads the site, copies itself whenever a line of JSON asks for it, is a program then."""
    questions, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what a module prints while it is loaded must not stand between the answers
    _load()
    gc.freeze()  # a copy that looks through what was loaded before would copy its pages, too
    argv = _serve(questions, answers)
    if argv is not None:
        _leave(_run(argv))


def _run(argv: list[str]) -> int:
    """Runs the program and returns its exit code."""
    try:
        if argv[0] == "-m":
            sys.argv = argv[1:]
            runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = argv
            runpy.run_path(argv[0], run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _leave(code: int) -> NoReturn:
    """Ends as the interpreter does, but for tidying up its memory, which takes a second here."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for the threads
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
