"""An order may be for no seat but something else: its rows are locked, its money is not lost."""

from uuid import uuid4

import pytest
from django.db import transaction

import clock
from payments.checkout.locks import lock_attempt, lock_money, lock_order
from payments.checkout.models import CheckoutAttempt
from payments.models import Due, ExceptionCase, LedgerEntry, Order, Payment, Refund
from payments.orders.models import NotForASeat
from tests.payments.test_money_back import coordinator
from tests.payments.till import OK, Till


def _attempt_for_something_else(till: Till) -> CheckoutAttempt:
    payer, now = till.payer(till.cohort()), clock.now()
    order = Order.objects.create(
        purpose="book",
        member=payer.member,
        payer=payer.account,
        price=payer.cohort.prices.get(),
        amount_minor=1500,
        currency="EUR",
        placed_at=now,
    )
    due = Due.objects.create(order=order, number=1, amount_minor=1500, currency="EUR", due_at=now)
    return CheckoutAttempt.objects.create(due=due, began_at=now, checked_at=now, expires_at=now)


def test_what_is_for_no_seat_is_told_from_what_is_not_there(till: Till) -> None:
    attempt = _attempt_for_something_else(till)
    till.check_at_end = False
    with transaction.atomic():
        assert lock_money(attempt.order_id) == attempt.order
        with pytest.raises(NotForASeat):
            lock_order(attempt.order_id)
        with pytest.raises(NotForASeat):
            lock_attempt(attempt.pk)
        with pytest.raises(Order.DoesNotExist):
            lock_order(uuid4())
        with pytest.raises(Order.DoesNotExist):
            lock_money(uuid4())
        with pytest.raises(CheckoutAttempt.DoesNotExist):
            lock_attempt(uuid4())


def test_money_for_no_seat_waits_for_a_coordinator_and_can_go_back(till: Till) -> None:
    attempt = _attempt_for_something_else(till)
    till.check_at_end = False
    session = till.stripe.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": str(attempt.pk),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 1500,
                        "product_data": {"name": "Something"},
                    },
                }
            ],
            "success_url": "http://127.0.0.1/",
            "payment_intent_data": {"metadata": {"attempt": str(attempt.pk)}},
        }
    )
    till.stripe.pay(str(session.url), OK)
    till.deliver()
    case = ExceptionCase.objects.get()
    assert (case.kind, Payment.objects.get().state) == ("unknown_payment", "case")
    assert LedgerEntry.objects.get().amount_minor == 1500
    decision = {"reason": "Nobody sells this", "decision": "pay_back"}
    assert coordinator().post(f"/desk/cases/{case.pk}/resolve/", decision).status_code == 302
    till.work()
    till.deliver()
    assert Refund.objects.get().state == "succeeded"


def test_a_refund_of_an_order_for_no_seat_is_kept(till: Till) -> None:
    attempt = _attempt_for_something_else(till)
    till.check_at_end = False
    paying = till.enrolled(till.cohort())
    payment = paying.order.payments.get()
    Payment.objects.filter(pk=payment.pk).update(order=attempt.order_id, attempt=attempt)
    till.stripe.client().v1.refunds.create({"payment_intent": payment.stripe_payment_intent})
    till.deliver()
    refund = Refund.objects.get()
    assert (refund.state, refund.reason) == ("succeeded", "outside")
    assert not ExceptionCase.objects.filter(kind="event_failed").exists()
