"""Time-zone rules as they were before 2026: a folder for PYTHONTZPATH, a wheel as pip had it.

The files are written here and not taken from a machine: which release that has is not ours to say.
"""

import importlib
import shutil
import struct
from pathlib import Path

# By the rules of 2025b these clocks still go back in the autumn of 2026 (and Morocco has Ramadan).
OLD = {
    "America/Havana": ("CST", -5, "CST5CDT,M3.2.0/0,M11.1.0/1"),
    "America/Vancouver": ("PST", -8, "PST8PDT,M3.2.0,M11.1.0"),
    "America/Edmonton": ("MST", -7, "MST7MDT,M3.2.0,M11.1.0"),
    "America/Winnipeg": ("CST", -6, "CST6CDT,M3.2.0,M11.1.0"),
    "Africa/Casablanca": ("+01", 1, "<+01>-1"),
}


def old_zone_files(folder: Path) -> Path:
    """Writes the old zones below `folder`, and returns it."""
    for name, (standard, hours, rule) in OLD.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_zone_file(standard, hours, rule))
    return folder


def old_wheel(folder: Path) -> Path:
    """A `tzdata` package of old rules below `folder`, which is returned: a path for PYTHONPATH."""
    pinned = Path(str(importlib.import_module("tzdata").__file__)).parent
    package = folder / "tzdata"
    shutil.copytree(pinned, package, ignore=shutil.ignore_patterns("__pycache__"))
    old_zone_files(package / "zoneinfo")
    (package / "__init__.py").write_text('IANA_VERSION = "2025b"\n')
    return folder


def _zone_file(standard: str, hours: int, rule: str) -> bytes:
    """A zone that has followed one POSIX rule for ever (RFC 8536: header, data, twice; the rule).

    `standard` is what its time is called in winter, `hours` how far that is ahead of UTC.
    """
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, len(standard) + 1)
    data = struct.pack(">lbb", hours * 3600, 0, 0) + standard.encode() + b"\0"
    half = b"TZif2" + bytes(15) + counts + data
    return half + half + b"\n" + rule.encode() + b"\n"
