"""Starting, watching and stopping the demo's programs; and that production knows none of it."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from demo.launch import CouldNotStart, Part, port_is_free, wait_until_up, watch
from tests.security.test_starting import GOOD


def part(folder: Path, code: str) -> Part:
    """A program of one line of Python."""
    return Part("drill", [sys.executable, "-c", code], folder / "drill.log")


def eventually(true: Callable[[], bool], *, seconds: float = 20) -> bool:
    """Whether `true()` becomes true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_port_in_use_is_noticed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert not port_is_free(port)

    assert port_is_free(port)


def test_a_program_that_ends_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    broken = part(tmp_path, "raise SystemExit('no such setting')")
    broken.start()

    with pytest.raises(CouldNotStart, match=str(broken.log)):
        wait_until_up("http://127.0.0.1:9/", broken)

    broken.stop()
    assert "no such setting" in broken.log.read_text()


def test_a_program_that_dies_is_started_again_and_stops_when_asked(tmp_path: Path) -> None:
    lives = part(tmp_path, "import time; print('hello', flush=True); time.sleep(600)")
    lives.start()
    assert lives.process is not None
    first = lives.process.pid
    assert eventually(lambda: "hello" in lives.log.read_text())
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=([lives],), kwargs={"stop": stop})
    watcher.start()
    try:
        lives.process.kill()
        assert eventually(lambda: lives.log.read_text().count("hello") == 2)
    finally:
        stop.set()
        watcher.join()
        lives.stop()

    assert lives.ended()
    assert lives.process.pid != first


WHERE = """
import sys; sys.path.insert(0, "site")
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
from django.urls import NoReverseMatch, resolve, reverse
print([resolve(path).url_name for path in ("/demo/", "/demo/clock/", "/mailbox/")])
for name in ("demo", "demo-clock", "mailbox"):
    try:
        reverse(name)
        print("found", name)
    except NoReverseMatch:
        pass
"""


def run_in_production(tmp_path: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.REPOSITORY,
        env={"PATH": os.environ["PATH"], "EVENKEEL_DATA": str(tmp_path)} | GOOD,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_in_production_the_demos_addresses_are_only_pages_that_do_not_exist(tmp_path: Path) -> None:
    asked = run_in_production(tmp_path, "-c", WHERE)

    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split("\n")[0] == str(["wagtail_serve"] * 3)
    assert "found" not in asked.stdout


def test_the_demo_does_not_run_in_production(tmp_path: Path) -> None:
    asked = run_in_production(tmp_path, "manage.py", "demo")

    assert asked.returncode != 0
    assert "Unknown command: 'demo'" in asked.stderr
    assert not list(tmp_path.iterdir())
