"""The checkout in Chromium: by keyboard, without JavaScript, on a phone, in the dark, with axe."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
import stripe
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize

from tests.stripe_sandbox.conftest import NewSession
from tests.stripe_sandbox.launcher import SandboxProcess
from tests.stripe_sandbox.reading import page_of
from tests.stripe_sandbox.receiver import Receiver

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
# axe's own standard rules, and that nothing hides behind another thing
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def open_page(chromium: Browser, sandbox: SandboxProcess, receiver: Receiver) -> Iterator[OpenPage]:
    """Return a function that opens a page and sees to it that nothing foreign or wrong happens."""
    contexts, troubles = [], []

    def watch(request: Request) -> None:
        if not request.url.startswith((sandbox.url, receiver.site)):
            troubles.append(f"foreign request: {request.url}")

    def open_one(
        address: str, *, size: ViewportSize = DESK, scheme: Scheme = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=size, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def seat(new_session: NewSession, receiver: Receiver) -> NewSession:
    """Return a function that makes a session whose site really answers."""

    def make(
        amount: int = 12_000, currency: str = "eur", **changes: Any
    ) -> stripe.checkout.Session:
        return new_session(
            amount,
            currency,
            success_url=receiver.site + "/done?session={CHECKOUT_SESSION_ID}",
            cancel_url=receiver.site + "/cancelled",
            **changes,
        )

    return make


def fill(page: Page, card: str = "4242424242424242") -> None:
    page.get_by_label("E-mail").fill("kim@example.org")
    page.get_by_label("Name", exact=True).fill("Kim Example")
    page.get_by_label("Card number").fill(card)
    page.get_by_label("Expiry").fill("12/34")
    page.get_by_label("Security code").fill("123")


def violations(page: Page) -> list[tuple[str, list[str]]]:
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"]])
        for one in Axe().run(page, options=RULES).response["violations"]
    ]


def test_paying_with_the_keyboard_alone(
    client: stripe.StripeClient, open_page: OpenPage, seat: NewSession, receiver: Receiver
) -> None:
    session = seat()
    page = open_page(session.url, size=PHONE)
    page.get_by_label("E-mail").focus()
    typed = ["kim@example.org", "Kim Example", None, "4242424242424242", "12/34", "123"]
    for text in typed:
        if text is not None:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Pay EUR 120.00"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{receiver.site}/done?session={session.id}")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_paying_without_javascript(
    client: stripe.StripeClient, open_page: OpenPage, seat: NewSession, receiver: Receiver
) -> None:
    session = seat()
    page = open_page(session.url, scripts=False)
    fill(page, card="4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url(f"{receiver.site}/done?session={session.id}")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_declined_card_is_announced_and_another_pays(
    open_page: OpenPage, seat: NewSession, receiver: Receiver
) -> None:
    session = seat()
    page = open_page(session.url)
    fill(page, card="4000000000000002")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.id") == "problems"
    assert page.get_by_label("E-mail").input_value() == "kim@example.org"
    assert page.get_by_label("Card number").input_value() == ""
    assert page.get_by_label("Card number").get_attribute("aria-invalid") == "true"
    fill(page)
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url(f"{receiver.site}/done?session={session.id}")


def test_failing_at_the_bank_returns_to_the_form(open_page: OpenPage, seat: NewSession) -> None:
    page = open_page(seat().url)
    fill(page, card="4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Fail").click()
    assert "could not confirm that it was you" in page.get_by_role("alert").inner_text()
    page.get_by_role("link", name="Back without paying").click()
    assert page.title() == "The site"


def test_bank_fields_take_the_place_of_the_card(
    open_page: OpenPage, seat: NewSession, receiver: Receiver
) -> None:
    session = seat()
    page = open_page(session.url)
    assert not page.get_by_label("Account number").is_visible()
    page.get_by_label("SEPA Direct Debit", exact=True).check()
    assert not page.get_by_label("Card number").is_visible()
    page.get_by_label("E-mail").fill("kim@example.org")
    page.get_by_label("Name", exact=True).fill("Kim Example")
    page.get_by_label("Account number").fill("000123456789")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url(f"{receiver.site}/done?session={session.id}")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(PHONE, "light"), (PHONE, "dark"), (DESK, "light")],
    ids=["phone", "phone-dark", "desk"],
)
def test_every_page_is_accessible_and_fits(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    open_page: OpenPage,
    seat: NewSession,
    size: ViewportSize,
    scheme: Scheme,
) -> None:
    declined, challenged, paid, over = seat(), seat(), seat(36_500, "kwd"), seat()
    sandbox.pay(page_of(paid))
    client.v1.checkout.sessions.expire(over.id)
    page = open_page(declined.url, size=size, scheme=scheme)
    seen = []

    def look(name: str) -> None:
        assert violations(page) == [], name
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], name
        seen.append(page.title())

    look("form")
    page.get_by_text("Test cards").click()
    look("form with its test cards")
    fill(page, card="4000000000000002")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("alert").wait_for()
    look("declined")
    page.goto(page_of(challenged))
    fill(page, card="4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Complete").wait_for()
    look("bank")
    page.goto(page_of(paid))
    look("paid")
    page.goto(page_of(over))
    look("expired")
    page.goto(sandbox.url)
    look("overview")
    assert len(set(seen)) == 6
