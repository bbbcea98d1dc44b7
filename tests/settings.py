"""The site's own settings, in test mode, with a data folder for each worker of each checkout."""

import os
import tempfile
from pathlib import Path
from zlib import crc32

os.environ["EVENKEEL_MODE"] = "test"
# Set, not defaulted: xdist's workers inherit the environment of the process that starts them.
_checkout = crc32(str(Path(__file__).resolve()).encode())
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["EVENKEEL_DATA"] = (
    f"{tempfile.gettempdir()}/evenkeel-test-{os.getuid()}-{_checkout:x}/{_worker}"
)
# With the folder of collected files, empty or not: whitenoise warns where there is none.
Path(os.environ["EVENKEEL_DATA"], "static").mkdir(parents=True, exist_ok=True)

from config.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # Making and dropping test databases may take longer than any page may: no statement_timeout.
    DATABASES["default"]["OPTIONS"] = {"options": "-c lock_timeout=30000"}  # noqa: F405
