"""Waiting for what a page says of itself."""

import time

from playwright.sync_api import Page

PATIENCE_SECONDS = 30


def until(page: Page, condition: str) -> None:
    """Returns once the script's expression is true on the page.

    Playwright's `wait_for_function` cannot wait for an expression where a page forbids `eval`, as
    ours do: it fails unless the expression is true at once.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"never so: {condition}"
        page.wait_for_timeout(20)
