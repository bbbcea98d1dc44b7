"""Writing by composing signs, as keyboards of Japan, China and Korea do it."""

from playwright.sync_api import Page

COMPOSED = 229


def compose(page: Page, text: str) -> None:
    """Begins to compose in the field that has the focus: the text stands there, not yet chosen."""
    device = page.context.new_cdp_session(page)
    device.send(
        "Input.imeSetComposition",
        {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
    )


def choose(page: Page, text: str, key: str = "Enter") -> None:
    """Takes the composed text by a key, in Safari's order: composed first, then the key."""
    device = page.context.new_cdp_session(page)
    device.send("Input.insertText", {"text": text})
    for kind in ("rawKeyDown", "keyUp"):
        pressed = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": COMPOSED}
        device.send("Input.dispatchKeyEvent", pressed)


def press_while_composing(page: Page, key: str) -> None:
    """A key in the middle of it, in the order of all other browsers."""
    page.evaluate(
        """(key) => document.activeElement.dispatchEvent(new KeyboardEvent(
            "keydown", { key, isComposing: true, bubbles: true, cancelable: true }))""",
        key,
    )
