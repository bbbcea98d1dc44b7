"""Refunds, disputes, the balance and its movements, events: what follows a payment."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from stripe.params import RefundCreateParams

from tests.stripe_sandbox.conftest import NewSession
from tests.stripe_sandbox.launcher import SandboxProcess
from tests.stripe_sandbox.reading import charge_id_of, filled, intent_id_of, intent_of, page_of
from tests.stripe_sandbox.receiver import Receiver

Pay = Callable[..., stripe.PaymentIntent]


@pytest.fixture
def pay(client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession) -> Pay:
    """Return a function that pays a new session and returns its intent."""

    def pay_now(
        card: str = "4242424242424242", amount: int = 12_000, currency: str = "eur"
    ) -> stripe.PaymentIntent:
        session = new_session(amount, currency)
        sandbox.pay(page_of(session), card=card)
        found = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
        return intent_of(found)

    return pay_now


def test_refund_in_parts_until_nothing_is_left(
    client: stripe.StripeClient, receiver: Receiver, pay: Pay
) -> None:
    intent = pay()
    first = client.v1.refunds.create(
        {
            "payment_intent": intent.id,
            "amount": 2_000,
            "reason": "requested_by_customer",
            "metadata": {"why": "moved"},
        }
    )
    assert (first.status, first.amount, first.reason) == (
        "succeeded",
        2_000,
        "requested_by_customer",
    )
    charge = client.v1.charges.retrieve(charge_id_of(intent))
    assert (charge.amount_refunded, charge.refunded) == (2_000, False)
    # the second names the charge, has the same sum as the first, and is a refund of its own
    second = client.v1.refunds.create({"charge": charge.id, "amount": 2_000})
    assert second.id != first.id
    rest = client.v1.refunds.create({"payment_intent": intent.id})
    assert rest.amount == 8_000
    charge = client.v1.charges.retrieve(charge.id, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (12_000, True)
    assert [one.id for one in filled(charge.refunds).data] == [rest.id, second.id, first.id]
    receiver.expect(first.id, kind="refund.created")
    told = receiver.expect(charge.id, kind="charge.refunded", count=3)
    assert told[0].event["data"]["previous_attributes"]["amount_refunded"] == 0


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"amount": 12_001}, None),
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"amount": -5}, "parameter_invalid_integer"),
        ({"reason": "bored"}, None),
        ({"why": "x"}, "parameter_unknown"),
        ({"reverse_transfer": True}, None),
    ],
)
def test_refund_outside_the_rules_is_refused(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    pay: Pay,
    params: dict[str, Any],
    code: str | None,
) -> None:
    asked: Any = {"payment_intent": pay().id, **params}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(asked)
    assert refused.value.code == code
    assert client.v1.refunds.list().data == []
    assert sandbox.look("balance")["eur"]["refunded"] == 0


def test_refund_beyond_what_is_left_is_refused(client: stripe.StripeClient, pay: Pay) -> None:
    intent = pay()
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 11_000})
    with pytest.raises(stripe.InvalidRequestError) as more:
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 1_001})
    assert more.value.param == "amount"
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1_000})
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert again.value.code == "charge_already_refunded"


def test_refund_needs_a_paid_charge(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session()
    sandbox.pay(page_of(session), card="4000000000000002")
    intent_id = intent_id_of(client.v1.checkout.sessions.retrieve(session.id))
    charge_id = charge_id_of(client.v1.payment_intents.retrieve(intent_id))
    tried: list[RefundCreateParams] = [
        {"payment_intent": intent_id},
        {"payment_intent": "pi_nobody"},
        {"charge": "ch_nobody"},
        {"charge": charge_id},
        {},
        {"payment_intent": intent_id, "charge": "ch_nobody"},
    ]
    for params in tried:
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.refunds.create(params)
    assert client.v1.refunds.list().data == []


def test_refund_that_fails_later_comes_back(
    client: stripe.StripeClient, sandbox: SandboxProcess, receiver: Receiver, pay: Pay
) -> None:
    intent = pay(card="4000000000005126")
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 5_000})
    assert refund.status == "succeeded"
    sandbox.set_offset(60)
    receiver.expect(refund.id, kind="refund.failed")
    failed = client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "unknown")
    assert client.v1.charges.retrieve(charge_id_of(intent)).amount_refunded == 0
    assert sandbox.look("balance")["eur"]["gross"] == 12_000


def test_refund_carries_metadata_that_can_change(client: stripe.StripeClient, pay: Pay) -> None:
    refund = client.v1.refunds.create({"payment_intent": pay().id, "metadata": {"a": "1"}})
    changed = client.v1.refunds.update(refund.id, {"metadata": {"a": "", "b": "2"}})
    assert filled(changed.metadata).to_dict() == {"b": "2"}


def test_disputed_card_is_disputed_later_and_blocks_refunds(
    client: stripe.StripeClient, sandbox: SandboxProcess, receiver: Receiver, pay: Pay
) -> None:
    intent = pay(card="4000000000000259")
    assert client.v1.disputes.list().data == []
    sandbox.set_offset(60)
    receiver.wait(lambda: receiver.about(kind="charge.dispute.created"))
    dispute = client.v1.disputes.list({"payment_intent": intent.id}).data[0]
    assert (dispute.status, dispute.amount) == ("needs_response", 12_000)
    assert client.v1.charges.retrieve(charge_id_of(intent)).disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"
    assert sandbox.look("balance")["eur"]["gross"] == 0


@pytest.mark.parametrize(("outcome", "left"), [("won", 12_000), ("lost", 0)])
def test_dispute_is_decided(
    client: stripe.StripeClient,
    sandbox: SandboxProcess,
    receiver: Receiver,
    pay: Pay,
    outcome: str,
    left: int,
) -> None:
    dispute = sandbox.control("dispute", charge=charge_id_of(pay()))
    decided = sandbox.control("dispute", dispute=dispute["id"], outcome=outcome)
    assert decided["status"] == outcome
    receiver.expect(dispute["id"], kind="charge.dispute.closed")
    assert sandbox.look("balance")["eur"]["gross"] == left


def test_balance_equals_its_movements_currency_by_currency(
    client: stripe.StripeClient, sandbox: SandboxProcess, pay: Pay
) -> None:
    euros, yen = pay(), pay(amount=9_000, currency="jpy")
    client.v1.refunds.create({"payment_intent": euros.id, "amount": 2_000})
    assert sandbox.look("balance") == {
        "eur": {
            "charged": 12_000,
            "refunded": 2_000,
            "disputed": 0,
            "gross": 10_000,
            "fees": 348,
            "net": 9_652,
        },
        "jpy": {
            "charged": 9_000,
            "refunded": 0,
            "disputed": 0,
            "gross": 9_000,
            "fees": 261,
            "net": 8_739,
        },
    }
    balance = client.v1.balance.retrieve()
    assert {one.currency: one.amount for one in balance.pending} == {"eur": 11_652, "jpy": 8_739}
    assert {one.currency: one.amount for one in balance.available} == {"eur": -2_000, "jpy": 0}
    sandbox.set_offset(3 * 24 * 3600)
    balance = client.v1.balance.retrieve()
    assert {one.currency: one.amount for one in balance.available} == {"eur": 9_652, "jpy": 8_739}
    moves = client.v1.balance_transactions.list({"currency": "eur"})
    assert sorted(move.net for move in moves.data) == [-2_000, 11_652]
    one = client.v1.balance_transactions.list({"source": charge_id_of(yen)}).data[0]
    assert (one.type, one.status) == ("charge", "available")
    assert client.v1.balance_transactions.retrieve(one.id).amount == 9_000


def test_payments_are_listed_by_what_they_belong_to(client: stripe.StripeClient, pay: Pay) -> None:
    one, other = pay(), pay()
    assert [found.id for found in client.v1.payment_intents.list().data] == [other.id, one.id]
    charges = client.v1.charges.list({"payment_intent": one.id}).data
    assert [charge.id for charge in charges] == [one.latest_charge]
    refund = client.v1.refunds.create({"payment_intent": other.id, "amount": 100})
    assert client.v1.refunds.list({"payment_intent": one.id}).data == []
    assert [found.id for found in client.v1.refunds.list({"charge": charge_id_of(other)})] == [
        refund.id
    ]
    sessions = client.v1.checkout.sessions.list({"payment_intent": one.id}).data
    assert [found.payment_intent for found in sessions] == [one.id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.charges.list({"transfer_group": "x"})


def test_events_tell_the_story_in_order(
    client: stripe.StripeClient, sandbox: SandboxProcess, pay: Pay
) -> None:
    intent = pay(card="4000002500003155")
    events = client.v1.events.list({"limit": 100}).data[::-1]
    assert [event.type for event in events] == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    # the movement of the balance follows the charge, so the first event does not know it yet
    assert events[2].data.object.balance_transaction is None
    assert events[3].data.object.balance_transaction is not None
    charges = client.v1.events.list({"type": "charge.*"}).data
    assert [event.type for event in charges] == ["charge.updated", "charge.succeeded"]
    two = client.v1.events.list({"types": ["payment_intent.created", "charge.updated"]}).data
    assert [event.type for event in two] == ["charge.updated", "payment_intent.created"]
    assert client.v1.events.retrieve(events[0].id).data.object.id == intent.id


def test_event_names_the_request_that_caused_it(client: stripe.StripeClient, pay: Pay) -> None:
    intent = pay()
    client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "refund-1"})
    refunded = client.v1.events.list({"type": "refund.created"}).data[0]
    request = filled(refunded.request)
    assert request.idempotency_key == "refund-1"
    assert filled(request.id).startswith("req_")
    charged = client.v1.events.list({"type": "charge.succeeded"}).data[0]
    assert filled(charged.request).id is None


def test_customer_is_made_on_paying_when_the_site_asks_for_it(
    client: stripe.StripeClient, sandbox: SandboxProcess, new_session: NewSession
) -> None:
    session = new_session(customer_creation="always")
    sandbox.pay(page_of(session), email="lee@example.org")
    found = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["customer"]})
    assert isinstance(found.customer, stripe.Customer)
    assert found.customer.email == "lee@example.org"
    renamed = client.v1.customers.update(found.customer.id, {"name": "Lee Example"})
    assert renamed.name == "Lee Example"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.retrieve("cus_nobody")
