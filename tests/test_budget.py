"""What the run says of its own cost: every file has a line, and nothing started goes uncounted."""

import os
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest

from tests.budget import FAILS_AT, FILE, Edition, Verdict, spent_by

TESTS = Path(__file__).parent
BURN = "import time\nwhile time.process_time() < 0.3: pass"


def test_every_file_of_tests_runs_in_the_embedded_edition() -> None:
    edition = Edition("embedded")
    files = [path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")]
    assert len(files) > 100
    assert [file for file in files if not edition.runs(file)] == []


@pytest.mark.parametrize("name", ["embedded", "services"])
def test_every_line_names_a_file_or_folder_that_is_there(name: str) -> None:
    lines = tomllib.loads(FILE.read_text())[name]
    assert [line for line in lines if line != "start" and not (TESTS / line).exists()] == []


def test_a_file_belongs_to_its_own_line_before_that_of_its_folder() -> None:
    edition = Edition("services")
    edition.lines = {"rooms": 9, "rooms/test_browser.py": False}
    assert edition.line_of("rooms/test_doors.py") == "rooms"
    assert edition.line_of("rooms/test_browser.py") == "rooms/test_browser.py"
    assert edition.line_of("roomsandmore/test_doors.py") == ""
    assert edition.runs("rooms/test_doors.py")
    assert not edition.runs("rooms/test_browser.py")
    assert not edition.runs("help/test_crisis.py")


def test_a_program_that_a_test_starts_is_counted_while_it_runs_and_after() -> None:
    before = spent_by(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", f"{BURN}\nprint(1, flush=True)\ntime.sleep(60)"],
        stdout=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline()
        running = spent_by(os.getpid()) - before
        program.kill()
    ended = spent_by(os.getpid()) - before
    assert 0.2 <= running < 30  # counted in hundredths
    assert 0.2 <= ended < 30


def test_threads_that_end_while_one_looks_hide_nothing() -> None:
    least = time.process_time()
    over = threading.Event()

    def come_and_go() -> None:
        while not over.is_set():
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()

    threads = [threading.Thread(target=come_and_go) for _ in range(3)]
    for thread in threads:
        thread.start()
    looks = [spent_by(os.getpid()) for _ in range(200)]
    over.set()
    for thread in threads:
        thread.join()
    assert min(looks) >= least - 0.05  # counted in hundredths


def test_what_waits_costs_nothing() -> None:
    before = spent_by(os.getpid())
    subprocess.run(["sleep", "0.5"], check=True)
    began = time.process_time()
    assert spent_by(os.getpid()) - before < 0.4 + (time.process_time() - began)


def test_a_line_is_red_above_its_budget_and_fails_well_above_it() -> None:
    assert not Verdict("a", spent=10, planned=10, allowed=10).over
    assert Verdict("a", spent=11, planned=10, allowed=10).over
    assert not Verdict("a", spent=11, planned=10, allowed=10).too_dear
    assert Verdict("a", spent=10 * FAILS_AT + 1, planned=10, allowed=10).too_dear
