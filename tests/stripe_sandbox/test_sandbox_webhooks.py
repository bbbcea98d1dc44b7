"""Webhooks: signed, repeated until accepted, and disturbed on demand."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe

from tests.stripe_sandbox.conftest import NewSession
from tests.stripe_sandbox.launcher import SandboxProcess
from tests.stripe_sandbox.reading import page_of
from tests.stripe_sandbox.receiver import Delivery, Receiver
from tests.stripe_sandbox.sending import SECRET

ExpireNew = Callable[[], str]
EXPIRED = "checkout.session.expired"


@pytest.fixture
def expire_new(client: stripe.StripeClient, new_session: NewSession) -> ExpireNew:
    """Return a function that makes one event: a session, expired. Gives the session's id."""

    def expire_one() -> str:
        session_id = new_session().id
        client.v1.checkout.sessions.expire(session_id)
        return session_id

    return expire_one


def verify(delivery: Delivery) -> stripe.Event:
    event: stripe.Event = stripe.Webhook.construct_event(delivery.body, delivery.signature, SECRET)
    return event


def states(sandbox: SandboxProcess, **fields: str) -> list[str]:
    return [
        row["state"]
        for row in sandbox.look("deliveries")["data"]
        if all(row[name] == value for name, value in fields.items())
    ]


def wait_until(check: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def test_event_is_signed_as_the_library_expects(receiver: Receiver, expire_new: ExpireNew) -> None:
    session_id = expire_new()
    (delivery,) = receiver.expect(session_id)
    event = verify(delivery)
    assert (event.type, event.livemode, event.api_version) == (EXPIRED, False, stripe.api_version)
    assert event.data.object.id == session_id
    assert event.pending_webhooks == 1
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(delivery.body, delivery.signature, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(delivery.body + b" ", delivery.signature, SECRET)


def test_signature_goes_by_real_time_when_business_time_is_moved(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.set_offset(40 * 24 * 3600)
    (delivery,) = receiver.expect(expire_new())
    event = verify(delivery)
    signed_at = int(delivery.signature.removeprefix("t=").partition(",")[0])
    assert abs(signed_at - time.time()) < 60
    assert event.created > time.time() + 39 * 24 * 3600


def test_one_payment_is_told_in_the_order_it_happened(
    sandbox: SandboxProcess, receiver: Receiver, new_session: NewSession
) -> None:
    session = new_session()
    sandbox.pay(page_of(session))
    receiver.expect(session.id)
    assert [one.event["type"] for one in receiver.about()] == [
        "payment_intent.created",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


@pytest.mark.parametrize("status", [500, 404, 302])
def test_refused_event_comes_again_until_it_is_accepted(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew, status: int
) -> None:
    receiver.answers.extend([status, status])
    session_id = expire_new()
    tries = receiver.expect(session_id, count=3)
    assert [one.answered for one in tries] == [status, status, 200]
    assert len({one.event["id"] for one in tries}) == 1
    for one in tries:
        verify(one)
    wait_until(lambda: states(sandbox) == ["delivered"])
    (row,) = sandbox.look("deliveries")["data"]
    assert (row["attempts"], row["last_status"]) == (3, 200)
    event = sandbox.client().v1.events.retrieve(tries[0].event["id"])
    assert event.pending_webhooks == 0


def test_later_event_does_not_wait_for_a_refused_one(
    receiver: Receiver, expire_new: ExpireNew
) -> None:
    receiver.answers.append(500)
    first, second = expire_new(), expire_new()
    receiver.expect(first, count=2)
    receiver.expect(second)
    assert [one.subject for one in receiver.about()] == [first, second, first]


def test_held_events_wait_for_release(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.control("webhooks/hold")
    held = [expire_new(), expire_new(), expire_new()]
    assert sandbox.look("deliveries")["held"] is True
    assert receiver.about() == []
    assert states(sandbox) == ["pending"] * 3
    assert sandbox.control("webhooks/release")["released"] == 3
    receiver.expect(*held, count=3)
    assert [one.subject for one in receiver.about()] == held


def test_held_events_can_be_released_backwards(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.control("webhooks/hold")
    held = [expire_new(), expire_new(), expire_new()]
    sandbox.control("webhooks/release", backwards=True)
    receiver.expect(*held, count=3)
    assert [one.subject for one in receiver.about()] == held[::-1]


def test_dropped_event_comes_only_when_sent_again(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.control("webhooks/disturb", do="drop")
    lost, kept = expire_new(), expire_new()
    receiver.expect(kept)
    assert receiver.about(lost) == []
    assert states(sandbox)[0] == "dropped"
    event = sandbox.client().v1.events.list({"limit": 2}).data[1]
    sandbox.control("webhooks/resend", event=event.id)
    verify(receiver.expect(lost)[0])


def test_duplicated_event_comes_several_times_with_one_id(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.control("webhooks/disturb", do="duplicate", copies=10)
    session_id = expire_new()
    copies = receiver.expect(session_id, count=10)
    assert len({one.event["id"] for one in copies}) == 1
    for one in copies:
        verify(one)
    single = expire_new()
    receiver.expect(single)
    assert len(receiver.about(single)) == 1


def test_reordered_events_come_backwards(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.control("webhooks/disturb", do="reorder", next=3)
    subjects = [expire_new(), expire_new()]
    assert receiver.about() == []
    subjects += [expire_new(), expire_new()]
    receiver.expect(*subjects, count=4)
    assert [one.subject for one in receiver.about()] == [*subjects[2::-1], subjects[3]]


def test_delayed_event_comes_after_a_later_one(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    sandbox.control("webhooks/disturb", do="delay", seconds=1)
    late, soon = expire_new(), expire_new()
    receiver.expect(late, soon, count=2)
    assert [one.subject for one in receiver.about()] == [soon, late]


def test_disturbance_can_name_one_type(
    sandbox: SandboxProcess, receiver: Receiver, new_session: NewSession
) -> None:
    sandbox.control("webhooks/disturb", do="drop", type="checkout.session.completed")
    session = new_session()
    sandbox.pay(page_of(session))
    wait_until(lambda: states(sandbox).count("delivered") == 4)
    assert states(sandbox, type="checkout.session.completed") == ["dropped"]
    assert receiver.about(session.id) == []


@pytest.mark.parametrize("how", ["body", "secret", "old", "no_signature", "garbage"])
def test_tampered_event_fails_the_check_and_an_honest_one_follows(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew, how: str
) -> None:
    sandbox.control("webhooks/disturb", do="tamper", how=how)
    receiver.answers.append(400)
    session_id = expire_new()
    forged, honest = receiver.expect(session_id, count=2)
    with pytest.raises(stripe.SignatureVerificationError):
        verify(forged)
    assert verify(honest).data.object.id == session_id


def test_event_from_the_future_carries_a_time_the_site_has_to_check(
    sandbox: SandboxProcess, receiver: Receiver, expire_new: ExpireNew
) -> None:
    # the library takes it, so the site needs a check of its own
    sandbox.control("webhooks/disturb", do="tamper", how="future")
    (delivery,) = receiver.expect(expire_new())
    assert int(delivery.signature[2:12]) > time.time() + 600


@pytest.mark.parametrize(
    ("control", "sent"),
    [
        ("webhooks/disturb", {"do": "burn"}),
        ("webhooks/disturb", {"do": "tamper", "how": "gently"}),
        ("webhooks/disturb", {"do": "drop", "next": "many"}),
        ("webhooks/resend", {"event": "evt_nobody"}),
        ("expire", {"session": "cs_nobody"}),
        ("settle", {"session": 7}),
        ("dispute", {"charge": "ch_nobody"}),
        ("fail_refund", {}),
    ],
)
def test_control_that_makes_no_sense_is_refused(
    sandbox: SandboxProcess, control: str, sent: dict[str, Any]
) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        sandbox.control(control, **sent)
    assert refused.value.response.status_code == 400
    assert refused.value.response.json()["error"]
