"""`make bench`: what pages, the room, letters and seats cost, beside a baseline of the same run.

Nothing fails here for being slow: figures are for reading, and only ratios of one run compare.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("EVENKEEL_MODE", "test")

from tests.bench import letters, pages, room, seats  # noqa: E402  (needs the two roots above)
from tests.bench.servers import BareServer  # noqa: E402
from tests.rooms.server import free_port  # noqa: E402
from tests.running import RunningSite  # noqa: E402

SECTIONS = ("pages", "room", "letters", "seats")
BUILD = "from tests.bench.world import build; build()"


def main() -> None:
    """Measures on the embedded defaults and, where they are named, on PostgreSQL and Redis."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    wanted = parser.parse_args().sections or list(SECTIONS)
    if unknown := set(wanted) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    named = {name: os.environ.pop(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
    _say(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {_load_now()}")
    _measure("SQLite, no Redis", {}, wanted)
    if any(named.values()):
        given = {name: url for name, url in named.items() if url}
        label = " and ".join(
            word
            for name, word in (("DATABASE_URL", "PostgreSQL"), ("REDIS_URL", "Redis"))
            if name in given
        )
        _measure(label, given, wanted)
    _say(f"\n{time.monotonic() - began:.0f} s. Load at the end: {_load_now()}")


def _measure(label: str, environment: dict[str, str], wanted: list[str]) -> None:
    _say(f"\n=== {label} " + "=" * max(0, 72 - len(label)))
    os.environ.update(environment)
    with tempfile.TemporaryDirectory(prefix="evenkeel-bench-") as folder:
        with _running(Path(folder)) as (site, bare, told):
            if "pages" in wanted:
                inside, sized = pages.measure_inside(site, told)
                inside.show()
                pages.measure_over_http(site, bare, sized).show()
            if "room" in wanted:
                room.measure(site, bare, json.loads(told)).show()
            if "letters" in wanted:
                letters.measure(site, told).show()
            if "seats" in wanted:
                seats.measure(site).show()


@contextmanager
def _running(folder: Path) -> Iterator[tuple[RunningSite, BareServer, str]]:
    """The site as the product runs it, with a world in it, and the baseline's server."""
    site = RunningSite(folder, free_port(), {"COLLECTED_STATIC": "true"}, worker=False)
    told: list[str] = []

    def prepare(prepared: RunningSite) -> None:
        told.extend(prepared.run(BUILD).strip().splitlines()[-1:])
        prepared.manage("collectstatic", "--no-input", "--verbosity", "0")

    try:
        site.start(prepare=prepare)
        with BareServer() as bare:
            yield site, bare, told[0]
    finally:
        site.stop()


def _load_now() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
