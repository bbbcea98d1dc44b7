"""The hosted checkout, used as a payer's browser uses it, form by form."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import stripe

from tests.stripe_sandbox.conftest import NewSession
from tests.stripe_sandbox.launcher import SandboxProcess, form_action
from tests.stripe_sandbox.reading import charge_of, filled, intent_of, page_of
from tests.stripe_sandbox.receiver import Receiver
from tests.stripe_sandbox.sending import SITE


def paid_charges(client: stripe.StripeClient) -> list[stripe.Charge]:
    return [charge for charge in client.v1.charges.list({"limit": 100}).data if charge.paid]


def test_page_says_what_is_bought_and_that_no_money_moves(new_session: NewSession) -> None:
    page = httpx.get(page_of(new_session(customer_email="kim@example.org")))
    assert page.status_code == 200
    for text in ("no money moves", "Course fee", "Twelve evenings", "EUR 120.00"):
        assert text in page.text
    assert "kim@example.org" in page.text
    assert SITE + "/cancelled" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(12_000, "jpy", "JPY 12,000"), (36_500, "kwd", "KWD 36.500"), (50, "usd", "USD 0.50")],
)
def test_page_writes_the_amount_as_its_currency_does(
    new_session: NewSession, amount: int, currency: str, shown: str
) -> None:
    page = httpx.get(page_of(new_session(amount, currency))).text
    assert f"Pay {shown}" in page


def test_texts_of_the_site_are_escaped(
    client: stripe.StripeClient, new_session: NewSession
) -> None:
    session = new_session()
    other = client.v1.products.create({"name": "<script>alert(1)</script>"})
    price = client.v1.prices.create({"product": other.id, "currency": "eur", "unit_amount": 100})
    session = new_session(line_items=[{"price": price.id, "quantity": 1}])
    page = httpx.get(page_of(session)).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("card", ["4242 4242 4242 4242", "5555-5555-5555-4444", "378282246310005"])
def test_good_card_pays_and_returns_to_the_site(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession, card: str
) -> None:
    session = new_session()
    response = sandbox.pay(page_of(session), card=card)
    assert response.status_code == 303
    assert response.headers["location"] == f"{SITE}/done?session={session.id}"
    found = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (found.status, found.payment_status, found.url) == ("complete", "paid", None)
    customer = filled(found.customer_details)
    assert (customer.email, customer.name) == ("kim@example.org", "Kim Example")
    assert intent_of(found).status == "succeeded"
    assert intent_of(found).amount_received == 12_000
    details = filled(charge_of(intent_of(found)).payment_method_details)
    assert filled(details.card).last4 == card[-4:]


@pytest.mark.parametrize(
    ("card", "code", "decline_code", "sentence"),
    [
        ("4000000000000002", "card_declined", "generic_decline", "declined this card"),
        ("4000000000009995", "card_declined", "insufficient_funds", "not enough money"),
        ("4000000000000069", "expired_card", "expired_card", "has expired"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc", "security code does not match"),
        ("4000000000000119", "processing_error", "processing_error", "could not be processed"),
    ],
)
def test_declined_card_leaves_the_session_open(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    receiver: Receiver,
    new_session: NewSession,
    card: str,
    code: str,
    decline_code: str,
    sentence: str,
) -> None:
    session = new_session()
    page = sandbox.pay(page_of(session), card=card)
    assert page.status_code == 200
    assert sentence in page.text
    assert 'role="alert"' in page.text
    found = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (found.status, found.payment_status) == ("open", "unpaid")
    error = filled(intent_of(found).last_payment_error)
    assert (error.code, error.decline_code) == (code, decline_code)
    receiver.expect(intent_of(found).id, kind="payment_intent.payment_failed")
    assert receiver.about(session.id) == []
    assert paid_charges(client) == []

    assert sandbox.pay(page_of(session)).status_code == 303
    assert [charge.amount for charge in paid_charges(client)] == [12_000]
    assert len(client.v1.payment_intents.list().data) == 1


def test_challenged_card_pays_after_the_bank_was_answered(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    stands_on = sandbox.pay(page_of(session), card="4000002500003155", answer=None)
    assert "is it you?" in stands_on.text
    found = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (found.status, intent_of(found).status) == ("open", "requires_action")
    asked = filled(intent_of(found).next_action)
    assert filled(asked.redirect_to_url).url == str(stands_on.url)

    answered = httpx.post(str(stands_on.url), data={"answer": "complete"})
    assert answered.headers["location"] == f"{SITE}/done?session={session.id}"
    details = filled(paid_charges(client)[0].payment_method_details)
    assert filled(filled(details.card).three_d_secure).result == "authenticated"


def test_challenge_refused_or_left_alone_pays_nothing(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    refused = sandbox.pay(page_of(session), card="4000002500003155", answer="fail")
    assert refused.status_code == 200
    assert "could not confirm that it was you" in refused.text
    sandbox.pay(page_of(session), card="4000002500003155", answer=None)
    found = client.v1.checkout.sessions.retrieve(session.id)
    assert (found.status, found.payment_status) == ("open", "unpaid")
    assert paid_charges(client) == []


def test_challenge_asked_for_by_the_site(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    options = {"card": {"request_three_d_secure": "challenge"}}
    session = new_session(payment_method_options=options)
    assert "is it you?" in sandbox.pay(page_of(session), answer=None).text


def test_challenge_then_declined(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    page = sandbox.pay(page_of(session), card="4000008400001629", answer="complete")
    assert "declined this card" in page.text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_older_challenge_counts_no_more_once_a_newer_try_was_made(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    older = sandbox.pay(page_of(session), card="4000002500003155", answer=None)
    newer = sandbox.pay(page_of(session), card="4000002500003155", answer=None)
    late = httpx.post(str(older.url), data={"answer": "complete"})
    assert late.headers["location"] == f"/c/pay/{session.id}"
    assert paid_charges(client) == []
    assert httpx.post(str(newer.url), data={"answer": "complete"}).status_code == 303
    again = httpx.post(str(newer.url), data={"answer": "complete"})
    assert "already paid" in again.text
    assert len(paid_charges(client)) == 1


def test_challenge_answered_after_the_session_expired_pays_nothing(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    bank = sandbox.pay(page_of(session), card="4000002500003155", answer=None)
    client.v1.checkout.sessions.expire(session.id)
    late = httpx.post(str(bank.url), data={"answer": "complete"})
    assert "has expired" in late.text
    assert paid_charges(client) == []


def test_two_tabs_pay_once(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    tab = httpx.get(page_of(session))
    assert sandbox.pay(page_of(session)).status_code == 303
    form = {"email": "a@b.example", "name": "A", "card_number": "4242424242424242"}
    second = httpx.post(form_action(tab, ""), data=form | {"expiry": "12/34", "cvc": "123"})
    assert second.status_code == 200
    assert "already paid" in second.text
    assert len(paid_charges(client)) == 1


def test_ten_devices_at_once_pay_once(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    with ThreadPoolExecutor(10) as devices:
        answers = list(devices.map(lambda _: sandbox.pay(page_of(session)), range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [303]
    assert len(paid_charges(client)) == 1


def test_closed_sessions_show_a_kind_page(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    paid, over = new_session(), new_session()
    sandbox.pay(page_of(paid))
    client.v1.checkout.sessions.expire(over.id)
    page = httpx.get(page_of(paid))
    assert (page.status_code, "already paid" in page.text) == (200, True)
    assert f"{SITE}/done?session={paid.id}" in page.text
    page = httpx.get(page_of(over))
    assert (page.status_code, "has expired" in page.text) == (200, True)
    assert "Nothing was charged" in page.text
    assert SITE + "/cancelled" in page.text
    assert "has expired" in sandbox.pay(page_of(over)).text
    assert httpx.get(f"{sandbox.url}/c/pay/cs_test_nobody").status_code == 404


def test_session_paid_a_moment_before_and_after_its_end(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    early, late = new_session(), new_session()
    sandbox.set_offset(24 * 3600 - 30)
    assert sandbox.pay(page_of(early)).status_code == 303
    sandbox.set_offset(24 * 3600 + 5)
    assert "has expired" in sandbox.pay(page_of(late)).text
    assert len(paid_charges(client)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"card": ""}, "card_number", "write a card number"),
        ({"card": "4242"}, "card_number", "not a card number"),
        ({"card": "4242424242424241"}, "card_number", "not a card number"),
        ({"card": "4111111111111111"}, "card_number", "never type a"),
        ({"expiry": "13/34"}, "expiry", "month and year"),
        ({"expiry": "01/20"}, "expiry", "date is over"),
        ({"cvc": "12"}, "cvc", "3 digits"),
        ({"cvc": "١٢٣"}, "cvc", "3 digits"),
        ({"email": "kim"}, "email", "whole e-mail address"),
        ({"name": " "}, "name", "write the name"),
    ],
)
def test_mistake_in_the_form_is_said_beside_its_field(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    new_session: NewSession,
    typed: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    page = sandbox.pay(page_of(new_session()), **typed)
    assert page.status_code == 200
    problem = re.search(rf'id="{field}-problem">([^<]+)<', page.text)
    assert problem
    assert sentence in problem[1]
    assert f'href="#{field}"' in page.text
    assert page.text.count('aria-invalid="true"') == 1
    assert client.v1.payment_intents.list().data == []


def test_card_number_and_code_are_neither_shown_again_nor_kept(
    sandbox: SandboxProcess, new_session: NewSession
) -> None:
    page = sandbox.pay(page_of(new_session()), card="4012 8888 8888 1881", cvc="987", name="Kim X")
    assert "4012" not in page.text
    assert "987" not in page.text
    assert 'value="Kim X"' in page.text
    for file in sandbox.data.iterdir():
        stored = file.read_bytes()
        assert b"4012888888881881" not in stored
        assert b"4012 8888" not in stored


def test_free_session_completes_without_a_payment(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    receiver: Receiver,
    new_session: NewSession,
) -> None:
    session = new_session(0)
    assert "Nothing to pay" in httpx.get(page_of(session)).text
    assert sandbox.pay(page_of(session), card="").status_code == 303
    found = client.v1.checkout.sessions.retrieve(session.id)
    assert (found.status, found.payment_status) == ("complete", "no_payment_required")
    assert found.payment_intent is None
    receiver.expect(session.id, kind="checkout.session.completed")
    assert paid_charges(client) == []


@pytest.mark.parametrize("currency", ["eur", "gbp", "usd"])
def test_bank_says_yes_later(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    receiver: Receiver,
    new_session: NewSession,
    currency: str,
) -> None:
    session = new_session(currency=currency)
    assert sandbox.pay_by_bank(page_of(session)).status_code == 303
    waiting = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert intent_of(waiting).status == "processing"
    assert "Your bank has the payment" in httpx.get(page_of(session)).text

    sandbox.set_offset(120)
    receiver.expect(session.id, kind="checkout.session.async_payment_succeeded")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.payment_status, intent_of(paid).status) == ("paid", "succeeded")
    assert sandbox.look("balance")[currency]["gross"] == 12_000


def test_bank_says_no_later(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    receiver: Receiver,
    new_session: NewSession,
) -> None:
    session = new_session()
    sandbox.pay_by_bank(page_of(session), account="000111111116")
    sandbox.control("settle", session=session.id)
    receiver.expect(session.id, kind="checkout.session.async_payment_failed")
    found = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (found.status, found.payment_status) == ("complete", "unpaid")
    assert intent_of(found).status == "requires_payment_method"
    assert sandbox.look("balance") == {}


def test_bank_is_offered_only_where_it_can_be_used(
    sandbox: SandboxProcess, new_session: NewSession
) -> None:
    page = sandbox.pay_by_bank(page_of(new_session(currency="jpy")))
    assert "not offered here" in page.text
    cards_only = new_session(excluded_payment_method_types=["sepa_debit"])
    assert "Direct Debit" not in httpx.get(page_of(cards_only)).text
    bank_only = new_session(allowed_payment_method_types=["sepa_debit"])
    assert "Card number" not in httpx.get(page_of(bank_only)).text
    assert "not offered here" in sandbox.pay(page_of(bank_only), method="card").text
    assert "test accounts" in sandbox.pay_by_bank(page_of(new_session()), account="123").text


def test_answers_leave_the_browser_little_to_do_wrong(
    sandbox: SandboxProcess, new_session: NewSession
) -> None:
    page = httpx.get(page_of(new_session()))
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert f"form-action 'self' {SITE}" in policy
    assert page.headers["cache-control"] == "no-store"
    bank = sandbox.pay(page_of(new_session()), card="4000002500003155", answer=None)
    assert f"form-action 'self' {SITE}" in bank.headers["content-security-policy"]


def test_page_is_not_served_under_a_foreign_name(
    sandbox: SandboxProcess, new_session: NewSession
) -> None:
    address = page_of(new_session())
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 400
