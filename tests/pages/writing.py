"""Writing a lesson in the editor as a person does: by what stands on its buttons and fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as Wrong

from tests.running import RunningSite

SAVED = "#w-autosave-indicator[data-w-autosave-state-value='saved']"


# Runs before the page's own scripts; keeps what the editor said, for the one who reads why it
# did not save.
HEARS = """
window.said = [];
for (const what of ["unsaved:watch-edits", "unsaved:add", "unsaved:clear", "autosave:save",
                    "autosave:success", "autosave:error", "autosave:deactivated"])
    addEventListener(`w-${what}`, event => window.said.push(
        [Math.round(performance.now()), what, event.detail?.type, event.detail?.text]
    ));
addEventListener("w-unsaved:watch-edits", () => document.body.setAttribute("watches", ""));
"""


def open_editor(page: Page, url: str) -> None:
    """A form of the editor, once it watches: what is typed in its first two seconds Wagtail takes
    for what stood there, and neither saves nor shows it until somebody types more."""
    page.add_init_script(HEARS)
    page.goto(url)
    page.locator("body[watches]").wait_for()


def stream(page: Page, name: str) -> Locator:
    """One of the form's parts that are made of blocks."""
    return page.locator(f"[data-contentpath='{name}']").first


def add_block(page: Page, name: str, kind: str = "") -> Locator:
    """Adds a block at the end of a part and returns it; `kind` where there are several."""
    part = stream(page, name)
    blocks = part.locator("[data-streamfield-child]:visible")
    before = blocks.count()
    part.locator(":scope button.c-sf-add-button").last.click()
    if kind:
        page.get_by_role("option", name=kind).first.click()
    new = blocks.nth(before)
    new.wait_for()
    return new


def write_text(block: Locator, words: str) -> None:
    """Into the running text of a block."""
    place = block.locator("[role=textbox][contenteditable=true]").first
    place.click()
    place.press_sequentially(words)


def upload_picture(page: Page, block: Locator, file: Path, *, title: str) -> None:
    """Through the window that opens on “Choose an image”."""
    block.get_by_role("button", name="Choose an image").click()
    window = page.locator(".modal-dialog")
    window.get_by_role("tab", name="Upload").click()
    window.locator("input[type=file]").set_input_files(file)
    window.get_by_label("Title").last.fill(title)
    window.get_by_role("button", name="Upload").click()
    window.wait_for(state="hidden")


def choose_recording(page: Page, block: Locator, *, title: str) -> None:
    """Through the window with the recordings that are there."""
    block.locator("button", has_text="Choose").first.click()
    window = page.locator(".modal-dialog")
    window.get_by_role("link", name=title).click()
    window.wait_for(state="hidden")


def is_saved(page: Page) -> None:
    """Waits until the editor has kept what was typed; says what the editor said if it has not."""
    try:
        page.locator(SAVED).wait_for(state="attached")
    except Wrong as wrong:
        said = page.evaluate("[window.said, Math.round(performance.now())]")
        raise AssertionError(f"The editor said {said}.") from wrong


def hears_of_nobody(page: Page) -> None:
    """The editor asks no more, until it is opened again, whether others have saved a version.

    It asks every ten seconds, and once it has heard of one it stops the buttons by itself.
    """
    page.evaluate("document.dispatchEvent(new CustomEvent('w-autosave:save'))")


def save_draft(page: Page) -> None:
    """It stands behind the next step, which is the large button."""
    page.locator("[data-edit-form] button.action-save").first.evaluate("button => button.click()")


@contextmanager
def editor_window(
    chromium: Browser, site: RunningSite, session: str, lesson: str
) -> Iterator[Page]:
    """A person's window with a lesson open; each is in front, as on two screens."""
    cookie: Any = {"name": f"ek{site.port}-session", "value": session, "url": site.url}
    with chromium.new_context(viewport={"width": 1400, "height": 1000}) as window:
        window.add_cookies([cookie])
        page = window.new_page()
        open_editor(page, f"{site.url}/cms/pages/{lesson}/edit/")
        yield page


def press_in_menu(page: Page, name: str) -> None:
    """A button of the form's foot, the large one or one behind its arrow."""
    button = page.locator("[data-edit-form] footer, [data-edit-form] .footer").get_by_role(
        "button", name=name
    )
    button.first.evaluate("button => button.click()")
    page.wait_for_load_state("load")
