"""Our side of the wire: what Stripe's answers become, and sums as people read them."""

import re
import threading
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from payments.gateway.calls import fetch_session
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.prices.actions import PriceRefused, set_price
from payments.prices.money import format_money
from tests.factories import NOW
from tests.payments.till import Till


def test_trying_stripe_by_hand_says_what_it_did(till: Till) -> None:
    said = StringIO()

    def pay_when_asked() -> None:
        while not (found := re.search(r"https?://\S+/c/pay/\S+", said.getvalue())):
            if ended.wait(0.05):
                return
        till.stripe.pay(found[0])

    ended = threading.Event()
    payer = threading.Thread(target=pay_when_asked)
    payer.start()
    try:
        call_command("try_stripe", "--pay", "--wait", "20", stdout=said)
    finally:
        ended.set()
        payer.join()
    assert said.getvalue().count("ok:") == 7
    till.check_at_end = False  # this money is in no ledger of ours


def test_trying_stripe_with_a_live_key_is_refused(settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = "sk_live_something"
    with pytest.raises(CommandError, match="live key"):
        call_command("try_stripe")


def test_what_stripe_does_not_know_is_refused(till: Till) -> None:
    with pytest.raises(StripeRefused) as refused:
        fetch_session(f"cs_test_{uuid4().hex}")
    assert refused.value.code == "resource_missing"


@pytest.mark.parametrize("how", ["error", "rate_limit"])
def test_what_stripe_does_not_answer_is_unreachable(till: Till, how: str) -> None:
    till.fail(how)
    with pytest.raises(StripeUnreachable):
        fetch_session("cs_test_1")


def test_nobody_at_the_address_is_unreachable(settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    with pytest.raises(StripeUnreachable):
        fetch_session("cs_test_1")


def test_a_key_that_stripe_refuses_tells_nothing(till: Till, settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = "pk_not_a_secret_key"
    with pytest.raises(StripeUnreachable):
        fetch_session("cs_test_1")


@pytest.mark.parametrize(
    ("amount_minor", "currency", "shown"),
    [
        (48000, "GBP", "£480"),
        (48050, "EUR", "€480.50"),
        (48000, "JPY", "¥48,000"),
        (36500, "KWD", "KWD 36.500"),
        (-1000, "USD", "−$10"),
    ],
)
def test_sums_are_read_with_their_currencys_digits(
    amount_minor: int, currency: str, shown: str
) -> None:
    assert format_money(amount_minor, currency) == shown


def test_a_price_that_cannot_be_charged_is_refused(till: Till) -> None:
    cohort = till.cohort(amount_minor=48000)
    for amount_minor, currency in ((-1, "GBP"), (29, "GBP"), (36501, "KWD"), (5000, "ISK")):
        with pytest.raises(PriceRefused):
            set_price(cohort, amount_minor=amount_minor, currency=currency, now=NOW)
    assert cohort.prices.get(current=True).amount_minor == 48000
    same = set_price(cohort, amount_minor=48000, currency="gbp", now=NOW)
    assert cohort.prices.get() == same
