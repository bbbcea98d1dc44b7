"""Setting what a seat costs, and how money comes back."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from clock.locks import held_by_one
from groups.cohorts.models import Cohort
from groups.planning.actions import discard_draft
from groups.rooms.keeping import keep_chat
from groups.rooms.models import ChatKept
from payments.prices.models import Price, RefundTerms
from payments.prices.money import CURRENCIES, LARGEST_CHARGE, THREE_DECIMAL, smallest_charge
from payments.prices.queries import refund_days_now, refund_terms_now


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


class PromisesChanged(Exception):
    """Somebody changed them since they were shown. Nothing was written."""


def promises_now() -> str:
    """Which promises hold: another answer after each change."""
    terms, kept = RefundTerms.objects.first(), ChatKept.objects.first()
    return f"{terms.pk if terms else 0}.{kept.pk if kept else 0}"


def change_promises(
    *,
    refund_terms: str,
    refund_days: int | None,
    chat_kept_days: int,
    seen: str,
    by: Account,
    now: datetime,
) -> None:
    """Sets them; orders that exist keep the terms that were agreed. What changed leaves a line.

    Raises PromisesChanged where `seen` is no longer what `promises_now` says, or somebody else is
    at it now: nobody takes back unseen what another promised.
    """
    with held_by_one("payments.promises") as alone, transaction.atomic():
        if not alone or seen != promises_now():
            raise PromisesChanged
        if (refund_terms, refund_days) != (refund_terms_now(), refund_days_now()):
            terms = RefundTerms.objects.create(
                text=refund_terms, days_before=refund_days, set_at=now, set_by=by
            )
            record("refund-terms.set", on=terms, by=by.pk, now=now)
        keep_chat(chat_kept_days, by=by, now=now)


@transaction.atomic
def discard_group(cohort: Cohort, *, by: Account, now: datetime) -> None:
    """Takes back a draft that nobody joined, and the prices it never asked of anybody.

    Raises what `discard_draft` raises; prices and group then stand as before.
    """
    Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    Price.objects.filter(cohort=cohort, orders__isnull=True).delete()
    discard_draft(cohort, by=by, now=now)
