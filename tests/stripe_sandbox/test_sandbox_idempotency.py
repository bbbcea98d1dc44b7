"""Idempotency keys, and answers that go wrong on demand."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import stripe

from tests.stripe_sandbox.launcher import TEST_KEY, SandboxProcess
from tests.stripe_sandbox.sending import session_params

PATH = "/v1/checkout/sessions"


def post(
    sandbox: SandboxProcess, path: str, form: dict[str, str], key: str | None = None
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {TEST_KEY}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return httpx.post(sandbox.url + path, data=form, headers=headers, timeout=20)


FORM = {
    "mode": "payment",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "12000",
    "line_items[0][price_data][product_data][name]": "Course fee",
    "success_url": "http://localhost:9/done",
}


def session_count(sandbox: SandboxProcess) -> int:
    return len(sandbox.look("state")["objects"]["checkout.session"])


def test_same_key_and_parameters_is_answered_again_not_done_again(sandbox: SandboxProcess) -> None:
    first = post(sandbox, PATH, FORM, key="seat-1")
    again = post(sandbox, PATH, dict(reversed(FORM.items())), key="seat-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"]
    assert session_count(sandbox) == 1
    other = post(sandbox, PATH, FORM, key="seat-2")
    assert other.json()["id"] != first.json()["id"]


@pytest.mark.parametrize(
    ("path", "form"),
    [(PATH, FORM | {"locale": "de"}), ("/v1/customers", {"email": "kim@example.org"})],
)
def test_same_key_for_another_request_is_refused(
    sandbox: SandboxProcess, path: str, form: dict[str, str]
) -> None:
    post(sandbox, PATH, FORM, key="seat-1")
    refused = post(sandbox, path, form, key="seat-1")
    assert refused.status_code == 400
    assert refused.json()["error"]["type"] == "idempotency_error"
    assert session_count(sandbox) == 1
    assert sandbox.client().v1.customers.list().data == []


def test_library_raises_its_own_error_for_a_reused_key(client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(session_params(500), {"idempotency_key": "k"})


def test_key_still_in_use_is_a_conflict(sandbox: SandboxProcess) -> None:
    sandbox.control("faults", do="slow", path=PATH, seconds=2)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(post, sandbox, PATH, FORM, "seat-1")
        deadline = time.monotonic() + 10
        while sandbox.look("state")["switches"]["fault"] and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        second = post(sandbox, PATH, FORM, key="seat-1")
        assert second.status_code == 409
        assert second.json()["error"]["code"] == "idempotency_key_in_use"
        assert slow.result().status_code == 200
    assert session_count(sandbox) == 1


def test_refusal_by_the_endpoint_is_kept_under_its_key_but_not_one_before_it(
    sandbox: SandboxProcess,
) -> None:
    missing = {"payment_intent": "pi_nobody"}
    first = post(sandbox, "/v1/refunds", missing, key="refund-1")
    again = post(sandbox, "/v1/refunds", missing, key="refund-1")
    assert (first.status_code, again.status_code) == (404, 404)
    assert again.headers["idempotent-replayed"] == "true"

    wrong = post(sandbox, PATH, FORM | {"expires_at": "soon"}, key="seat-1")
    right = post(sandbox, PATH, FORM, key="seat-1")
    assert (wrong.status_code, right.status_code) == (400, 200)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_key_of_the_wrong_length_is_refused(sandbox: SandboxProcess, key: str) -> None:
    assert post(sandbox, PATH, FORM, key=key).status_code == 400
    assert session_count(sandbox) == 0


def test_key_belongs_to_one_account(sandbox: SandboxProcess) -> None:
    one = sandbox.client("sk_test_one").v1.customers.create(
        {"email": "a@example.org"}, {"idempotency_key": "k"}
    )
    other = sandbox.client("sk_test_two").v1.customers.create(
        {"email": "a@example.org"}, {"idempotency_key": "k"}
    )
    assert one.id != other.id


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("error", stripe.APIError),
        ("rate_limit", stripe.RateLimitError),
        ("garbage", stripe.APIError),
    ],
)
def test_answers_that_go_wrong_on_demand(
    sandbox: SandboxProcess,
    client: stripe.StripeClient,
    fault: str,
    error: type[stripe.StripeError],
) -> None:
    sandbox.control("faults", do=fault, path=PATH, method="POST")
    with pytest.raises(error):
        client.v1.checkout.sessions.create(session_params())
    assert session_count(sandbox) == (1 if fault == "garbage" else 0)
    client.v1.checkout.sessions.create(session_params())


def test_fault_strikes_only_its_path_and_as_often_as_asked(
    sandbox: SandboxProcess, client: stripe.StripeClient
) -> None:
    sandbox.control("faults", do="error", path="/v1/refunds", next=2)
    client.v1.checkout.sessions.create(session_params())
    statuses = [post(sandbox, "/v1/refunds", {}).status_code for _ in range(3)]
    assert statuses == [500, 500, 400]
    sandbox.control("faults", do="error", path=PATH)
    sandbox.control("calm")
    client.v1.checkout.sessions.create(session_params())


def test_retries_of_the_library_pass_a_fault_with_one_session(sandbox: SandboxProcess) -> None:
    client = sandbox.client(max_network_retries=2)
    sandbox.control("faults", do="error", path=PATH, next=2)
    client.v1.checkout.sessions.create(session_params())
    assert session_count(sandbox) == 1


def test_lost_answer_is_done_and_the_retry_finds_it(sandbox: SandboxProcess) -> None:
    sandbox.control("faults", do="answer_lost", path=PATH)
    with pytest.raises(stripe.APIConnectionError):
        sandbox.client().v1.checkout.sessions.create(
            session_params(), {"idempotency_key": "seat-1"}
        )
    assert session_count(sandbox) == 1
    found = sandbox.client().v1.checkout.sessions.create(
        session_params(), {"idempotency_key": "seat-1"}
    )
    assert session_count(sandbox) == 1
    assert found.id == sandbox.look("state")["objects"]["checkout.session"][0]["id"]


def test_library_hides_a_lost_answer_when_it_may_retry(sandbox: SandboxProcess) -> None:
    sandbox.control("faults", do="answer_lost", path=PATH)
    sandbox.client(max_network_retries=2).v1.checkout.sessions.create(session_params())
    assert session_count(sandbox) == 1


def test_timeout_does_nothing_and_gives_no_answer(sandbox: SandboxProcess) -> None:
    sandbox.control("faults", do="timeout", path=PATH, seconds=0.2)
    with pytest.raises(httpx.TransportError):
        post(sandbox, PATH, FORM, key="seat-1")
    assert session_count(sandbox) == 0
    assert post(sandbox, PATH, FORM, key="seat-1").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "explode"},
        {"do": "error", "path": "/c/pay"},
        {"do": "error", "next": 0},
        {"do": "slow", "seconds": "long"},
        {},
    ],
)
def test_fault_that_makes_no_sense_is_refused(
    sandbox: SandboxProcess, sent: dict[str, Any]
) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        sandbox.control("faults", **sent)
    assert refused.value.response.status_code == 400
    assert sandbox.look("state")["switches"]["fault"] == []


def test_every_call_can_be_read_as_it_was_sent(
    sandbox: SandboxProcess, client: stripe.StripeClient
) -> None:
    sandbox.control("faults", do="answer_lost", path=PATH)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "seat-1"})
    client.v1.refunds.list({"limit": 3})
    lost, read = sandbox.look("requests")["data"]
    assert (lost["method"], lost["path"], lost["idempotency_key"]) == ("POST", PATH, "seat-1")
    assert lost["params"]["line_items[0][price_data][product_data][name]"] == "Course fee"
    assert (read["method"], read["params"]) == ("GET", {"limit": "3"})


def test_controls_take_json_only(sandbox: SandboxProcess, client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(session_params())
    address = f"{sandbox.url}/_sandbox/reset"
    assert httpx.post(address, data={"a": "b"}).status_code == 415
    assert httpx.post(address).status_code == 415
    json_headers = {"Content-Type": "application/json"}
    assert httpx.post(address, content=b"{", headers=json_headers).status_code == 400
    assert httpx.post(address, content=b"[]", headers=json_headers).status_code == 400
    assert session_count(sandbox) == 1
    sandbox.control("reset")
    assert session_count(sandbox) == 0
