"""The random story finds what it is for: small mistakes in a copy of the code, one at a time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import REPOSITORY
from tests.payments.model.faults import FAULTS, Fault

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]
STEPS, SEED = 4000, "7"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "__pycache__", ".demo*", ".test", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole tree, without what can be made again."""
    folder = tmp_path_factory.mktemp("copy") / "evenkeel"
    shutil.copytree(REPOSITORY, folder, ignore=LEFT_OUT)
    return folder


def tell(copy: Path) -> subprocess.CompletedProcess[str]:
    """A story told in the copy, by its own code alone."""
    story = "tests/payments/test_model.py::test_twenty_thousand_steps_keep_every_promise"
    own = {"STORY_STEPS": str(STEPS), "STORY_SEED": SEED, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n0",
            "-p",
            "no:cacheprovider",
            "-m",
            "soak",
            story,
        ],
        cwd=copy,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_fault_the_copy_keeps_its_promises(copy: Path) -> None:
    told = tell(copy)
    assert told.returncode == 0, told.stdout[-6000:]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_the_fault_is_caught(copy: Path, fault: Fault) -> None:
    file = copy / fault.file
    right = file.read_text()
    assert right.count(fault.was) == 1, f"{fault.file} has changed: {fault.was}"
    file.write_text(right.replace(fault.was, fault.now))
    try:
        told = tell(copy)
    finally:
        file.write_text(right)
    assert told.returncode == 1, told.stdout[-6000:]
    assert any(sentence in told.stdout for sentence in fault.seen), told.stdout[-6000:]
    assert "The story:" in told.stdout
