"""The pages of the enrolment, filled in."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

import clock
from accounts.reader import clock_of, reader_zone
from accounts.shared import made_for_many
from groups.sessions.queries import CohortCard, next_groups
from payments.checkout.actions import MINUTES_HELD
from payments.enrolling.steps import TITLES, Progress, Step
from payments.prices.queries import Cost, cost_of, prices_of
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
            "minutes_held": MINUTES_HELD,
            "zone": reader_zone(request),
            "clock": clock_of(request, cohort.zone),
            "signup_url": f"{reverse('account_signup')}?{here}",
            "login_url": f"{reverse('account_request_login_code')}?{here}",
            **context,
        },
        status=status,
    )


def full_page(request: HttpRequest, card: CohortCard, *, status: int = 200) -> HttpResponse:
    """Every seat is taken or kept: said kindly, with the waiting list, and groups with seats."""
    return _instead(request, card, "payments/full.html", status=status)


def closed_page(request: HttpRequest, card: CohortCard, *, status: int = 200) -> HttpResponse:
    """The group takes nobody at the moment, with the groups that do."""
    return _instead(request, card, "payments/closed.html", status=status)


def not_online_page(request: HttpRequest, card: CohortCard, *, status: int) -> HttpResponse:
    """They cannot enrol there online, and how to write to us; never why, and no other groups, among
    which the same might happen again."""
    return render(request, "payments/not_online.html", {"cohort": card.cohort}, status=status)


def _instead(request: HttpRequest, card: CohortCard, template: str, *, status: int) -> HttpResponse:
    """Made once for all who come too late at the same moment, and anew with every minute and every
    change of what visitors are shown: two thirds of this answer's time."""
    now, told = clock.now(), version()
    minute = now.replace(second=0, microsecond=0)
    with known_version(told):
        offers = kept(f"enrol.offers:{minute.isoformat()}", lambda: _read_offers(now), seconds=60)
    others = [offer for offer in offers if offer[0].cohort.pk != card.cohort.pk]
    shown: dict[str, Hashable] = {
        "cohort": card.cohort,
        "others": tuple(others[:OTHERS]),
        "zone": reader_zone(request),
    }
    if request.user.is_anonymous:
        return render(request, template, shown, status=status)
    same = {**shown, "told": told, "minute": minute}
    with known_version(told):
        page = made_for_many(request, template, same=same, own={}, now=now)
    return HttpResponse(page, status=status)


def _read_offers(now: datetime) -> list[tuple[CohortCard, Cost | None]]:
    cards = next_groups(now, free=True, part=slice(OTHERS + 1))
    prices = prices_of(card.cohort.pk for card in cards)
    found = [(card, prices.get(card.cohort.pk)) for card in cards]
    return [(card, cost_of(price, card) if price else None) for card, price in found]
