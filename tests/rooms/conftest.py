"""Everybody's browsers in the room."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.rooms.browser import Crowd
from tests.rooms.server import Server


@pytest.fixture
def crowd(chromium: Browser, server: Server, transactional_db: None) -> Iterator[Crowd]:
    opened = Crowd(chromium, server)
    yield opened
    opened.leave()
    opened.no_errors()
