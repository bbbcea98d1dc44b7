"""Collected static files for running sites: collected once for the same files, copied for each.

Compressing them takes fifteen seconds of one processor.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.databases import REPOSITORY, one_at_a_time
from tests.running import RunningSite


def collect(site: RunningSite) -> None:
    """Gives a site its collected files, by its own command the first time.

    Call it before anything else: a loaded site has read already which files there are.
    """
    assert not site.is_loaded
    kept = Path(tempfile.gettempdir()) / f"evenkeel-static-{_files(site.env['EVENKEEL_MODE'])}"
    static = site.data_dir / "static"
    with one_at_a_time(kept):
        if not kept.exists():
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
            subprocess.run(command, cwd=REPOSITORY, env=site.env, check=True)
            half = kept.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(static, half)
            half.rename(kept)
            return
    shutil.copytree(kept, static, dirs_exist_ok=True)


def _files(mode: str) -> str:
    """Changes whenever a static file, a package or the way of collecting does."""
    digest = hashlib.sha256(mode.encode())
    for name in ("requirements.txt", "site/config/static.py"):
        digest.update((REPOSITORY / name).read_bytes())
    for name in ("site", "courses", "groups", "payments"):
        for path in sorted((REPOSITORY / name).glob("**/static/**/*")):
            if path.is_file():
                digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
