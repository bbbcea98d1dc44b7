"""Events that nobody here heard of are asked for, and lead to what they would have led to."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import clock
from clock.jobs import Scheduled, all_jobs
from payments.models import ExceptionCase, Refund, StripeEvent
from payments.settling import letters
from payments.webhooks.missed import catch_up
from tests.payments.till import Payer, Till

SOON = timedelta(minutes=1)
LATER = timedelta(minutes=11)


def the_round() -> Scheduled:
    return next(job for job in all_jobs() if job.name == "payments.missed")


@pytest.fixture
def paid(till: Till) -> Payer:
    """Somebody has a seat, and no event of Stripe arrives from now on."""
    payer = till.enrolled(till.cohort())
    till.lose_webhooks()
    return payer


def refund_outside(till: Till, payer: Payer) -> None:
    """Somebody presses "Refund" in Stripe's own dashboard."""
    intent = payer.order.payments.get().stripe_payment_intent
    till.stripe.client().v1.refunds.create({"payment_intent": intent})
    till.stripe.wait_quiet()


def test_case_11b_a_refund_in_the_dashboard_whose_event_was_lost_is_found(
    till: Till, paid: Payer
) -> None:
    other = till.payer(paid.cohort)
    other.go_to_stripe()
    refund_outside(till, paid)
    till.later(SOON)
    assert catch_up(now=clock.now()) == 0  # it may be on its way
    assert not Refund.objects.exists()
    till.later(LATER)

    the_round().run(clock.now())

    assert (paid.seat.state, paid.order.state) == ("active", "refunded")
    assert (other.seat.state, other.order.state) == ("held", "open")
    assert ExceptionCase.objects.get().kind == ExceptionCase.Kind.OUTSIDE_REFUND
    assert paid.letters(letters.MONEY_BACK) == 1
    before = StripeEvent.objects.count()
    with CaptureQueriesContext(connection) as asked:
        assert catch_up(now=clock.now()) == 0
    assert len(asked) == 1, asked.captured_queries
    assert StripeEvent.objects.count() == before
    assert paid.letters(letters.MONEY_BACK) == 1


def test_a_dispute_and_a_refund_that_came_back_are_found(till: Till) -> None:
    cohort = till.cohort()
    disputed, refunded = till.enrolled(cohort), till.enrolled(cohort)
    till.lose_webhooks()
    charges = till.stripe.look("state")["objects"]["charge"]
    intent = disputed.order.payments.get().stripe_payment_intent
    (charge,) = [one["id"] for one in charges if one["payment_intent"] == intent]
    till.stripe.control("dispute", charge=charge)
    refund_outside(till, refunded)
    (refund,) = till.stripe.look("state")["objects"]["refund"]
    till.stripe.control("fail_refund", refund=refund["id"])
    till.later(LATER)

    the_round().run(clock.now())

    cases = {case.kind: case.order for case in ExceptionCase.objects.all()}
    assert cases == {"dispute": disputed.order, "refund_failed": refunded.order}
    assert Refund.objects.get().state == Refund.State.FAILED
    assert (disputed.order.state, refunded.order.state) == ("paid", "paid")
    assert (disputed.seat.state, refunded.seat.state) == ("active", "active")


def pay_elsewhere(till: Till, **more: str) -> None:
    """Somebody pays on a page of this Stripe account that we did not open."""
    sold: Any = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "gbp",
                    "unit_amount": 48000,
                    "product_data": {"name": "Enrolment"},
                },
            }
        ],
        "success_url": "http://localhost/",
        **more,
    }
    page = till.stripe.client().v1.checkout.sessions.create(sold)
    till.stripe.pay(str(page.url))
    till.stripe.wait_quiet()


def test_money_with_our_reference_that_no_page_of_ours_took_is_found(
    till: Till, paid: Payer
) -> None:
    pay_elsewhere(till, client_reference_id=str(paid.attempt.pk))
    till.work()
    assert till.payments() == ["applied"]
    till.later(LATER)
    till.work()
    assert till.payments() == ["applied", "duplicate"]


def test_while_stripe_is_silent_nothing_is_lost(till: Till, paid: Payer) -> None:
    refund_outside(till, paid)
    till.later(LATER)
    till.fail("error", path="/v1/events")
    the_round().run(clock.now())
    assert not Refund.objects.exists()
    till.calm()
    the_round().run(clock.now())
    assert Refund.objects.get().state == Refund.State.SUCCEEDED


def test_more_than_a_page_of_events_is_read_to_its_end(till: Till, paid: Payer) -> None:
    """A hundred is what Stripe tells at once, the newest first. Ours are the oldest of them; the
    others belong to somebody else on the same account, and lead to nothing."""
    till.check_at_end = False  # their money is in Stripe's balance and not in our ledger
    refund_outside(till, paid)
    pay_elsewhere(till)
    intents = till.stripe.look("state")["objects"]["payment_intent"]
    ours = paid.order.payments.get().stripe_payment_intent
    (foreign,) = [one["id"] for one in intents if one["id"] != ours]
    refunds = till.stripe.client().v1.refunds
    for _part in range(50):  # two events for each
        refunds.create({"payment_intent": foreign, "amount": 100})
    till.later(LATER)

    assert catch_up(now=clock.now()) > 100

    assert Refund.objects.get().payment == paid.order.payments.get()
    assert ExceptionCase.objects.get().kind == ExceptionCase.Kind.OUTSIDE_REFUND
