"""People with browsers of their own, who notice what a careful reviewer would notice."""

import re
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Response

from tests.rooms.browser import FLOWS, LISTEN_IN
from tests.running import RunningSite

CODE = re.compile(r"\b([A-Z]{4}-[A-Z]{4})\b")
LARGEST_PAGE = 100_000
# Keeps every socket a page opens, so that a test can cut the line.
LISTEN_TO_SOCKETS = """
window.__sockets = [];
window.WebSocket = class extends window.WebSocket {
  constructor(...given) { super(...given); window.__sockets.push(this); }
};
"""
# WCAG 2.2 AA and everything below it.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Person:
    """Somebody with a browser and a mailbox.

    Keeps every console error, every request that left the site and its payment page, and the
    weight of every page, so that `was_treated_well` can speak about the whole visit.
    """

    def __init__(self, browser: Browser, site: RunningSite, email: str, **context: Any) -> None:
        self.site = site
        self.email = email
        self.context = browser.new_context(**context)
        self.context.add_init_script(LISTEN_IN + LISTEN_TO_SOCKETS)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self._own_hosts = {urlsplit(site.url).netloc}
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.on("response", self._response)

    def also_trust(self, url: str) -> None:
        """The payment page is another site, on purpose."""
        self._own_hosts.add(urlsplit(url).netloc)

    def _console(self, message: Any) -> None:
        # A refused page (410, 403) is an answer, and a cut line was cut by the test: the browser
        # notes both as errors.
        expected = ("the server responded with a status of", "ERR_INTERNET_DISCONNECTED")
        if message.type == "error" and not any(words in message.text for words in expected):
            self.troubles.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in self._own_hosts:
            self.troubles.append(f"third party: {url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")

    def was_treated_well(self) -> None:
        """No console error, no script error, no third-party request, no 5xx in the whole visit."""
        assert self.troubles == []

    def account_of_it(self) -> str:
        """What their page shows at this moment: for the message of a failing test."""
        shown = self.page.evaluate("document.body.innerText")
        return f"{self.email} at {self.page.url}: {shown[:1500]}\n{self.troubles}"

    # --- reading --------------------------------------------------------------------------------
    def go(self, path: str) -> Response:
        """Opens an address of the site (or a full one) and looks the page over."""
        url = path if path.startswith("http") else self.site.url + path
        response = self.page.goto(url)
        assert response is not None
        self.look()
        return response

    def look(self) -> None:
        """The page is accessible (axe, WCAG 2.2 AA), light, and offers crisis help at one tap."""
        self.page.wait_for_load_state("load")
        found = (
            Axe()
            .run(self.page, options={"runOnly": {"type": "tag", "values": AXE_RULES}})
            .response["violations"]
        )
        problems = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
        assert problems == [], f"{self.page.url}: {problems}"
        weight = self.page.evaluate(
            """() => [...performance.getEntriesByType("navigation"),
                      ...performance.getEntriesByType("resource")]
                .reduce((sum, entry) => sum + (entry.encodedBodySize || 0), 0)"""
        )
        assert weight < LARGEST_PAGE, f"{self.page.url} weighs {weight} bytes"
        assert self.page.locator("a[href*='/help/']").count() > 0, self.page.url

    def text(self) -> str:
        """What the page's main part says."""
        return self.page.locator("main").inner_text()

    # --- doing ----------------------------------------------------------------------------------
    def press(self, name: str) -> None:
        """Presses the main part's button or link of that name."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name)
        (button if button.count() else main.get_by_role("link", name=name)).first.click()
        self.page.wait_for_load_state("load")

    def fill(self, **values: str) -> None:
        """Types into the named fields of the page's form, or chooses in a list."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name}']")
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def tick(self, *names: str) -> None:
        """Ticks boxes by pressing their labels, as a finger would."""
        for name in names:
            box = self.page.locator(f"main input[type=checkbox][name='{name}']")
            if not box.is_checked():
                self.page.locator(f"main label[for='{box.get_attribute('id')}']").click()
            assert box.is_checked()

    def submit(self) -> None:
        """Sends the page's form with its first button."""
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state("load")

    def type_code_from_letter(self, *, after: int) -> None:
        """Reads the code in the newest letter and types it."""
        letter = self.site.wait_for_letter(to=self.email, after=after)
        found = CODE.search(plain_text(letter))
        assert found is not None, plain_text(letter)
        self.fill(code=found.group(1))
        self.submit()

    def sign_in(self, *, totp: str = "") -> None:
        """Signs in with a code by mail; staff show their second factor too."""
        before = len(self.site.letters(to=self.email))
        self.go("/account/login/code/")
        self.fill(email=self.email)
        self.submit()
        self.type_code_from_letter(after=before)
        if totp:
            self.fill(code=totp)
            self.submit()

    def flows(self) -> list[dict[str, float]]:
        """What arrives from each other person: decoded frames and audio samples."""
        found: list[dict[str, float]] = self.page.evaluate(FLOWS)
        return found


def plain_text(letter: EmailMessage) -> str:
    """The text part of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_text(letter: EmailMessage) -> str:
    """The HTML part of a letter."""
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def calendar_text(letter: EmailMessage) -> str:
    """The calendar part of a letter."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return str(part.get_content())
