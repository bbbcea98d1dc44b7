"""A phone on a site that runs, with pages that it keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.demo_world import bring_the_demo
from tests.rooms.server import free_port
from tests.running import RunningSite
from tests.statics import collect

# Everything that is in Cache Storage, as text, by its address.
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      found[new URL(url).pathname] = await (await cache.match(url)).text();
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_folder: Path) -> Iterator[RunningSite]:
    """The demo's world with hashed files, as visitors get them."""
    folder: Path = tmp_path_factory.mktemp("site")
    running = RunningSite(folder, free_port(), {"COLLECTED_STATIC": "true"}, worker=False)
    try:
        running.start(prepare=partial(build, run=run_folder))
        yield running
    finally:
        running.stop()


def build(site: RunningSite, run: Path) -> None:
    """Hashed files, and the demo's world."""
    collect(site)
    bring_the_demo(site, run)


@contextmanager
def a_phone(
    chromium: Browser, site: RunningSite, zone: str = "Europe/London", **options: Any
) -> Iterator[Page]:
    """A window with a clock; fails on an error of a script and on any foreign request."""
    troubles: list[str] = []
    options.setdefault("viewport", {"width": 390, "height": 844})
    with chromium.new_context(timezone_id=zone, service_workers="allow", **options) as window:
        page = window.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        window.on(
            "request", lambda r: None if r.url.startswith(site.url) else troubles.append(r.url)
        )
        yield page
    assert troubles == [], troubles


@pytest.fixture(scope="module")
def phone_that_keeps(chromium: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    """A phone with all pages kept, for the tests of a file that only read them."""
    with a_phone(chromium, site) as page:
        opened(page, site)
        yield page.context


@pytest.fixture
def reader(phone_that_keeps: BrowserContext) -> Iterator[Page]:
    """A tab on that phone, with a connection; fails on an error of a script."""
    troubles: list[str] = []
    page = phone_that_keeps.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    page.close()
    phone_that_keeps.set_offline(False)
    assert troubles == [], troubles


def wait_for(page: Page, *states: str) -> str:
    """Until the page knows how it went, in one of these ways."""
    among = ", ".join(f"[data-offline][data-state={state}]" for state in states)
    page.locator(among).wait_for(state="attached", timeout=150_000)
    return page.locator("[data-offline]").get_attribute("data-state") or ""


def opened(page: Page, site: RunningSite) -> None:
    page.goto(f"{site.url}/skills/")
    wait_for(page, "whole", "now")


def cut(window: BrowserContext) -> None:
    window.set_offline(True)
