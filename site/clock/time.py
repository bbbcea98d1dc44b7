"""The clock and its offset."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

_read: tuple[tuple[int, int], timedelta] | None = None


def real_now() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the shared clock is ahead of the machine's; zero where no offset is kept."""
    global _read
    path: Path | None = settings.CLOCK_FILE
    if path is None:
        return timedelta(0)
    try:
        found = path.stat()
    except OSError:
        return timedelta(0)
    stamp, kept = (found.st_mtime_ns, found.st_ino), _read
    if kept is None or kept[0] != stamp:
        # Another thread may be reading too: what we return is what we read ourselves.
        kept = _read = (stamp, timedelta(seconds=float(path.read_text() or 0)))
    return kept[1]


def now() -> datetime:
    """The time that every rule of the site goes by, aware, in UTC."""
    return real_now() + offset()


def set_offset(seconds: float) -> None:
    """Moves the shared clock for every process that reads the same file.

    Raises RuntimeError in production, where the clock cannot be moved.
    """
    path: Path | None = settings.CLOCK_FILE
    if path is None:
        raise RuntimeError("The clock cannot be moved in production.")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(f"{seconds:.3f}")
    fresh.replace(path)  # readers see the old offset or the new one, never half a number


def move_to(moment: datetime) -> None:
    """Sets the shared clock to `moment` (aware)."""
    set_offset((moment - real_now()).total_seconds())
