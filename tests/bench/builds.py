"""The builds that are measured: this folder's, and one of another revision in a folder of its own.

The bench of today drives both. Its own folder is laid over the other build's, so that the parts
that run inside a build (`within`) are today's, too, on that build's models and factories.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = Path("tests", "bench")
REQUIREMENTS = (
    "requirements.txt",
    "site/stripe_sandbox/requirements.txt",
    "tests/requirements.txt",
)
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evenkeel-bench"


@dataclass(frozen=True)
class Build:
    """One state of the code, and the Python that runs it."""

    name: str
    root: Path
    python: str

    def has(self, path: str) -> bool:
        """Whether this build has such a file or folder."""
        return (self.root / path).exists()


def today() -> Build:
    """The build that stands here, with whatever is not committed yet."""
    return Build("today", ROOT, sys.executable)


def production_python(build: Build) -> str:
    """A Python with nothing but the packages that run the build: what tests bring along is read by
    others' imports (Django's own test tools, Stripe's choice of a client) and is 4 MiB."""
    return cached_venv(build.root, ["requirements.txt"])


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Build]:
    """That revision as a work tree in `folder`, which is removed afterwards."""
    commit = _git("rev-parse", "--verify", "--short", f"{revision}^{{commit}}")
    root = folder / "base"
    _git("worktree", "add", "--detach", "--quiet", str(root), commit)
    try:
        shutil.rmtree(root / BENCH, ignore_errors=True)
        shutil.copytree(ROOT / BENCH, root / BENCH)
        yield Build(commit, root, _python_for(root))
    finally:
        _git("worktree", "remove", "--force", str(root))


def cached_venv(root: Path, files: list[str]) -> str:
    """The Python of a virtual environment with these requirements; made once for their content."""
    digest = hashlib.sha256(b"\0".join((root / name).read_bytes() for name in files))
    venv = CACHE / f"venv-{digest.hexdigest()[:12]}"
    venv.parent.mkdir(parents=True, exist_ok=True)
    env = os.environ | {"PYTHON": sys.executable}
    subprocess.run([str(ROOT / ".ci" / "venv"), str(venv), *files], cwd=root, env=env, check=True)
    return str(venv / "bin" / "python")


def _python_for(root: Path) -> str:
    """This Python where both builds want the same packages, else one of the other's own."""
    if _pins(root) == _pins(ROOT):
        return sys.executable
    return cached_venv(root, [name for name in REQUIREMENTS if (root / name).exists()])


def _pins(root: Path) -> set[str]:
    """What a build wants installed, whichever of its files says so and why."""
    texts = [(root / name).read_text() for name in REQUIREMENTS if (root / name).exists()]
    pins = {line.partition("#")[0].strip() for text in texts for line in text.splitlines()}
    return {pin for pin in pins if pin and not pin.startswith("-r")}


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
