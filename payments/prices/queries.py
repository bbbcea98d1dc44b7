"""What a seat costs now, and how money comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
from payments.prices.models import REFUND_DAYS, REFUND_TERMS, Price, RefundTerms
from payments.prices.promise import RefundPromise, last_day, promise
from whole.asked import Asked, Given


def price_of(cohort: Cohort) -> Price | None:
    """The current price of a seat, or None while nobody has set one: then nobody can enrol."""
    return Price.objects.filter(cohort=cohort, current=True).first()


@dataclass(frozen=True)
class Terms:
    """What somebody agrees to who orders now: the price, and how money comes back."""

    price: Price
    refund_terms: str
    refund_until: date | None


def terms_of(cohort: Cohort) -> Terms | None:
    """The terms for a seat, in one query; None while nobody has set a price."""
    found = _prices_with_terms(cohort=cohort.pk)
    if not found:
        return None
    price: Any = found[0]  # annotated
    ours = price.terms is None
    return Terms(
        price,
        str(REFUND_TERMS) if ours else price.terms,
        last_day(price.begins_on, days_before=REFUND_DAYS if ours else price.days_before),
    )


def _current_with_terms() -> QuerySet[Price]:
    newest = RefundTerms.objects.all()
    meets = GroupSession.objects.filter(cohort=OuterRef("cohort")).exclude(
        state=GroupSession.State.CANCELLED
    )
    here = Given("cohort", Cohort._meta.pk)
    return Price.objects.filter(cohort=here, current=True).annotate(
        terms=Subquery(newest.values("text")[:1]),
        days_before=Subquery(newest.values("days_before")[:1]),
        begins_on=Subquery(meets.order_by("starts_at").values("on")[:1]),
    )


_prices_with_terms = Asked(_current_with_terms)


def prices_of(cohort_ids: Iterable[int]) -> dict[int, Price]:
    """The current prices of several cohorts by cohort id, in one query."""
    found = Price.objects.filter(cohort_id__in=list(cohort_ids), current=True)
    return {price.cohort_id: price for price in found}


def refund_terms_now() -> str:
    """The words in which everybody is promised how money comes back; ours until the clinic wrote
    its own."""
    return _newest()[0]


def refund_days_now() -> int | None:
    """Until how many days before the first session everything comes back; None for no such day."""
    return _newest()[1]


def promise_now(cohort: Cohort, *, begins_at: datetime, now: datetime) -> RefundPromise:
    """What is promised to whoever enrols now in a group that meets first at `begins_at`."""
    words, days_before = _newest()
    until = last_day(begins_at.astimezone(cohort.zone).date(), days_before=days_before)
    return promise(words, until=until, place=cohort.place, zone=cohort.zone, now=now)


def _newest() -> tuple[str, int | None]:
    newest = RefundTerms.objects.first()
    return (newest.text, newest.days_before) if newest else (str(REFUND_TERMS), REFUND_DAYS)
