"""The scripts behind `make demo` and `make test` on machines that lack something.

They run for real, with a PATH of a few of the system's tools and a Python that only plays its part:
it makes "virtual environments" with itself inside and "installs" what it is told.
"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import REPOSITORY

TOOLS = [
    "sh",
    "cat",
    "cksum",
    "cp",
    "cut",
    "echo",
    "grep",
    "mkdir",
    "mktemp",
    "printf",
    "rm",
    "tail",
    "touch",
    "tr",
    "dirname",
    "env",
]
# What it does is written down in $PLAY/calls; $PLAY/<act> holds what to do instead of going well.
PYTHON = """#!/bin/sh
instead() {{
  echo "$1" >>"$PLAY/calls"
  if [ -e "$PLAY/$1" ]; then . "$PLAY/$1"; fi
}}
here=$(dirname "$0")/..
case "$*" in
  *"import ensurepip"*) instead ensurepip ;;
  "-c import pip") [ -e "$here/pip" ] ;;
  "-c import ctypes"*) instead libical ;;
  -c*) exec {python} -c "import sys; sys.version_info = tuple(map(int, '{version}'.split('.')))
sys.version = '{version} (invented)'; $2" ;;
  "-m venv"*)
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    instead venv
    touch "$3/pip" ;;
  "-m pip --version") [ -e "$here/pip" ] ;;
  "-m pip install"*) instead install ;;
  "-m playwright --version") instead playwright ;;
  *) exit 64 ;;
esac
"""
# As a terminal does it: everybody in the foreground hears of it.
CTRL_C = "kill -INT 0; exit 1"


class Machine:
    """A machine with a PATH of its own, and a working copy of two requirement files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.play = folder / "play"
        self.venv = folder / "venv"
        self.requirements = folder / "requirements.txt"
        self.test_requirements = folder / "tests-requirements.txt"
        self.bin.mkdir()
        self.play.mkdir()
        self.requirements.write_text("Django==5.2\n")
        self.test_requirements.write_text("pytest==9.2\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found is not None
            (self.bin / tool).symlink_to(found)

    def has(self, name: str, script: str) -> None:
        """Puts a program on the PATH."""
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def has_python(self, version: str, name: str = "python3") -> None:
        self.has(name, PYTHON.format(python=sys.executable, version=version))

    def run(
        self, script: str, *arguments: object, **env: str
    ) -> "subprocess.CompletedProcess[str]":
        """Runs one of the scripts in a process group of its own, as a terminal does."""
        return subprocess.run(
            [str(REPOSITORY / ".ci" / script), *map(str, arguments)],
            cwd=REPOSITORY,
            env={"PATH": str(self.bin), "PLAY": str(self.play)} | env,
            capture_output=True,
            text=True,
            start_new_session=True,
            timeout=60,
            check=False,
        )

    def make_venv(self, **env: str) -> "subprocess.CompletedProcess[str]":
        return self.run("venv", self.venv, self.requirements, **env)

    def make_test_venv(self) -> "subprocess.CompletedProcess[str]":
        return self.run("venv", self.venv, self.requirements, self.test_requirements)

    def did(self) -> list[str]:
        """What Python did since the last question."""
        calls = self.play / "calls"
        done = calls.read_text().split() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return done

    def plays(self, act: str, script: str) -> None:
        """Lets one of Python's acts end otherwise from now on."""
        (self.play / act).write_text(script)

    def plays_well(self) -> None:
        for path in self.play.iterdir():
            path.unlink()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine that has what the README names."""
    machine = Machine(tmp_path)
    machine.has_python("3.11.2")
    return machine


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """The one sentence on stderr of a script that ended in it."""
    assert done.returncode not in (0, -signal.SIGINT), done
    assert "Traceback" not in done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


# --- the virtual environment ----------------------------------------------------------------------
def test_the_environment_is_made_and_filled_once(machine: Machine) -> None:
    assert machine.make_venv().returncode == 0
    assert machine.did() == ["ensurepip", "venv", "install"]

    again = machine.make_venv()

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert machine.did() == []


def test_what_the_tests_need_is_added_and_the_demo_finds_its_own_in_place(machine: Machine) -> None:
    machine.make_venv()
    machine.did()

    assert machine.make_test_venv().returncode == 0
    assert machine.did() == ["install"]

    machine.make_venv()
    machine.make_test_venv()
    assert machine.did() == []


def test_requirements_that_go_back_are_installed_again(machine: Machine) -> None:
    before = machine.requirements.read_text()
    for content in (before, "Django==6.0\n", before):
        machine.requirements.write_text(content)
        assert machine.make_venv().returncode == 0
        assert machine.did()[-1:] == ["install"], content


@pytest.mark.parametrize("act", ["venv", "install"])
def test_after_a_ctrl_c_in_the_middle_the_environment_is_made_anew(
    machine: Machine, act: str
) -> None:
    machine.plays(act, CTRL_C)
    assert machine.make_venv().returncode == -signal.SIGINT
    (machine.venv / "half").touch()
    machine.plays_well()

    assert machine.make_venv().returncode == 0

    assert machine.did() == ["ensurepip", "venv", "install"]
    assert not (machine.venv / "half").exists()
    assert machine.make_venv().stdout == ""


def test_a_half_environment_of_another_maker_is_made_anew(machine: Machine) -> None:
    (machine.venv / "bin").mkdir(parents=True)
    shutil.copy(machine.bin / "python3", machine.venv / "bin/python")

    assert machine.make_venv().returncode == 0

    assert machine.did() == ["ensurepip", "venv", "install"]


def test_an_environment_whose_python_was_upgraded_away_is_made_anew(machine: Machine) -> None:
    machine.make_venv()
    machine.did()
    (machine.venv / "pip").unlink()  # it lies in the folder of the old version

    assert machine.make_venv().returncode == 0

    assert machine.did() == ["ensurepip", "venv", "install"]


def test_without_python_the_packages_are_named(machine: Machine) -> None:
    (machine.bin / "python3").unlink()

    assert "apt install python3 python3-venv" in refused(machine.make_venv())
    assert not machine.venv.exists()


@pytest.mark.parametrize("version", ["3.9.2", "3.14.0"])
def test_an_unsupported_python_is_told_its_version_and_another_way(
    machine: Machine, version: str
) -> None:
    machine.has_python(version)

    said = refused(machine.make_venv())

    assert "3.11, 3.12 or 3.13" in said
    assert f"python3 here is {version}" in said
    assert "make demo PYTHON=" in said
    assert "apt install python3" not in said
    assert not machine.venv.exists()


def test_a_supported_python_beside_an_unsupported_one_is_taken(machine: Machine) -> None:
    machine.has_python("3.9.2")
    machine.has_python("3.12.3", "python3.12")

    assert machine.make_venv().returncode == 0


def test_a_python_asked_for_by_name_is_the_one_that_is_meant(machine: Machine) -> None:
    machine.has_python("3.9.2", "old-python")

    assert "old-python here is 3.9.2" in refused(machine.make_venv(PYTHON="old-python"))
    assert "no-python is not here" in refused(machine.make_venv(PYTHON="no-python"))
    assert machine.make_venv(PYTHON="python3").returncode == 0


def test_without_its_venv_module_the_package_is_named(machine: Machine) -> None:
    machine.plays("ensurepip", "exit 1")

    assert "apt install python3-venv" in refused(machine.make_venv())


def test_where_nothing_can_be_written_it_is_said(machine: Machine) -> None:
    machine.venv = machine.requirements / "venv"  # below a file

    assert "cannot be made here" in refused(machine.make_venv())


# pip's own words (23.0.1 and 25.1.1) for a name that does not resolve, and for a line that breaks.
NO_INDEX = [
    "echo 'WARNING: Retrying (Retry(total=0)) after connection broken by NewConnectionError'\n"
    "echo 'ERROR: Could not find a version that satisfies the requirement Django==5.2 "
    "(from versions: none)'\necho 'ERROR: No matching distribution found for Django==5.2'; exit 1",
    "echo 'ERROR: Exception:'\necho 'Traceback (most recent call last):'\n"
    "echo 'pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host=here): "
    "Read timed out.'; exit 2",
]


@pytest.mark.parametrize("words", NO_INDEX, ids=["no name", "line broke"])
def test_a_package_index_that_cannot_be_reached_is_said_with_a_way_on(
    machine: Machine, words: str
) -> None:
    machine.plays("install", words)

    said = refused(machine.make_venv())

    assert "cannot reach the Python package index" in said
    assert "PIP_INDEX_URL=" in said
    machine.plays_well()
    assert machine.make_venv().returncode == 0
    assert machine.did() == ["install"]  # nothing had been installed by halves


def test_the_demo_still_starts_when_the_tests_requirements_could_not_be_fetched(
    machine: Machine,
) -> None:
    machine.make_venv()
    machine.plays("install", NO_INDEX[0])
    machine.make_test_venv()
    machine.did()

    assert machine.make_venv().returncode == 0
    assert machine.did() == []


def test_another_trouble_of_pips_is_told_in_its_words_and_leaves_nothing_half(
    machine: Machine,
) -> None:
    machine.plays("install", "echo 'ERROR: [Errno 28] No space left on device'; exit 1")

    said = refused(machine.make_venv())

    assert "No space left on device" in said
    machine.plays_well()
    assert machine.make_venv().returncode == 0
    assert machine.did() == ["ensurepip", "venv", "install"]


def test_a_mirror_that_lacks_a_release_is_told_in_pips_words_and_nothing_is_made_twice(
    machine: Machine,
) -> None:
    machine.plays("install", "echo 'ERROR: No matching distribution found for Django==5.2'; exit 1")

    assert "No matching distribution found for Django==5.2" in refused(machine.make_venv())
    machine.plays_well()
    assert machine.make_venv().returncode == 0
    assert machine.did() == ["install"]


# --- the demo -------------------------------------------------------------------------------------
@pytest.mark.parametrize("port", ["abc", "", "0", "-1", "08000", "80a", "65535", "123456", "80 81"])
def test_a_port_that_is_none_is_said_before_anything_is_installed(
    machine: Machine, port: str
) -> None:
    said = refused(machine.run("demo", port, ".demo", machine.venv))

    assert f'"{port}" is none' in said
    assert "make demo PORT=8100" in said
    assert not machine.venv.exists()


def test_a_data_folder_without_a_name_is_said(machine: Machine) -> None:
    assert "make demo DATA=" in refused(machine.run("demo", "8000", "", machine.venv))


# --- packages of the system -----------------------------------------------------------------------
@pytest.fixture
def tests_machine(machine: Machine) -> Machine:
    """A machine with everything but the library that Playwright's Node needs."""
    machine.make_test_venv()
    machine.has("chromium", "#!/bin/sh")
    machine.plays("playwright", f"[ -e '{machine.folder}/libatomic1' ]; exit $?")
    machine.has("id", "#!/bin/sh\necho 1000")
    machine.has(
        "apt-get", f'#!/bin/sh\ncase "$*" in *libatomic1*) touch {machine.folder}/libatomic1; esac'
    )
    return machine


def packages(machine: Machine) -> "subprocess.CompletedProcess[str]":
    return machine.run("packages", machine.venv, CHROMIUM=str(machine.bin / "chromium"))


def test_a_library_that_playwright_needs_is_named_to_an_ordinary_user(
    tests_machine: Machine,
) -> None:
    assert refused(packages(tests_machine)) == (
        "The tests need libatomic1. On Debian: apt install libatomic1"
    )


def test_the_library_that_reads_calendar_files_is_named_too(tests_machine: Machine) -> None:
    (tests_machine.folder / "libatomic1").touch()
    tests_machine.plays("libical", "exit 1")

    assert refused(packages(tests_machine)) == (
        "The tests need libical3. On Debian: apt install libical3"
    )


def test_for_root_it_is_installed_and_nothing_when_nothing_is_missing(
    tests_machine: Machine,
) -> None:
    tests_machine.has("id", "#!/bin/sh\necho 0")

    installed, again = packages(tests_machine), packages(tests_machine)

    assert (installed.returncode, again.returncode) == (0, 0)
    assert "Installing libatomic1" in installed.stdout
    assert again.stdout == ""


def test_for_root_without_a_package_archive_the_packages_are_named_too(
    tests_machine: Machine,
) -> None:
    tests_machine.has("id", "#!/bin/sh\necho 0")
    tests_machine.has("apt-get", "#!/bin/sh\necho 'E: Unable to locate package'; exit 100")

    done = packages(tests_machine)

    assert done.returncode == 1
    assert "E: Unable to locate package" in done.stderr
    assert done.stderr.endswith("On Debian: apt install libatomic1\n")
