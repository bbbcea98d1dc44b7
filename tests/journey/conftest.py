"""The whole product, running, with the demo's world in it."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.demo_world import bring_the_demo
from tests.rooms.server import free_port
from tests.running import RunningSite
from tests.statics import collect

# With Redis at hand there are two web processes: the member's and the facilitator's.
TWIN = "127.0.0.2" if os.environ.get("REDIS_URL") else ""


@pytest.fixture
def site(tmp_path: Path, run_folder: Path) -> Iterator[RunningSite]:
    """Web (two processes where Redis is there), worker and sandbox on a fresh demo world."""
    running = RunningSite(
        tmp_path,
        free_port(),
        {"COLLECTED_STATIC": "true"},
        sandbox_port=free_port(),
        twin_host=TWIN,
    )
    try:
        running.start(prepare=partial(_prepare, run=run_folder))
        yield running
    finally:
        running.stop()


def _prepare(site: RunningSite, run: Path) -> None:
    collect(site)
    bring_the_demo(site, run)
