"""Setting what a seat costs."""

from datetime import datetime

from django.db import transaction

from groups.cohorts.models import Cohort
from payments.prices.models import Price
from payments.prices.money import CURRENCIES, LARGEST_CHARGE, THREE_DECIMAL, smallest_charge


class PriceRefused(Exception):
    """A price that could not be charged: unknown currency, below or above Stripe's limits, or
    uneven thousandths."""


def set_price(cohort: Cohort, *, amount_minor: int, currency: str, now: datetime) -> Price:
    """Sets the price for whoever enrols from now on; orders that stand keep theirs.

    Zero is a price too: the seat is then confirmed without a payment. Raises PriceRefused.
    """
    currency = currency.upper()
    if currency not in CURRENCIES:
        raise PriceRefused("not a currency that can be charged here")
    if amount_minor < 0 or amount_minor > LARGEST_CHARGE:
        raise PriceRefused("out of range")
    if 0 < amount_minor < smallest_charge(currency):
        raise PriceRefused("below the smallest sum that can be charged")
    if currency in THREE_DECIMAL and amount_minor % 10:
        raise PriceRefused("the last digit must be zero in this currency")
    with transaction.atomic():
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        current = Price.objects.filter(cohort=cohort, current=True).first()
        if current and (current.amount_minor, current.currency) == (amount_minor, currency):
            return current
        Price.objects.filter(cohort=cohort, current=True).update(current=False)
        return Price.objects.create(
            cohort=cohort, amount_minor=amount_minor, currency=currency, set_at=now
        )
