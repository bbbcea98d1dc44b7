"""`python -m tests.upgrade.make`: keeps the present release's migrations and a world it made.

Run it when a release is cut, after its version stands in `pyproject.toml`. PostgreSQL must answer
at DATABASE_URL, or where `make test-services` looks for it.
"""

import argparse
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["EVENKEEL_MODE"] = "test"

from tests.databases import make_template  # noqa: E402  (needs the two roots above)
from tests.rooms.server import free_port  # noqa: E402
from tests.running import RunningSite  # noqa: E402
from tests.upgrade.releases import KEYS, Kept, Release, is_cut, present_version  # noqa: E402

SERVER = os.environ.get("DATABASE_URL") or "postgres://root@127.0.0.1:5432/postgres"
ANA = "ana@demo.example"
INSIDE = "from tests.upgrade.world import *; {}"


def main() -> int:
    """Makes what is kept of the present version, on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade.make", description=__doc__)
    parser.add_argument(
        "--again", action="store_true", help="also when that release is cut and kept already"
    )
    release = Release(present_version())
    if refusal := why_not(release, again=parser.parse_args().again):
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    release.keep_hashes()
    os.environ.pop("REDIS_URL", None)
    for engine, url in (("sqlite", ""), ("postgresql", SERVER)):
        os.environ["DATABASE_URL"] = url
        make_template()
        kept = release.world(engine)
        with tempfile.TemporaryDirectory() as folder:
            make_world(kept, Path(folder))
        size = kept.backup.stat().st_size
        print(f"{kept.backup.relative_to(ROOT)}: {size / 1000:.0f} kB")  # noqa: T201
    return 0


def why_not(release: Release, *, again: bool) -> str:
    """Why nothing may be made anew, or empty: people may have installed what is cut and kept."""
    if again or not is_cut(release.version) or not release.folder.exists():
        return ""
    return (
        f"{release.version} is cut (CHANGELOG.md) and kept: somebody may have installed it. Change"
        " nothing it shipped and write a new migration; for a new release, state its version in"
        " pyproject.toml first. Surely nobody has? Then: python -m tests.upgrade.make --again"
    )


def make_world(kept: Kept, data: Path) -> None:
    """A whole installation, some of its life, and its backup."""
    sandbox = free_port()
    site = RunningSite(
        data / "site", free_port(), {"VAULT_KEYS": KEYS}, web=False, worker=False,
        sandbox_port=sandbox,
    )  # fmt: skip
    try:
        site.start()
        site.move_clock(datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0))
        site.run(INSIDE.format("build()"))
        site.run(INSIDE.format(f"buy({sandbox})"))
        day_before, moment = map(
            datetime.fromisoformat, json.loads(_last_line(site.run(INSIDE.format("tell_when()"))))
        )
        site.move_clock(day_before)
        for _ in ("posts the letters that are due", "sends them"):
            site.manage("worker", "--once")
        link = mailed_link(site)
        site.move_clock(moment)
        site.run(INSIDE.format("talk()"))
        site.manage("worker", "--once")
        site.manage("backup", str(kept.backup))
        sums = json.loads(_last_line(site.run(INSIDE.format("tell_sums()"))))
        kept.tell(moment=moment, link=link, sums=sums)
    finally:
        site.stop()


def mailed_link(site: RunningSite) -> str:
    """The path of the personal link in the newest letter to Ana that has one."""
    bodies = [letter.get_body(("plain",)) for letter in site.letters(to=ANA)]
    texts = [str(body.get_content()) for body in bodies if body is not None]
    links = [
        line.strip().removeprefix(site.url)
        for text in texts
        for line in text.splitlines()
        if line.strip().startswith(f"{site.url}/join/")
    ]
    assert links, texts
    return links[-1]


def _last_line(printed: str) -> str:
    return printed.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
