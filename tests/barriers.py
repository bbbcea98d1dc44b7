"""Barriers on a page, as axe finds them: by every rule, in one theme or in both."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.until import until

Found = list[tuple[str, list[str]]]
# All rules of axe that look at colours. The dark theme sets colours and nothing else
# (tests/design/test_colours.py), so what other rules find is the same in both.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
STILL = "() => document.getAnimations().every((one) => !(one instanceof CSSTransition))"
AXE = Axe()


def barriers(page: Page, part: str = "") -> Found:
    """The rules that a page (or a part of it) breaks as it stands, with the elements."""
    return _found(page, part, {})


def barriers_in_both_themes(page: Page, part: str = "") -> Found:
    """The same for a page that is light, and then for its colours in the dark."""
    light = barriers(page, part)
    in_theme(page, "dark")
    dark = _found(page, part, OF_COLOURS)
    in_theme(page, "light")
    return light + [(f"{rule} in the dark", elements) for rule, elements in dark]


def in_theme(page: Page, scheme: Literal["light", "dark"]) -> None:
    """The page in that theme, once no colour is on its way any more."""
    page.emulate_media(color_scheme=scheme)
    until(page, STILL)


def _found(page: Page, part: str, options: dict[str, Any]) -> Found:
    found = AXE.run(page, part or None, {"resultTypes": ["violations"]} | options)
    return [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]
    ]
