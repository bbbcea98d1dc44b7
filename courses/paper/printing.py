"""From a sheet to the bytes of a PDF, by the press (`press.py`)."""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from courses.paper.frame import FONTS, TYPST
from courses.paper.sheets import Sheet

# Run and never imported: web processes and the worker do without the compiler in their memory.
PRESS = Path(__file__).with_name("press.py")
PATIENCE = 90.0  # real seconds for one paper; one of ours takes half of one
# Papers that somebody waits for: so many at a time in one process that pages do not wait, too.
AT_ONCE = 2
READERS_PATIENCE = 10.0
_places = threading.BoundedSemaphore(AT_ONCE)

logger = logging.getLogger(__name__)


class PressFailed(Exception):
    """The press made nothing; the message is its own."""


class NotPrintedNow(Exception):
    """The press is busy, or cannot set these words."""


def print_for_reader(sheet: Sheet) -> bytes:
    """One that is somebody's own, made while they wait, kept nowhere. Raises NotPrintedNow."""
    if not _places.acquire(timeout=READERS_PATIENCE):
        raise NotPrintedNow
    try:
        return print_sheet(sheet, patience=READERS_PATIENCE)
    except PressFailed as error:
        # What the press says may quote what somebody wrote.
        logger.warning("a paper of somebody's own was not printed")
        raise NotPrintedNow from error
    finally:
        _places.release()


def print_sheet(sheet: Sheet, *, patience: float = PATIENCE) -> bytes:
    """The sheet as PDF, made by a program of its own within so many real seconds. Raises
    PressFailed."""
    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        work = Path(name)
        for source in TYPST.glob("*.typ"):
            shutil.copyfile(source, work / source.name)
        for file, content in sheet.files.items():
            (work / file).write_bytes(content)
        try:
            ended = subprocess.run(  # noqa: S603  (our own press, with paths of ours)
                [sys.executable, "-I", str(PRESS), str(work), str(FONTS)],
                input=json.dumps(sheet.words).encode(),
                capture_output=True,
                timeout=patience,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PressFailed("it took too long") from error
        if ended.returncode:
            told = ended.stderr.decode(errors="replace").strip().splitlines()
            raise PressFailed(told[-1] if told else f"it ended with {ended.returncode}")
        return ended.stdout
