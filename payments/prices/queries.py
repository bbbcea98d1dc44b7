"""What a seat costs now, and how money comes back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Subquery

from groups.cohorts.models import Cohort
from payments.prices.models import REFUND_TERMS, Price, RefundTerms
from whole.asked import Asked, Given


def price_of(cohort: Cohort) -> Price | None:
    """The current price of a seat, or None while nobody has set one: then nobody can enrol."""
    return Price.objects.filter(cohort=cohort, current=True).first()


@dataclass(frozen=True)
class Terms:
    """What somebody agrees to who orders now: the price, and how money comes back."""

    price: Price
    refund_terms: str


def terms_of(cohort: Cohort) -> Terms | None:
    """The terms for a seat, in one query; None while nobody has set a price."""
    found = _prices_with_terms(cohort=cohort.pk)
    if not found:
        return None
    [price] = found
    clinics = price.terms  # type: ignore[attr-defined]  # annotated
    return Terms(price, str(REFUND_TERMS) if clinics is None else clinics)


def _current_with_terms() -> QuerySet[Price]:
    newest = Subquery(RefundTerms.objects.values("text")[:1])
    here = Given("cohort", Cohort._meta.pk)
    return Price.objects.filter(cohort=here, current=True).annotate(terms=newest)


_prices_with_terms = Asked(_current_with_terms)


def prices_of(cohort_ids: Iterable[int]) -> dict[int, Price]:
    """The current prices of several cohorts by cohort id, in one query."""
    found = Price.objects.filter(cohort_id__in=list(cohort_ids), current=True)
    return {price.cohort_id: price for price in found}


def refund_terms_now() -> str:
    """The words in which everybody is promised how money comes back; ours until the clinic wrote
    its own."""
    newest = RefundTerms.objects.first()
    return newest.text if newest else str(REFUND_TERMS)
