"""Checkout Sessions over the API: made, refused, read, listed, expired."""

import time
from typing import Any

import httpx
import pytest
import stripe

from tests.stripe_sandbox.conftest import NewSession
from tests.stripe_sandbox.launcher import TEST_KEY, SandboxProcess
from tests.stripe_sandbox.reading import charge_of, filled, intent_id_of, intent_of, page_of
from tests.stripe_sandbox.receiver import Receiver
from tests.stripe_sandbox.sending import SITE, session_params


def test_session_opens_with_what_was_sent(
    client: stripe.StripeClient, sandbox: SandboxProcess
) -> None:
    session = client.v1.checkout.sessions.create(
        session_params(
            client_reference_id="attempt-7",
            customer_email="kim@example.org",
            metadata={"cohort": "3"},
            locale="de",
            submit_type="pay",
            adaptive_pricing={"enabled": False},
            after_expiration={"recovery": {"enabled": False}},
            allow_promotion_codes=False,
            payment_intent_data={
                "metadata": {"attempt": "7"},
                "description": "Course fee",
                "statement_descriptor_suffix": "COURSE",
            },
        )
    )
    assert session.id.startswith("cs_test_")
    assert session.url == f"{sandbox.url}/c/pay/{session.id}"
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (12_000, "eur")
    assert session.client_reference_id == "attempt-7"
    assert filled(session.metadata).to_dict() == {"cohort": "3"}
    assert session.payment_intent is None
    assert session.expires_at == session.created + 24 * 3600
    assert session.livemode is False


def test_session_is_read_back_with_items_and_payment(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session(payment_intent_data={"metadata": {"attempt": "7"}})
    sandbox.pay(page_of(session))
    found = client.v1.checkout.sessions.retrieve(
        session.id,
        {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]},
    )
    intent = intent_of(found)
    assert intent.metadata.to_dict() == {"attempt": "7"}
    movement = charge_of(intent).balance_transaction
    assert isinstance(movement, stripe.BalanceTransaction)
    assert movement.amount == 12_000
    assert [item.description for item in filled(found.line_items).data] == ["Course fee"]
    items = client.v1.checkout.sessions.line_items.list(session.id)
    assert [item.amount_total for item in items.data] == [12_000]


def test_session_unknown_or_not_expandable_is_refused(
    client: stripe.StripeClient, new_session: NewSession
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.checkout.sessions.retrieve("cs_test_nobody")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    session = new_session()
    with pytest.raises(stripe.InvalidRequestError) as odd:
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["amount_total"]})
    assert odd.value.http_status == 400
    with pytest.raises(stripe.InvalidRequestError) as deep:
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["a.b.c.d.e"]})
    assert deep.value.code == "property_expansion_max_depth"


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"colour": "green"}, "parameter_unknown", "colour"),
        ({"line_items": [{"colour": 1}]}, "parameter_unknown", "line_items[0][colour]"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"mode": None}, "parameter_missing", "mode"),
        (
            {"line_items": [{"quantity": 1, "price_data": {"unit_amount": 500}}]},
            "parameter_missing",
            "line_items[0][price_data][currency]",
        ),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"success_url": "/done"}, "url_invalid", "success_url"),
        ({"cancel_url": "http://[oops"}, "url_invalid", "cancel_url"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"customer_email": "kim"}, "email_invalid", "customer_email"),
        ({"customer": "cus_nobody"}, "resource_missing", "customer"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {str(n): "v" for n in range(51)}}, None, "metadata"),
        ({"mode": "gift"}, None, "mode"),
        ({"locale": "xx"}, None, "locale"),
        ({"metadata": "text"}, None, "metadata"),
        ({"client_reference_id": {"a": "b"}}, None, "client_reference_id"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"adaptive_pricing": {"enabled": "perhaps"}}, None, "adaptive_pricing[enabled]"),
        (
            {"payment_intent_data": {"statement_descriptor_suffix": "x" * 23}},
            "invalid_statement_descriptor",
            "payment_intent_data[statement_descriptor_suffix]",
        ),
        ({"mode": "subscription"}, None, "mode=subscription"),
        ({"discounts": [{"coupon": "spring"}]}, None, "discounts"),
        ({"billing_address_collection": "required"}, None, "billing_address_collection=required"),
        (
            {"payment_method_options": {"card": {"capture_method": "manual"}}},
            None,
            "payment_method_options[card][capture_method]",
        ),
        (
            {"payment_intent_data": {"setup_future_usage": "off_session"}},
            None,
            "payment_intent_data[setup_future_usage]",
        ),
        (
            {"after_expiration": {"recovery": {"enabled": True}}},
            None,
            "after_expiration[recovery][enabled]=true",
        ),
        ({"automatic_tax": {"enabled": True}}, None, "automatic_tax[enabled]=true"),
    ],
)
def test_session_with_a_wrong_parameter_is_refused(
    client: stripe.StripeClient, changes: dict[str, Any], code: str | None, param: str
) -> None:
    params: Any = {
        key: value for key, value in session_params(**changes).items() if value is not None
    }
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(params)
    assert (refused.value.http_status, refused.value.code, refused.value.param) == (
        400,
        code,
        param,
    )
    assert client.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize("minutes", [30, 24 * 60])
def test_session_lives_from_thirty_minutes_to_a_day(new_session: NewSession, minutes: int) -> None:
    # a second of room, since the sandbox's clock may turn between the two of us
    wanted = int(time.time()) + minutes * 60 + (2 if minutes == 30 else -2)
    assert new_session(expires_at=wanted).expires_at == wanted


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_session_with_another_life_is_refused(new_session: NewSession, minutes: int) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        new_session(expires_at=int(time.time()) + minutes * 60)
    assert refused.value.param == "expires_at"


@pytest.mark.parametrize(
    ("amount", "currency"), [(50, "eur"), (30, "gbp"), (50, "jpy"), (36_500, "kwd"), (0, "eur")]
)
def test_session_amount_is_taken_in_minor_units(
    new_session: NewSession, amount: int, currency: str
) -> None:
    assert new_session(amount, currency).amount_total == amount


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "eur", "amount_too_small"),
        (29, "gbp", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (100_000_000, "usd", "amount_too_large"),
        (36_505, "kwd", "parameter_invalid_integer"),
        (-1, "eur", "parameter_invalid_integer"),
        (500, "EUR", None),
        (500, "zzz", None),
    ],
)
def test_session_amount_outside_the_rules_is_refused(
    new_session: NewSession, amount: int, currency: str, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        new_session(amount, currency)
    assert refused.value.code == code


def test_session_for_a_stored_price_and_customer(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"email": "lee@example.org", "name": "Lee"})
    product = client.v1.products.create({"name": "Course fee"})
    price = client.v1.prices.create({"product": product.id, "currency": "usd", "unit_amount": 900})
    session = client.v1.checkout.sessions.create(
        session_params(line_items=[{"price": price.id, "quantity": 3}], customer=customer.id)
    )
    assert (session.amount_total, session.customer) == (2_700, customer.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(
            session_params(line_items=[{"price": "price_gone", "quantity": 1}])
        )
    assert refused.value.param == "line_items[0][price]"


def test_session_with_two_currencies_is_refused(client: stripe.StripeClient) -> None:
    items = session_params()["line_items"] + session_params(currency="usd")["line_items"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(session_params(line_items=items))
    assert refused.value.param == "line_items"


def test_open_session_is_expired_once(
    client: stripe.StripeClient,
    receiver: Receiver,
    new_session: NewSession,
    sandbox: SandboxProcess,
) -> None:
    session = new_session()
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    receiver.expect(session.id, kind="checkout.session.expired")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.expire(session.id)
    assert refused.value.http_status == 400
    assert "expired" in refused.value.user_message


def test_paid_session_cannot_be_expired(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    sandbox.pay(page_of(session))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.expire(session.id)
    assert "complete" in refused.value.user_message


def test_session_expires_by_itself_when_business_time_comes(
    sandbox: SandboxProcess, receiver: Receiver, new_session: NewSession
) -> None:
    session = new_session(expires_at=int(time.time()) + 31 * 60)
    stays = new_session()
    sandbox.set_offset(32 * 60)
    expired = receiver.expect(session.id, kind="checkout.session.expired")
    assert expired[0].event["data"]["object"]["status"] == "expired"
    assert sandbox.client().v1.checkout.sessions.retrieve(stays.id).status == "open"


def test_expiry_of_a_session_cancels_its_intent(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    receiver: Receiver,
    new_session: NewSession,
) -> None:
    session = new_session()
    sandbox.pay(page_of(session), card="4000000000000002")
    intent_id = intent_id_of(client.v1.checkout.sessions.retrieve(session.id))
    client.v1.checkout.sessions.expire(session.id)
    intent = client.v1.payment_intents.retrieve(intent_id)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "expired")
    receiver.expect(intent_id, kind="payment_intent.canceled")


def test_sessions_are_listed_page_by_page_newest_first(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    made = [new_session(client_reference_id=str(number)).id for number in range(5)]
    first = client.v1.checkout.sessions.list({"limit": 2})
    assert [one.id for one in first.data] == [made[4], made[3]]
    assert first.has_more is True
    assert [one.id for one in first.auto_paging_iter()] == made[::-1]
    back = client.v1.checkout.sessions.list({"limit": 2, "ending_before": made[1]})
    assert [one.id for one in back.data] == [made[3], made[2]]
    client.v1.checkout.sessions.expire(made[0])
    expired = client.v1.checkout.sessions.list({"status": "expired"})
    assert [one.id for one in expired.data] == [made[0]]
    future = client.v1.checkout.sessions.list({"created": {"gt": int(time.time()) + 60}})
    assert (future.data, future.has_more) == ([], False)


@pytest.mark.parametrize(
    "params", [{"limit": 0}, {"limit": 101}, {"starting_after": "cs_gone"}, {"status": "lost"}]
)
def test_session_list_refuses_what_it_cannot_do(
    client: stripe.StripeClient, new_session: NewSession, params: Any
) -> None:
    new_session()
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.list(params)


def test_metadata_changes_and_unsets_by_emptiness(
    client: stripe.StripeClient, new_session: NewSession
) -> None:
    session = new_session(metadata={"a": "1", "b": "2"})
    changed = client.v1.checkout.sessions.update(session.id, {"metadata": {"a": "", "c": "3"}})
    assert filled(changed.metadata).to_dict() == {"b": "2", "c": "3"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.update(session.id, {"line_items": [{"quantity": 2}]})


def test_basic_authentication_is_taken_like_a_bearer(
    sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    address = f"{sandbox.url}/v1/checkout/sessions/{session.id}"
    assert httpx.get(address, auth=(TEST_KEY, "")).json()["id"] == session.id
    assert httpx.get(address).status_code == 401


@pytest.mark.parametrize("key", ["sk_live_real", "rk_live_real", "pk_test_x", "sk_test_", "x"])
def test_any_other_key_is_refused(sandbox: SandboxProcess, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        sandbox.client(key).v1.checkout.sessions.create(session_params())
    assert refused.value.http_status == 401
    if "live" in key:
        assert "no money moves" in refused.value.user_message
    assert sandbox.look("state")["objects"]["checkout.session"] == []


def test_another_api_version_is_refused(sandbox: SandboxProcess) -> None:
    older = stripe.StripeClient(
        TEST_KEY, base_addresses={"api": sandbox.url}, stripe_version="2020-08-27"
    )
    with pytest.raises(stripe.InvalidRequestError) as refused:
        older.v1.checkout.sessions.create(session_params())
    assert stripe.api_version in refused.value.user_message


def test_a_call_for_another_account_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Connect"):
        client.v1.checkout.sessions.create(session_params(), {"stripe_account": "acct_1"})
    assert client.v1.checkout.sessions.list().data == []


def test_an_address_the_sandbox_does_not_have_is_a_404_in_stripes_shape(
    client: stripe.StripeClient,
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payouts.create({"amount": 100, "currency": "eur"})
    assert refused.value.http_status == 404
    assert "/v1/payouts" in refused.value.user_message


def test_broken_requests_are_refused_without_a_traceback(sandbox: SandboxProcess) -> None:
    address = f"{sandbox.url}/v1/checkout/sessions"
    headers = {"Authorization": f"Bearer {TEST_KEY}"}
    for body in (b"a[=1", b"a=1&a=2", b"\xff\xfe", b"a[b]=1&a=2", b"a" + b"[b]" * 50 + b"=1"):
        refused = httpx.post(address, content=body, headers=headers)
        assert refused.status_code == 400, body
        assert refused.json()["error"]["type"] == "invalid_request_error"
    assert "Traceback" not in sandbox.log()


def test_return_address_of_the_site_stays_as_sent(new_session: NewSession) -> None:
    assert new_session().success_url == SITE + "/done?session={CHECKOUT_SESSION_ID}"
