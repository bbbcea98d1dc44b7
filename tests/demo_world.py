"""The demo's world for running sites: built once a run, copied for each.

Building it takes twenty seconds of one processor.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.databases import FILE_NAME, one_at_a_time
from tests.running import RunningSite

BUILD = "import clock; from demo.world import build_world; build_world(now=clock.now())"
# What a copy has of its own: collected files, what its programs said.
OWN = shutil.ignore_patterns("static", "*.log", "*-shm")


def bring_the_demo(site: RunningSite, run: Path) -> None:
    """Gives a site that is not started yet the demo's world as of this run, whose folder is `run`.

    On a database server each site builds its own: there is one.
    """
    if site.database_url.startswith("postgres"):
        site.run(BUILD)
        return
    kept = run / "demo-world"
    with one_at_a_time(kept):
        if not kept.exists():
            site.run(BUILD)
            half = kept.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(site.data_dir, half, ignore=OWN)
            half.rename(kept)
            return
    shutil.copytree(kept, site.data_dir, dirs_exist_ok=True)
    with closing(sqlite3.connect(site.data_dir / FILE_NAME)) as database, database:
        database.execute("UPDATE wagtailcore_site SET port = ?", [site.port])
