"""`make bench`: what pages, rooms, seats and letters cost, beside another build of the same run.

Nothing fails here for being slow: figures are for reading, and only ratios of one run compare.
"""

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("EVENKEEL_MODE", "test")

from tests.bench.builds import checked_out, today  # noqa: E402  (needs the two roots above)
from tests.bench.rounds import Line, Size, measure, opened, say  # noqa: E402
from tests.bench.rows import GROUPS  # noqa: E402
from tests.bench.table import table  # noqa: E402


def main() -> None:
    """Measures the groups that were asked for and prints one table."""
    names = [group.name for group in GROUPS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="rows", help=", ".join(names))
    parser.add_argument("--base", default="", help="a git revision that is measured beside")
    parser.add_argument("--full", action="store_true", help="100 rooms, 1,400 sockets, 600 groups")
    parser.add_argument("--pairs", type=int, default=5, help="how often each build is measured")
    parser.add_argument("--json", type=Path, help="keeps every figure in this file")
    asked = parser.parse_args()
    wanted = asked.rows or names
    if unknown := set(wanted) - set(names):
        parser.error(f"no such rows: {', '.join(sorted(unknown))}")
    server = os.environ.pop("DATABASE_URL", "")
    os.environ.pop("REDIS_URL", "")  # every site has a server of its own
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # tidies up, as after Ctrl-C
    began, load = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="evenkeel-bench-") as folder:
        size = Size(full=asked.full, pairs=asked.pairs)
        lines = _measured(asked.base, Path(folder), size, wanted, server=server)
    base = next((name for name in lines[0].figures if name != "today"), None)
    if asked.json:
        kept = {line.row.key: line.figures for line in lines}
        asked.json.write_text(json.dumps(kept, indent=1))
    sys.stdout.write(
        f"{table(lines, base=base)}\n\nPython {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after; "
        f"{time.monotonic() - began:.0f} s; {'full' if asked.full else 'quick'} settings\n"
    )


def _measured(base: str, folder: Path, size: Size, wanted: list[str], *, server: str) -> list[Line]:
    lines: list[Line] = []

    def run(*builds: object) -> None:
        with opened(builds, folder, size, server=server) as bench:  # type: ignore[arg-type]
            for group in GROUPS:
                if group.name in wanted:
                    lines.extend(measure(group, bench))

    if base:
        with checked_out(base, folder) as other:
            say(f"today beside {other.name}")
            run(today(), other)
    else:
        run(today())
    return lines


if __name__ == "__main__":
    main()
