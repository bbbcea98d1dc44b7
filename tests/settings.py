"""The site's own settings, in test mode, with a data folder for each process that runs tests."""

import os
import shutil
import tempfile
from pathlib import Path
from zlib import crc32

# Databases, sites and browsers of tests live in memory where there is enough of it: a commit would
# wait for a disk that may be busy. Programs that tests start inherit it.
_MEMORY = "/dev/shm"
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK):
    _roomy = shutil.disk_usage(_MEMORY).free > 2_000_000_000
    os.environ["TMPDIR"] = _MEMORY if _roomy else tempfile.gettempdir()
    tempfile.tempdir = None  # asked again

os.environ["EVENKEEL_MODE"] = "test"
# Set, not defaulted: xdist's workers inherit the environment of the process that starts them.
_checkout = crc32(str(Path(__file__).resolve()).encode())
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_folders = Path(f"{tempfile.gettempdir()}/evenkeel-test-{os.getuid()}-{_checkout:x}")
_folders.mkdir(exist_ok=True)
for _left in _folders.iterdir():
    if not Path("/proc", _left.name.rpartition("-")[2]).exists():
        shutil.rmtree(_left, ignore_errors=True)  # of a run that was killed
os.environ["EVENKEEL_DATA"] = str(_folders / f"{_worker}-{os.getpid()}")
# A Redis database of its own as well: one worker clears its cache while the other fills its own.
_redis = os.environ.setdefault("SHARED_REDIS_URL", os.environ.get("REDIS_URL", ""))
if _redis:
    _server, _, _number = _redis.rpartition("/")
    _own = int(_number) + (0 if _worker == "main" else 1 + int(_worker.removeprefix("gw")))
    os.environ["REDIS_URL"] = f"{_server}/{_own}"
# With the folder of collected files, empty or not: whitenoise warns where there is none.
Path(os.environ["EVENKEEL_DATA"], "static").mkdir(parents=True, exist_ok=True)

from config.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # Making and dropping test databases may take longer than any page may: no statement_timeout.
    DATABASES["default"]["OPTIONS"] = {"options": "-c lock_timeout=30000"}  # noqa: F405
    DATABASES["default"]["ENGINE"] = "tests.emptied.postgresql"  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"test_evenkeel_{_checkout:x}"}  # noqa: F405
else:
    DATABASES["default"]["ENGINE"] = "tests.emptied.sqlite"  # noqa: F405

# Every test's client loads the middleware anew, and with it a list of all static files (a fifth of
# the run); they are looked up one by one instead.
WHITENOISE_AUTOREFRESH = True
