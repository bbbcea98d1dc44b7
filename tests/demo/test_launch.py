"""Starting, watching and stopping the demo's programs; and that production knows none of it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from clock.stopping import Stop
from demo.launch import (
    CouldNotStart,
    FolderRefused,
    Part,
    PortForbidden,
    make_folder,
    port_is_free,
    wait_until_up,
    watch,
)
from demo.management.commands.demo import Command as Demo
from demo.preparing import _our_apps, begin_database, state_of_the_code
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


@pytest.fixture
def folder_of_everybody() -> Iterator[Path]:
    """A folder that anybody may write in, with a file that nobody but root may."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "evenkeel.sqlite3").touch()
        (folder / "evenkeel.sqlite3").chmod(0o444)
        yield folder


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Takes root's rights away for a while, where the tests have them."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


def two_free_ports() -> int:
    """The first of two neighbouring ports that nobody listens on."""
    return next(
        port for port in range(20_000, 60_000, 2) if all(map(port_is_free, (port, port + 1)))
    )


@pytest.mark.usefixtures("ordinary_user")
def test_a_port_that_is_roots_is_not_called_in_use(settings: Settings) -> None:
    first_open = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    settings.SITE_URL = f"http://localhost:{first_open - 1}"

    with pytest.raises(PortForbidden):
        port_is_free(first_open - 1)
    with pytest.raises(CommandError, match=r"kept for root.*make demo PORT=8000"):
        call_command(Demo())  # by name it would be looked for in folders that are root's


def test_the_sandboxs_port_in_use_is_a_sentence_with_the_next_step(
    settings: Settings,
) -> None:
    with socket.socket() as taken:
        port = two_free_ports()
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()
        settings.SITE_URL = f"http://localhost:{port}"

        with pytest.raises(
            CommandError, match=rf"Port {port + 1} is in use\..*make demo PORT={port + 100}"
        ):
            call_command(Demo())


def test_a_port_without_a_next_one_is_a_sentence(settings: Settings) -> None:
    settings.SITE_URL = "http://localhost:65535"

    with pytest.raises(CommandError, match="too high"):
        call_command(Demo())


def test_a_folder_that_cannot_be_made_is_a_sentence_with_the_next_step(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings.DATA_DIR = tmp_path / "file" / "data"
    settings.SITE_URL = f"http://localhost:{two_free_ports()}"

    with pytest.raises(CommandError, match=r"Not a directory.*make demo DATA="):
        call_command(Demo())


def test_what_root_left_in_the_folder_is_named(
    folder_of_everybody: Path, ordinary_user: None
) -> None:
    with pytest.raises(FolderRefused, match=r"evenkeel\.sqlite3 belongs to somebody else"):
        make_folder(folder_of_everybody)


def test_a_program_that_ends_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    broken = part(tmp_path, "raise SystemExit('no such setting')")
    broken.start()

    with pytest.raises(CouldNotStart, match=str(broken.log)):
        wait_until_up("http://127.0.0.1:9/", broken, stop=Stop())

    broken.stop()
    assert "no such setting" in broken.log.read_text()


def test_a_program_that_dies_is_started_again_and_stops_when_asked(tmp_path: Path) -> None:
    lives = part(tmp_path, "import time; print('hello', flush=True); time.sleep(600)")
    lives.start()
    assert lives.process is not None
    first = lives.process.pid
    assert eventually(lambda: "hello" in lives.log.read_text())
    stop = Stop()
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


# A little demo of two programs; what it says is for the test.
LITTLE_DEMO = """
import sys; sys.path.insert(0, "site")
from pathlib import Path
from clock.stopping import Stop, stop_on_signals
from demo.launch import Part, run
folder = Path(sys.argv[1])
stop = Stop()
stop_on_signals(stop)
slow = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(time.sleep(0.2))); "
parts = [
    Part(name, [sys.executable, "-c", slow + "print('up', flush=True); time.sleep(600)"],
         folder / f"{name}.log")
    for name in ("web", "worker")
]
answers = {"http://127.0.0.1:9/": parts[0]} if sys.argv[2:] == ["early"] else {}
try:
    print("starts", flush=True)
    run(parts, answers=answers, when_up=lambda: print("up", flush=True), stop=stop)
finally:
    print([part.process.returncode for part in parts], flush=True)
"""


@pytest.fixture
def little_demo(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """The little demo, up."""
    demo = start_little_demo(tmp_path)
    assert demo.stdout is not None
    assert [demo.stdout.readline() for _ in range(2)] == ["starts\n", "up\n"]
    logs = [tmp_path / f"{name}.log" for name in ("web", "worker")]
    assert eventually(lambda: all("up" in log.read_text() for log in logs))
    yield demo
    demo.kill()
    demo.communicate()


def start_little_demo(
    folder: Path, *how: str, stdin: int = subprocess.DEVNULL
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LITTLE_DEMO, str(folder), *how],
        cwd=settings.REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        stdin=stdin,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )


@pytest.mark.parametrize(
    "signals",
    [
        [signal.SIGINT],
        [signal.SIGTERM],
        [signal.SIGHUP],
        [signal.SIGTERM, signal.SIGTERM],
        [signal.SIGHUP, signal.SIGINT, signal.SIGINT, signal.SIGTERM],
    ],
    ids=lambda signals: "+".join(number.name for number in signals),
)
def test_however_the_demo_is_ended_nothing_is_left_running(
    little_demo: "subprocess.Popen[str]", signals: list[signal.Signals]
) -> None:
    for number in signals:
        little_demo.send_signal(number)

    said, _ = little_demo.communicate(timeout=20)

    assert said == "[0, 0]\n"  # asked to end, and waited for
    assert little_demo.returncode == 0


@pytest.mark.parametrize("when", ["early", "up"])
def test_a_terminal_that_closes_without_telling_us_ends_the_demo_too(
    tmp_path: Path, when: str
) -> None:
    """Make, as the first program of a terminal, gets the signal alone and passes nothing on."""
    screen, keyboard = os.openpty()
    if when == "early":  # while it installed, say
        os.close(screen)
    demo = start_little_demo(tmp_path, stdin=keyboard)
    os.close(keyboard)
    assert demo.stdout is not None
    assert demo.stdout.readline() == "starts\n"
    if when == "up":
        assert demo.stdout.readline() == "up\n"
        os.close(screen)

    said, _ = demo.communicate(timeout=20)

    assert demo.returncode == 0
    assert said.splitlines()[-1].startswith("[")
    assert "None" not in said


def test_a_ctrl_c_before_everything_is_up_is_not_lost(tmp_path: Path) -> None:
    demo = start_little_demo(tmp_path, "early")
    assert demo.stdout is not None
    assert demo.stdout.readline() == "starts\n"
    assert eventually((tmp_path / "worker.log").exists)
    demo.send_signal(signal.SIGINT)

    said, _ = demo.communicate(timeout=20)

    assert demo.returncode == 0
    assert said.startswith("[")
    assert "None" not in said


def test_what_the_demo_makes_itself_is_no_reason_to_prepare_again(tmp_path: Path) -> None:
    app, requirements = tmp_path / "pages", tmp_path / "requirements.txt"
    texts = [app / "migrations/0001.py", app / "static/deep/page.css", app / "content/deep/a.yaml"]
    for text in (*texts, requirements, tmp_path / ".demo/static/page.css"):
        text.parent.mkdir(parents=True, exist_ok=True)
        text.write_text("as it was")
    before = state_of_the_code([app], requirements)

    (tmp_path / ".demo/static/page.0123.css").write_text("collected")
    texts[0].touch()
    assert state_of_the_code([app], requirements) == before

    for text in (*texts, requirements):
        text.write_text("changed")
        assert state_of_the_code([app], requirements) != before
        text.write_text("as it was")


def test_a_database_that_stayed_half_made_is_begun_anew_and_a_whole_one_kept(
    tmp_path: Path,
) -> None:
    database = tmp_path / "evenkeel.sqlite3"
    log = tmp_path / "evenkeel.sqlite3-wal"

    begin_database(database)
    database.write_text("half")
    log.write_text("half")
    mark = begin_database(database)
    assert not database.exists()
    assert not log.exists()

    database.write_text("whole")
    mark.unlink()
    begin_database(database)
    assert database.read_text() == "whole"
    assert not mark.exists()


def test_the_code_that_the_demo_is_prepared_from_is_our_apps_alone(
    settings: Settings,
) -> None:
    found = {str(folder.relative_to(settings.REPOSITORY)) for folder in _our_apps()}

    assert {"groups", "courses", "payments", "site/demo", "site/pages"} < found
    assert all(Path(settings.REPOSITORY, folder, "apps.py").exists() for folder in found)
    assert not [folder for folder in found if folder.startswith(".")]


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
