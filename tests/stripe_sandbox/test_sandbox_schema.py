"""Every object and event the sandbox sends, held against the installed library's classes."""

import copy
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe

from tests.stripe_sandbox.conftest import NewSession
from tests.stripe_sandbox.launcher import TEST_KEY, SandboxProcess
from tests.stripe_sandbox.reading import page_of
from tests.stripe_sandbox.schema import RESOURCES, problems_of
from tests.stripe_sandbox.sending import session_params

HEADERS = {"Authorization": f"Bearer {TEST_KEY}"}


@pytest.fixture
def everything(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> dict[str, list[Any]]:
    """Live through every way a session can go, and return all that was stored, by kind."""
    for card in (
        "4242424242424242",
        "378282246310005",
        "4000000000000002",
        "4000002500003155",
        "4000000000000259",
        "4000000000005126",
    ):
        session = new_session(
            customer_creation="always",
            customer_email="kim@example.org",
            custom_text={"submit": {"message": "Thank you"}},
            locale="en",
            submit_type="book",
        )
        sandbox.pay(page_of(session), card=card)
    sandbox.pay(page_of(new_session()), card="4000002500003155", answer=None)
    client.v1.checkout.sessions.expire(new_session().id)
    failed = new_session()
    sandbox.pay(page_of(failed), card="4000000000009995")
    client.v1.checkout.sessions.expire(failed.id)
    sandbox.pay(page_of(new_session(0)), card="")
    for currency in ("eur", "gbp", "usd"):
        for account in ("000123456789", "000111111116"):
            sandbox.pay_by_bank(page_of(new_session(currency=currency)), account=account)
    for charge in client.v1.charges.list({"limit": 100}).data:
        if charge.paid and charge.currency == "eur":
            client.v1.refunds.create({"charge": charge.id, "amount": 100, "metadata": {"a": "b"}})
    sandbox.set_offset(300)
    disputes = client.v1.disputes.list().data
    sandbox.control("dispute", dispute=disputes[0].id, outcome="won")
    product = client.v1.products.create({"name": "Course fee", "metadata": {"a": "b"}})
    price = client.v1.prices.create({"product": product.id, "currency": "eur", "unit_amount": 100})
    client.v1.checkout.sessions.create(
        session_params(line_items=[{"price": price.id, "quantity": 2}])
    )
    objects: dict[str, list[Any]] = sandbox.look("state")["objects"]
    return objects | {"price": [price], "product": [product]}


def test_everything_sent_fits_the_librarys_classes(
    sandbox: SandboxProcess, everything: dict[str, list[Any]]
) -> None:
    checked = set()
    paths = [
        "/v1/checkout/sessions?limit=100&expand[0]=data.payment_intent.latest_charge",
        "/v1/payment_intents?limit=100&expand[0]=data.payment_method",
        "/v1/charges?limit=100&expand[0]=data.refunds&expand[1]=data.balance_transaction",
        "/v1/refunds?limit=100&expand[0]=data.charge",
        "/v1/disputes",
        "/v1/events?limit=100",
        "/v1/balance",
        "/v1/balance_transactions?limit=100&expand[0]=data.source",
        "/v1/customers?limit=100",
        f"/v1/products/{everything['product'][0].id}",
        f"/v1/prices/{everything['price'][0].id}?expand[0]=product",
    ]
    session_ids = [session["id"] for session in everything["checkout.session"]]
    paths += [f"/v1/checkout/sessions/{one}?expand[0]=line_items" for one in session_ids]
    paths += [f"/v1/checkout/sessions/{one}/line_items" for one in session_ids]
    for path in paths:
        answer = httpx.get(sandbox.url + path, headers=HEADERS)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert problems_of(body) == [], path
        for one in body["data"] if body["object"] == "list" else [body]:
            checked.add(one["object"])
    methods = {intent["payment_method"] for intent in everything["payment_intent"]} - {None}
    for method in methods:
        body = httpx.get(f"{sandbox.url}/v1/payment_methods/{method}", headers=HEADERS).json()
        assert problems_of(body) == []
        checked.add(body["object"])
    assert checked == set(RESOURCES)


def test_events_of_every_kind_were_among_them(everything: dict[str, list[Any]]) -> None:
    assert {event["type"] for event in everything["event"]} == {
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
        "charge.failed",
        "charge.pending",
        "charge.refund.updated",
        "charge.refunded",
        "charge.succeeded",
        "charge.updated",
        "checkout.session.async_payment_failed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.completed",
        "checkout.session.expired",
        "customer.created",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.payment_failed",
        "payment_intent.processing",
        "payment_intent.requires_action",
        "payment_intent.succeeded",
        "price.created",
        "product.created",
        "refund.created",
        "refund.failed",
        "refund.updated",
    }
    for event in everything["event"]:
        assert problems_of(event) == []


def test_the_reader_finds_what_is_wrong(everything: dict[str, list[Any]]) -> None:
    session = everything["checkout.session"][0]
    assert problems_of(session) == []
    spoils: list[Callable[[dict[str, Any]], object]] = [
        lambda one: one.update(colour="green"),
        lambda one: one.pop("expires_at"),
        lambda one: one.update(expires_at=None),
        lambda one: one.update(expires_at="soon"),
        lambda one: one.update(status="half"),
        lambda one: one.update(metadata={"a": 1}),
        lambda one: one.update(payment_method_types="card"),
        lambda one: one["total_details"].update(amount_tax=None),
        lambda one: one["customer_details"].update(shoe_size="42"),
    ]
    for spoil in spoils:
        spoilt = copy.deepcopy(session)
        spoil(spoilt)
        assert len(problems_of(spoilt)) == 1


def test_errors_have_the_shape_of_stripes(sandbox: SandboxProcess) -> None:
    refused = httpx.post(
        f"{sandbox.url}/v1/checkout/sessions", data={"colour": "green"}, headers=HEADERS
    )
    error = refused.json()["error"]
    assert set(error) == {"message", "type", "code", "doc_url", "param"}
    assert error["type"] == "invalid_request_error"
    assert refused.headers["request-id"].startswith("req_")
