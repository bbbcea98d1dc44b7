"""The webhook's door, and what an event can and cannot do once it is inside."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.db import connections
from django.test import Client

import clock
from clock.claiming import claim
from payments.models import CheckoutAttempt, ExceptionCase, Payment, StripeEvent
from payments.webhooks import soon
from payments.webhooks.actions import TRIES, handle_leased, store_event
from payments.webhooks.tasks import handle_due_events
from payments.webhooks.verify import Event
from tests.answers import Answer
from tests.payments.refunding import pay_back
from tests.payments.test_money_back import coordinator
from tests.payments.till import Payer, Till

PATH = "/stripe/webhook/"
SECRET = "whsec_sandbox"


def an_event(**changes: Any) -> dict[str, Any]:
    """A well-formed event about nothing of ours."""
    return {
        "id": "evt_test_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1,
        "type": "customer.created",
        "livemode": False,
        "data": {"object": {"id": "cus_1", "object": "customer"}},
    } | changes


def paid_event(event_id: str, payer: Payer) -> Event:
    """What Stripe sends when the payer's page was paid, as it is after it was verified."""
    page = payer.attempt.stripe_session_id or ""
    kind = "checkout.session.completed"
    return Event(id=event_id, type=kind, api_version="", object_id=page, intent_id="", hint={})


def post(
    body: bytes | str, *, secret: str = SECRET, stamp: int | None = None, **headers: Any
) -> Answer:
    """Posts a body, signed unless a header says otherwise."""
    text = body if isinstance(body, str) else body.decode("utf-8", "surrogateescape")
    if "HTTP_STRIPE_SIGNATURE" not in headers:
        signed = text if isinstance(body, str) else body.decode("utf-8", "ignore")
        headers["HTTP_STRIPE_SIGNATURE"] = stripe.WebhookSignature.generate_signature_header(
            signed, secret, timestamp=stamp
        )
    return Client(raise_request_exception=False).post(
        PATH, data=body, content_type="application/json", **headers
    )


@pytest.mark.django_db(transaction=True)  # as in life: a second copy ends no transaction of others
def test_a_signed_event_is_stored_once_and_answered_200() -> None:
    body = json.dumps(an_event())
    assert [post(body).status_code, post(body).status_code] == [200, 200]
    stored = StripeEvent.objects.get()
    assert (stored.stripe_id, stored.lease) == ("evt_test_1", None)
    assert stored.state == StripeEvent.State.IGNORED  # a type of which nothing follows here


def test_an_event_whose_process_died_is_acted_on_by_the_worker(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    event = paid_event("evt_left_over", payer)
    # Stored, and the process that leased it is gone before it acts.
    store_event(event, now=clock.now())
    handle_due_events(clock.now())
    assert payer.seat.state == "held"  # it may still be at it
    StripeEvent.objects.update(lease_until=clock.real_now())
    handle_due_events(clock.now())
    assert payer.seat.state == "active"
    assert StripeEvent.objects.get(stripe_id="evt_left_over").state == StripeEvent.State.DONE


def test_an_event_that_waited_longer_than_its_lease_is_claimed_anew(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    event = paid_event("evt_late", payer)
    stored = store_event(event, now=clock.now())
    assert stored is not None
    # Its lease ended while it waited, and the worker has taken it.
    StripeEvent.objects.update(lease_until=clock.real_now())
    stored.lease_until = clock.real_now()
    theirs = claim(StripeEvent.objects.filter(pk=stored.pk), lease=timedelta(minutes=1))
    assert theirs is not None
    handle_leased(stored, now=clock.now())
    assert payer.seat.state == "held"  # left to whoever has it now
    handle_leased(theirs, now=clock.now())
    assert payer.seat.state == "active"


REFUSED: dict[str, tuple[Any, int]] = {
    "16-missing": (lambda body: post(body, HTTP_STRIPE_SIGNATURE=""), 400),
    "16a-wrong": (lambda body: post(body, HTTP_STRIPE_SIGNATURE="t=1,v1=00"), 400),
    "16b-nonsense": (lambda body: post(body, HTTP_STRIPE_SIGNATURE="v1=not,a=signature"), 400),
    "16c-no-number": (lambda body: post(body, HTTP_STRIPE_SIGNATURE="t=abc,v1=00"), 400),
    "17-old": (lambda body: post(body, stamp=int(time.time()) - 900), 400),
    "17a-future": (lambda body: post(body, stamp=int(time.time()) + 900), 400),
    "18-other-secret": (lambda body: post(body, secret="whsec_of_somebody_else"), 400),
    "18a-re-encoded": (
        lambda body: post(
            json.dumps(json.loads(body), indent=1),
            HTTP_STRIPE_SIGNATURE=stripe.WebhookSignature.generate_signature_header(body, SECRET),
        ),
        400,
    ),
    "19-not-utf-8": (lambda body: post(b"\xff\xfe" + body.encode()), 400),
    "19a-one-megabyte": (lambda body: post(body + " " * 1_000_000), 413),
    "19b-empty": (lambda _body: post(""), 400),
    "19c-not-json": (lambda _body: post("{"), 400),
    "19d-not-an-event": (lambda _body: post("[1, 2]"), 400),
    "19e-strange-parts": (lambda _body: post(json.dumps(an_event(data=[]))), 400),
    "19f-strange-id": (lambda _body: post(json.dumps(an_event(id=7))), 400),
    "20-live-mode": (lambda _body: post(json.dumps(an_event(livemode=True))), 400),
    "20a-get": (lambda _body: Client().get(PATH), 405),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_case_16_to_20_what_is_not_from_stripe_is_refused_and_not_kept(case: str) -> None:
    send, status = REFUSED[case]
    answer = send(json.dumps(an_event()))
    assert answer.status_code == status
    assert not StripeEvent.objects.exists()


@pytest.mark.django_db
def test_case_18b_both_secrets_count_while_one_is_rolled(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = "whsec_new,whsec_old"
    for number, secret in enumerate(("whsec_new", "whsec_old")):
        body = json.dumps(an_event(id=f"evt_{number}"))
        assert post(body, secret=secret).status_code == 200
    assert post(json.dumps(an_event(id="evt_3")), secret="whsec_older").status_code == 400
    assert StripeEvent.objects.count() == 2


def test_case_12_the_same_event_ten_times_at_once_has_one_effect(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    (event,) = [
        event
        for event in till.stripe.look("state")["objects"]["event"]
        if event["type"] == "checkout.session.completed"
    ]
    body = json.dumps(event)

    def send(_copy: int) -> int:
        try:
            return post(body).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as senders:
        assert set(senders.map(send, range(10))) == {200}
    soon.finish()
    assert StripeEvent.objects.filter(stripe_id=event["id"]).count() == 1
    assert till.payments() == ["applied"]
    assert payer.letters() == 1


@pytest.mark.parametrize("backwards", [False, True])
def test_case_13_events_in_either_order_end_the_same(till: Till, backwards: bool) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    till.deliver(backwards=backwards)
    assert payer.seat.state == "active"
    assert till.payments() == ["applied"]
    assert set(StripeEvent.objects.values_list("state", flat=True)) <= {"done", "ignored"}


def test_case_14_a_stale_expiry_changes_nothing(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    stale = an_event(
        type="checkout.session.expired",
        data={"object": {"id": payer.attempt.stripe_session_id, "object": "checkout.session"}},
    )
    assert post(json.dumps(stale)).status_code == 200
    soon.finish()
    assert payer.attempt.state == "complete"
    assert payer.seat.state == "active"


def test_case_15_an_old_completed_after_a_refund_gives_no_seat_back(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    till.work()
    till.deliver()
    assert payer.seat.state == "cancelled"
    again = an_event(
        type="checkout.session.completed",
        data={"object": {"id": payer.attempt.stripe_session_id, "object": "checkout.session"}},
    )
    post(json.dumps(again))
    soon.finish()
    assert payer.seat.state == "cancelled"
    assert payer.order.state == "refunded"
    assert payer.letters() == 1


def test_case_21_another_api_version_is_only_a_hint_and_works(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    hint = an_event(
        api_version="2019-02-11",
        type="checkout.session.completed",
        data={"object": {"id": payer.attempt.stripe_session_id, "object": "checkout.session"}},
    )
    post(json.dumps(hint))
    soon.finish()
    assert payer.seat.state == "active"


def test_case_22_an_unknown_type_is_ignored(till: Till) -> None:
    post(json.dumps(an_event(type="something.new_in_2031")))
    soon.finish()
    assert StripeEvent.objects.get().state == "ignored"


def test_case_23_a_payment_of_somebody_else_on_the_same_account_is_left_alone(till: Till) -> None:
    foreign = _sold_elsewhere(till, reference="shop-17")
    till.check_at_end = False  # their money is in Stripe's balance and not in our ledger
    assert (
        StripeEvent.objects.get(type="checkout.session.completed", object_id=foreign).state
        == "ignored"
    )
    assert not Payment.objects.exists()
    assert not ExceptionCase.objects.exists()


def test_case_23a_money_with_a_reference_of_ours_and_no_attempt_becomes_a_case(till: Till) -> None:
    _sold_elsewhere(till, reference="5f0c7f5e-9d8e-4e47-9b4e-0d6e4f3d2c1b")
    assert till.payments() == ["case"]
    assert ExceptionCase.objects.get().kind == "unknown_payment"


def _sold_elsewhere(till: Till, *, reference: str) -> str:
    metadata = {"attempt": reference} if "-9" in reference else {"shop": "other"}
    session = till.stripe.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": reference,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "gbp",
                        "unit_amount": 1500,
                        "product_data": {"name": "A book"},
                    },
                }
            ],
            "success_url": "http://localhost/",
            "payment_intent_data": {"metadata": metadata},
        }
    )
    till.stripe.pay(str(session.url))
    till.deliver()
    return session.id


def test_case_25_an_event_we_cannot_handle_is_retried_then_a_case_and_others_go_on(
    till: Till,
) -> None:
    lost = an_event(
        type="charge.dispute.created",
        data={"object": {"id": "du_nobody_knows", "object": "dispute"}},
    )
    post(json.dumps(lost))
    soon.finish()
    stuck = StripeEvent.objects.get(stripe_id="evt_test_1")
    assert (stuck.state, stuck.attempts) == ("stored", 1)
    payer = till.enrolled(till.cohort())
    for _try in range(TRIES):
        till.later(timedelta(minutes=30))
        till.work()
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == ("failed", TRIES)
    assert ExceptionCase.objects.get().kind == "event_failed"
    assert payer.seat.state == "active"


def test_an_event_stored_before_a_crash_is_handled_by_the_worker(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    session_id = payer.attempt.stripe_session_id
    assert session_id is not None
    StripeEvent.objects.create(
        stripe_id="evt_left",
        type="checkout.session.completed",
        object_id=session_id,
        received_at=clock.now(),
        next_try_at=clock.now(),
    )
    till.work()
    assert payer.seat.state == "active"


def test_an_event_waits_as_long_as_stripe_is_silent(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    till.fail("error")
    till.deliver()
    StripeEvent.objects.update(attempts=10 * TRIES)  # a long night
    till.later(timedelta(minutes=31))
    till.work()
    assert set(StripeEvent.objects.exclude(state="ignored").values_list("state", flat=True)) == {
        "stored"
    }
    till.calm()
    till.later(timedelta(minutes=31))
    till.work()
    assert payer.seat.state == "active"


@pytest.mark.parametrize("how", ["body", "secret", "old", "future", "no_signature", "garbage"])
def test_a_tampered_delivery_is_refused_and_the_honest_one_counts(till: Till, how: str) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.stripe.control("webhooks/disturb", do="tamper", how=how, next=20)
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert CheckoutAttempt.objects.get().state == "complete"


@pytest.mark.parametrize("how", ["error", "rate_limit", "answer_lost", "garbage"])
def test_case_69_trouble_at_stripe_for_a_moment_delays_and_loses_nothing(
    till: Till, how: str
) -> None:
    payer = till.payer(till.cohort())
    till.fail(how, times=2)
    payer.hold()
    for _press in range(3):
        if payer.to_pay().status_code == 303:
            break
    payer.pay()
    till.fail(how, times=2)
    till.deliver()
    till.calm()
    till.later(timedelta(minutes=5))
    till.work()
    assert payer.seat.state == "active"
    assert till.payments() == ["applied"]
