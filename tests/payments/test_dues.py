"""An order names what it is for; its price is owed in parts, each paid on a page of its own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import clock
from payments.checkout.actions import start_checkout
from payments.checkout.locks import lock_order
from payments.dues.actions import agree_anew
from payments.enrolling.actions import hold_seat
from payments.models import CheckoutAttempt, Due, Order
from tests.payments.till import Payer, Till


def _in_two_parts(payer: Payer) -> tuple[Due, Due]:
    """The price of a held seat, half now and half in a month."""
    order = payer.order
    first = order.dues.get()
    half = order.amount_minor // 2
    Due.objects.filter(pk=first.pk).update(amount_minor=half)
    second = Due.objects.create(
        order=order,
        number=2,
        amount_minor=order.amount_minor - half,
        currency=order.currency,
        due_at=clock.now() + timedelta(days=30),
    )
    return order.dues.get(number=1), second


def test_an_order_names_its_purpose_who_takes_part_and_who_pays(till: Till) -> None:
    cohort = till.cohort(amount_minor=48000)
    payer = till.payer(cohort)
    payer.hold()
    again = hold_seat(cohort, member=payer.member, payer=payer.account, now=clock.now())
    order = Order.objects.get()
    assert again == order
    assert order.purpose == Order.Purpose.ENROLMENT
    assert (order.seat, order.member, order.payer) == (payer.seat, payer.member, payer.account)
    due = Due.objects.get()
    assert (due.order, due.number, due.amount_minor, due.currency) == (order, 1, 48000, "GBP")
    assert (due.state, due.due_at) == ("open", order.placed_at)


def test_an_order_for_a_seat_without_one_is_refused_by_the_schema(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(enrollment=None)
    assert payer.order.seat == payer.seat


def test_a_price_can_be_paid_in_parts(till: Till) -> None:
    payer = till.payer(till.cohort(amount_minor=48001))
    payer.hold()
    first, second = _in_two_parts(payer)
    assert payer.to_pay().status_code == 303
    assert payer.attempt.due == first
    payer.pay()
    till.deliver()
    assert (payer.seat.state, payer.order.state) == ("active", "open")
    first.refresh_from_db()
    assert first.state == "paid"
    attempt = start_checkout(payer.order.pk, now=clock.now())
    assert attempt.due == second
    assert start_checkout(payer.order.pk, now=clock.now()) == attempt
    payer.pay()
    till.deliver()
    assert (payer.seat.state, payer.order.state) == ("active", "paid")
    assert [payment.amount_minor for payment in payer.order.payments.order_by("paid_at")] == [
        24000,
        24001,
    ]
    assert till.payments() == ["applied", "applied"]


def test_a_part_of_the_price_has_one_open_page(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    first, second = _in_two_parts(payer)
    now = clock.now()
    fields = {"began_at": now, "checked_at": now, "expires_at": now + timedelta(minutes=31)}
    CheckoutAttempt.objects.create(due=first, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckoutAttempt.objects.create(due=first, **fields)
    CheckoutAttempt.objects.create(due=second, **fields)
    CheckoutAttempt.objects.create(due=first, state="failed", **fields)
    till.check_at_end = False  # nobody can pay these pages: Stripe never heard of them


def test_another_sum_for_a_part_changes_the_price_and_another_currency_does_not(
    till: Till,
) -> None:
    payer = till.payer(till.cohort(amount_minor=48000))
    payer.hold()
    first, _second = _in_two_parts(payer)
    now = clock.now()
    with transaction.atomic():
        order = lock_order(payer.order.pk).order
        with pytest.raises(ValueError, match="one currency"):
            agree_anew(first, order=order, amount_minor=100, currency="EUR", by=1, now=now)
        agree_anew(first, order=order, amount_minor=30000, currency="GBP", by=1, now=now)
    assert payer.order.amount_minor == 54000
    assert [due.amount_minor for due in payer.order.dues.all()] == [30000, 24000]


def test_the_whole_price_is_owed_once(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    due = Due.objects.get()
    clock.move_to(clock.now() + timedelta(minutes=1))
    payer.hold()
    assert payer.order.dues.get() == due
