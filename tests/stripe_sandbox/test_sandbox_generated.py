"""Requests nobody would write by hand: whatever comes, the answer is never a 5xx."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.stripe_sandbox.launcher import TEST_KEY, SandboxProcess, new_browser
from tests.stripe_sandbox.reading import page_of
from tests.stripe_sandbox.sending import session_params

NAMES = some.sampled_from(
    [
        "mode",
        "line_items",
        "line_items[0]",
        "line_items[0][quantity]",
        "line_items[0][price]",
        "line_items[0][price_data][currency]",
        "line_items[0][price_data][unit_amount]",
        "line_items[0][price_data][unit_amount_decimal]",
        "line_items[0][price_data][product_data][name]",
        "line_items[0][price_data][product]",
        "line_items[x][quantity]",
        "success_url",
        "cancel_url",
        "expires_at",
        "customer",
        "customer_email",
        "metadata",
        "metadata[a]",
        "metadata[]",
        "expand",
        "expand[0]",
        "expand[]",
        "limit",
        "created",
        "created[gte]",
        "starting_after",
        "payment_intent",
        "charge",
        "amount",
        "reason",
        "currency",
        "unit_amount",
        "product_data[name]",
        "unit_amount_decimal",
        "name",
        "email",
        "address[line1]",
        "types[0]",
        "type",
        "a[b][c]",
        "[",
        "a[",
        "payment_intent_data[statement_descriptor]",
        "custom_text[submit][message]",
        "locale",
    ]
)
VALUES = some.one_of(
    some.sampled_from(
        [
            "payment",
            "subscription",
            "eur",
            "jpy",
            "kwd",
            "0",
            "1",
            "-1",
            "12000",
            "99999999999999999999",
            "1e5",
            "1E+999999",
            "NaN",
            "true",
            "http://localhost:9/",
            "http://[",
            "kim@example.org",
            "data.payment_intent",
            "payment_intent.x",
            "line_items.data.price.product",
        ]
    ),
    some.text(max_size=40),
)
FORMS = some.dictionaries(NAMES, VALUES, max_size=8)
PATHS = some.sampled_from(
    [
        "/v1/checkout/sessions",
        "/v1/refunds",
        "/v1/prices",
        "/v1/products",
        "/v1/customers",
        "/v1/events",
        "/v1/payment_intents",
        "/v1/charges",
        "/v1/balance",
        "/v1/balance_transactions",
        "/v1/disputes",
    ]
)
QUICK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WHOLE = {
    "mode": "payment",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "12000",
    "line_items[0][price_data][product_data][name]": "Course fee",
    "success_url": "http://localhost:9/done",
}


@pytest.fixture(scope="module")
def caller() -> Iterator[httpx.Client]:
    with new_browser() as client:
        client.headers["Authorization"] = f"Bearer {TEST_KEY}"
        yield client


@pytest.fixture(scope="module")
def payer() -> Iterator[httpx.Client]:
    with new_browser() as client:
        yield client


@QUICK
@given(path=PATHS, form=FORMS, whole=some.booleans())
def test_generated_writes_are_done_or_refused(
    shared_sandbox: SandboxProcess,
    caller: httpx.Client,
    path: str,
    form: dict[str, str],
    whole: bool,
) -> None:
    data = (WHOLE if whole else {}) | form
    answer = caller.post(shared_sandbox.url + path, data=data)
    assert answer.status_code in (200, 400, 404), answer.text
    assert ("error" in answer.json()) == (answer.status_code != 200)


@QUICK
@given(path=PATHS, form=FORMS, tail=some.sampled_from(["", "/x", "/%00", "/é/expire", "/x/y/z"]))
def test_generated_reads_are_answered_or_refused(
    shared_sandbox: SandboxProcess, caller: httpx.Client, path: str, form: dict[str, str], tail: str
) -> None:
    answer = caller.get(shared_sandbox.url + path + tail, params=form)
    assert answer.status_code in (200, 400, 404), answer.text


@QUICK
@given(
    form=some.dictionaries(
        some.sampled_from(["email", "name", "method", "card_number", "expiry", "cvc", "account"]),
        some.one_of(
            some.text(max_size=300),
            some.sampled_from(["4242424242424242", "12/34", "123", "bank", "card", "a@b.co"]),
        ),
    )
)
def test_generated_payments_end_on_a_page(
    shared_sandbox: SandboxProcess, payer: httpx.Client, form: dict[str, str]
) -> None:
    client = shared_sandbox.client()
    session = client.v1.checkout.sessions.create(session_params())
    answer = payer.post(page_of(session), data=form, headers={"Cookie": "a=b"})
    assert answer.status_code in (200, 303), answer.text
    assert payer.get(page_of(session)).status_code == 200
