"""Collected static files for running sites: collected once for the same files, copied for each.

Compressing them takes fifteen seconds of one processor.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.databases import REPOSITORY, one_at_a_time
from tests.running import RunningSite

# What production must be told before it starts.
PRODUCTION = {
    "EVENKEEL_MODE": "production",
    "SECRET_KEY": "a key of this test " * 4,
    "VAULT_KEYS": "one:" + base64.b64encode(b"k" * 32).decode(),
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "STRIPE_SECRET_KEY": "sk_test_of_this_test",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_this_test",
}


def collect(site: RunningSite) -> None:
    """Gives a site its collected files: the first time by the command, as production runs it.

    Call it before anything else: a loaded site has read already which files there are.
    """
    assert not site.is_loaded
    kept = Path(tempfile.gettempdir()) / f"evenkeel-static-{_files()}"
    static = site.data_dir / "static"
    with one_at_a_time(kept):
        if not kept.exists():
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
            subprocess.run(command, cwd=REPOSITORY, env=site.env | PRODUCTION, check=True)
            half = kept.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(static, half)
            half.rename(kept)
            return
    shutil.copytree(kept, static, dirs_exist_ok=True)


def _files() -> str:
    """Changes whenever a static file, a package or the way of collecting does."""
    digest = hashlib.sha256()
    for name in ("requirements.txt", "site/config/static.py"):
        digest.update((REPOSITORY / name).read_bytes())
    for name in ("site", "courses", "groups", "payments"):
        for path in sorted((REPOSITORY / name).glob("**/static/**/*")):
            if path.is_file():
                digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
