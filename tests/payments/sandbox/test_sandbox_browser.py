"""The checkout in Chromium: by keyboard, without JavaScript, on a phone, in the dark, with axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# axe's own standard rules, and that nothing hides behind another thing
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def open_page(chromium, sandbox, receiver):
    """Return a function that opens a page and sees to it that nothing foreign or wrong happens."""
    contexts, troubles = [], []

    def watch(request):
        if not request.url.startswith((sandbox.url, receiver.site)):
            troubles.append(f"foreign request: {request.url}")

    def open_one(address, *, size=DESK, scheme="light", scripts=True):
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
def seat(new_session, receiver):
    """Return a function that makes a session whose site really answers."""

    def make(amount=12_000, currency="eur", **changes):
        return new_session(
            amount,
            currency,
            success_url=receiver.site + "/done?session={CHECKOUT_SESSION_ID}",
            cancel_url=receiver.site + "/cancelled",
            **changes,
        )

    return make


def fill(page, card="4242424242424242"):
    page.get_by_label("E-mail").fill("kim@example.org")
    page.get_by_label("Name", exact=True).fill("Kim Example")
    page.get_by_label("Card number").fill(card)
    page.get_by_label("Expiry").fill("12/34")
    page.get_by_label("Security code").fill("123")


def violations(page):
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"]])
        for one in Axe().run(page, options=RULES).response["violations"]
    ]


def test_paying_with_the_keyboard_alone(client, open_page, seat, receiver):
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


def test_paying_without_javascript(client, open_page, seat, receiver):
    session = seat()
    page = open_page(session.url, scripts=False)
    fill(page, card="4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url(f"{receiver.site}/done?session={session.id}")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_declined_card_is_announced_and_another_pays(open_page, seat, receiver):
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


def test_failing_at_the_bank_returns_to_the_form(open_page, seat):
    page = open_page(seat().url)
    fill(page, card="4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Fail").click()
    assert "could not confirm that it was you" in page.get_by_role("alert").inner_text()
    page.get_by_role("link", name="Back without paying").click()
    assert page.title() == "The site"


def test_bank_fields_take_the_place_of_the_card(open_page, seat, receiver):
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
def test_every_page_is_accessible_and_fits(client, sandbox, open_page, seat, size, scheme):
    declined, challenged, paid, over = seat(), seat(), seat(36_500, "kwd"), seat()
    sandbox.pay(paid.url)
    client.v1.checkout.sessions.expire(over.id)
    page = open_page(declined.url, size=size, scheme=scheme)
    seen = []

    def look(name):
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
    page.goto(challenged.url)
    fill(page, card="4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Complete").wait_for()
    look("bank")
    page.goto(paid.url)
    look("paid")
    page.goto(over.url)
    look("expired")
    page.goto(sandbox.url)
    look("overview")
    assert len(set(seen)) == 6
