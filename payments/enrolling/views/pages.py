"""The pages of the enrolment, filled in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

import clock
from accounts.reader import clock_of, reader_zone
from groups.sessions.queries import CohortCard, next_groups
from payments.enrolling.steps import TITLES, Progress, Step
from payments.prices.queries import prices_of

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
    others = [
        other
        for other in next_groups(clock.now(), free=True, part=slice(OTHERS + 1))
        if other.cohort.pk != card.cohort.pk
    ][:OTHERS]
    prices = prices_of(other.cohort.pk for other in others)
    return render(
        request,
        template,
        {
            "card": card,
            "cohort": card.cohort,
            "others": [(other, prices.get(other.cohort.pk)) for other in others],
            "zone": reader_zone(request),
        },
        status=status,
    )
