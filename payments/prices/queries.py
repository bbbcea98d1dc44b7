"""What a seat costs now, and how money comes back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Subquery

from groups.cohorts.models import Cohort
from payments.prices.models import REFUND_TERMS, Price, RefundTerms


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
    newest = Subquery(RefundTerms.objects.values("text")[:1])
    price = Price.objects.filter(cohort=cohort, current=True).annotate(terms=newest).first()
    if price is None:
        return None
    clinics = price.terms  # type: ignore[attr-defined]  # annotated
    return Terms(price, str(REFUND_TERMS) if clinics is None else clinics)


def prices_of(cohort_ids: Iterable[int]) -> dict[int, Price]:
    """The current prices of several cohorts by cohort id, in one query."""
    found = Price.objects.filter(cohort_id__in=list(cohort_ids), current=True)
    return {price.cohort_id: price for price in found}


def refund_terms_now() -> str:
    """The words in which everybody is promised how money comes back; ours until the clinic wrote
    its own."""
    newest = RefundTerms.objects.first()
    return newest.text if newest else str(REFUND_TERMS)
