"""A stop that signals ask for: never lost, never waiting for itself."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from clock.stopping import Stop
from config import REPOSITORY

# A signal comes at every line of waiting and of setting, also when the lines hold a lock.
AT_EVERY_LINE = """
import sys; sys.path.insert(0, "site")
import signal
from clock.stopping import Stop, stop_on_signals
stop = Stop()
stop_on_signals(stop)
lines = 0
def at_every_line(frame, event, argument):
    global lines
    lines += 1
    signal.raise_signal(signal.SIGTERM)
    return at_every_line
sys.settrace(at_every_line)
stop.wait(0)
stop.set()
stop.wait(60)
sys.settrace(None)
print("stopped", lines > 6)
"""
WAITS = """
import sys; sys.path.insert(0, "site")
from clock.stopping import Stop, stop_on_signals
stop = Stop()
stop_on_signals(stop)
print("waits", flush=True)
while not stop.wait(60):
    pass
print("stopped")
"""


def start(code: str, *under: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*under, sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_stop_is_seen_by_every_thread_that_waits() -> None:
    stop = Stop()
    seen: list[bool] = []
    threads = [threading.Thread(target=lambda: seen.append(stop.wait(60))) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert not stop.is_set()
    assert not stop.wait(0)

    stop.set()
    stop.set()
    for thread in threads:
        thread.join()

    assert seen == [True] * 3
    assert stop.is_set()
    assert stop.wait(60)


def test_signals_in_the_middle_of_waiting_and_setting_never_hang() -> None:
    process = start(AT_EVERY_LINE)
    try:
        said, _ = process.communicate(timeout=30)
    finally:
        process.kill()

    assert said == "stopped True\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_sigterm_and_a_closing_terminal_stop_at_once(number: signal.Signals) -> None:
    process = start(WAITS)
    assert process.stdout is not None
    assert process.stdout.readline() == "waits\n"
    process.send_signal(number)

    said, _ = process.communicate(timeout=20)

    assert (said, process.returncode) == ("stopped\n", 0)


def test_under_nohup_the_closing_of_the_terminal_is_none_of_ours() -> None:
    process = start(WAITS, "nohup")
    assert process.stdout is not None
    assert process.stdout.readline() == "waits\n"
    process.send_signal(signal.SIGHUP)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)

    said, _ = process.communicate(timeout=20)

    assert said == "stopped\n"
