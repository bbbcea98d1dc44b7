"""The pages of the enrolment, filled in."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

import clock
from accounts.reader import clock_of, reader_zone
from groups.sessions.queries import CohortCard, next_groups
from payments.enrolling.steps import TITLES, Progress, Step
from payments.prices.models import Price
from payments.prices.queries import prices_of
from whole.version import kept, known_version, version

TEMPLATES = {
    Step.ACCOUNT: "payments/enrol_account.html",
    Step.WHO: "payments/enrol_who.html",
    Step.ABOUT: "payments/enrol_about.html",
    Step.AGREEMENT: "payments/enrol_agreement.html",
    Step.PAY: "payments/enrol_pay.html",
}
OTHERS = 3


def step_page(
    request: HttpRequest, progress: Progress, step: Step, *, status: int = 200, **context: Any
) -> HttpResponse:
    """One step's page: the group and its price beside what the step asks."""
    cohort = progress.card.cohort
    here = urlencode({"next": reverse("enrol", args=[cohort.slug])})
    return render(
        request,
        TEMPLATES[step],
        {
            "progress": progress,
            "card": progress.card,
            "cohort": cohort,
            "price": progress.order or progress.price,
            "member": progress.member,
            "titles": TITLES,
            "step": int(step),
            "zone": reader_zone(request),
            "clock": clock_of(request, cohort.zone),
            "signup_url": f"{reverse('account_signup')}?{here}",
            "login_url": f"{reverse('account_request_login_code')}?{here}",
            **context,
        },
        status=status,
    )


def full_page(request: HttpRequest, card: CohortCard, *, status: int = 200) -> HttpResponse:
    """Every seat is taken or held: said kindly, with the groups that have seats."""
    return _instead(request, card, "payments/full.html", status=status)


def closed_page(request: HttpRequest, card: CohortCard, *, status: int = 200) -> HttpResponse:
    """The group takes nobody at the moment, with the groups that do."""
    return _instead(request, card, "payments/closed.html", status=status)


def _instead(request: HttpRequest, card: CohortCard, template: str, *, status: int) -> HttpResponse:
    others = [offer for offer in _offers(clock.now()) if offer[0].cohort.pk != card.cohort.pk]
    return render(
        request,
        template,
        {
            "card": card,
            "cohort": card.cohort,
            "others": others[:OTHERS],
            "zone": reader_zone(request),
        },
        status=status,
    )


def _offers(now: datetime) -> list[tuple[CohortCard, Price | None]]:
    """The next groups with seats, and their prices: read once for all who come too late at the same
    moment, and anew with every change of what visitors are shown (a quarter of this page)."""
    minute = now.replace(second=0, microsecond=0)
    with known_version(version()):
        return kept(f"enrol.offers:{minute.isoformat()}", lambda: _read_offers(now), seconds=60)


def _read_offers(now: datetime) -> list[tuple[CohortCard, Price | None]]:
    cards = next_groups(now, free=True, part=slice(OTHERS + 1))
    prices = prices_of(card.cohort.pk for card in cards)
    return [(card, prices.get(card.cohort.pk)) for card in cards]
