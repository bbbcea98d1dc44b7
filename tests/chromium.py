"""One Chromium for the tests of a file; everybody in them has a window (a context) of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, sync_playwright

# Chromium draws the list below its address bar by pages of its own and makes them ready for every
# window, unseen: ten times the work of the page that is tested.
FEATURES_OFF = [
    "WebRtcHideLocalIpsWithMdns",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Few pictures a second: each is coded and decoded by the processor, for everybody in the room.
    "--use-fake-device-for-media-stream=fps=5",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    f"--disable-features={','.join(FEATURES_OFF)}",
]
# The same that `.ci/packages` looks for.
PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]


def launch(
    kind: BrowserType, *, localhost: str = "127.0.0.1", keeps_pages: bool = False
) -> Browser:
    """Starts a Chromium; `localhost` is the loopback address that it takes for "localhost".

    `keeps_pages`: the way back shows a page as it was left, as browsers do for people. Playwright
    turns that off.
    """
    found = [os.environ.get("CHROMIUM", ""), *PLACES]
    path = next(path for path in found if path and Path(path).exists())
    rules = f"--host-resolver-rules=MAP localhost {localhost}"
    dropped = ["--disable-back-forward-cache"] if keeps_pages else []
    return kind.launch(executable_path=path, args=[*FLAGS, rules], ignore_default_args=dropped)


@contextmanager
def a_chromium(*, keeps_pages: bool = False) -> Iterator[Browser]:
    """A Chromium that ends with the block; `keeps_pages` as in `launch`.

    Playwright's own loop runs in this thread meanwhile, and the test's rows are made beside it.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright.chromium, keeps_pages=keeps_pages)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
