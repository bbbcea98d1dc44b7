"""One server for all the room's socket tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rooms.server import Server


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object
) -> Iterator[Server]:
    """A web process on the tests' database; whatever it logged, no traceback is among it."""
    log: Path = tmp_path_factory.mktemp("room") / "server.log"
    running = Server(log)
    running.start()
    yield running
    running.stop()
    running.assert_no_traceback()
