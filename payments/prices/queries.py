"""What a seat costs now, and how money comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
from groups.sessions.queries import CohortCard
from payments.prices.models import REFUND_DAYS, REFUND_TERMS, Price, RefundTerms
from payments.prices.money import share_of
from payments.prices.promise import RefundPromise, last_day, promise
from whole.asked import Asked, Given


def price_of(cohort: Cohort) -> Price | None:
    """The current price of a seat, or None while nobody has set one: then nobody can enrol."""
    return Price.objects.filter(cohort=cohort, current=True).first()


@dataclass(frozen=True)
class Terms:
    """What somebody agrees to who orders now: the price, for how many of the group's sessions, and
    how money comes back. `begins_with` is the number of the first of them."""

    price: Price
    begins_with: int
    sessions: int
    all_sessions: int
    refund_terms: str
    refund_until: date | None

    @property
    def amount_minor(self) -> int:
        """What they pay: the price of the course, or their share of it."""
        price = self.price
        return share_of(
            price.amount_minor, price.currency, sessions=self.sessions, of=self.all_sessions
        )

    @property
    def currency(self) -> str:
        """Its currency."""
        return self.price.currency

    @property
    def part_sessions(self) -> int | None:
        """How many sessions they pay for; None for the whole course."""
        return self.sessions if self.sessions < self.all_sessions else None


@dataclass(frozen=True)
class Cost:
    """What a seat costs whoever enrols now."""

    amount_minor: int
    currency: str


def cost_of(price: Price, card: CohortCard) -> Cost:
    """The price of a group as it stands on a card: of the sessions that are left of it."""
    currency = price.currency
    amount_minor = share_of(
        price.amount_minor, currency, sessions=card.sessions, of=card.all_sessions
    )
    return Cost(amount_minor, currency)


def terms_of(cohort: Cohort) -> Terms | None:
    """The terms for a seat, in one query; None while nobody has set a price."""
    found = _prices_with_terms(cohort=cohort.pk)
    if not found:
        return None
    price: Any = found[0]  # annotated
    ours = price.terms is None
    return Terms(
        price,
        price.begins_with,
        price.sessions or 0,
        price.all_sessions or 0,
        str(REFUND_TERMS) if ours else price.terms,
        last_day(price.begins_on, days_before=REFUND_DAYS if ours else price.days_before),
    )


def _current_with_terms() -> QuerySet[Price]:
    newest = RefundTerms.objects.all()
    meets = GroupSession.objects.filter(cohort=OuterRef("cohort")).exclude(
        state=GroupSession.State.CANCELLED
    )
    meets = meets.order_by()
    theirs = meets.filter(number__gte=Coalesce(OuterRef("cohort__gate"), 1))
    here = Given("cohort", Cohort._meta.pk)
    return Price.objects.filter(cohort=here, current=True).annotate(
        terms=Subquery(newest.values("text")[:1]),
        days_before=Subquery(newest.values("days_before")[:1]),
        begins_on=Subquery(theirs.order_by("starts_at").values("on")[:1]),
        begins_with=Coalesce("cohort__gate", 1),
        sessions=_how_many(theirs),
        all_sessions=_how_many(meets),
    )


def _how_many(sessions: QuerySet[GroupSession]) -> Subquery:
    return Subquery(sessions.values("cohort").annotate(many=Count("pk")).values("many"))


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
    """What is promised to whoever enrols now in a group and begins at `begins_at`."""
    words, days_before = _newest()
    until = last_day(begins_at.astimezone(cohort.zone).date(), days_before=days_before)
    return promise(words, until=until, place=cohort.place, zone=cohort.zone, now=now)


def _newest() -> tuple[str, int | None]:
    newest = RefundTerms.objects.first()
    return (newest.text, newest.days_before) if newest else (str(REFUND_TERMS), REFUND_DAYS)
