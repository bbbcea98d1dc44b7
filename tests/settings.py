"""The site's own settings, in test mode."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("EVENKEEL_MODE", "test")
worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ.setdefault(
    "EVENKEEL_DATA", f"{tempfile.gettempdir()}/evenkeel-test-{worker}-{os.getuid()}"
)
# With the folder of collected files, empty or not: whitenoise warns where there is none.
Path(os.environ["EVENKEEL_DATA"], "static").mkdir(parents=True, exist_ok=True)

from config.settings import *  # noqa: E402, F403
