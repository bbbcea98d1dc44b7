"""Inside a build: groups that are open, and signed-in people who have answered everything."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

import clock
from groups.models import Enrollment
from payments.prices.actions import set_price
from tests.factories import make_account, make_cohort, make_member, make_session
from tests.payments.till import Till


def gather(*, groups: int, people: int, capacity: int) -> dict[str, Any]:
    """`groups` groups and for each `people` people with a session, standing before their seat."""
    with transaction.atomic():
        return _gather(groups=groups, people=people, capacity=capacity)


def _gather(*, groups: int, people: int, capacity: int) -> dict[str, Any]:
    now = clock.now()
    till = Till.__new__(Till)  # only how somebody answers everything; the policies stand already
    told = []
    for _group in range(groups):
        cohort = make_cohort(
            capacity=capacity,
            first_on=(now + timedelta(days=7)).date(),
            enrolment_closes_at=now + timedelta(days=7),
        )
        make_session(cohort, starts_at=now + timedelta(days=7))
        set_price(cohort, amount_minor=48_000, currency="GBP", now=now)
        sessions = []
        for _person in range(people):
            account = make_account()
            till.answer_everything(make_member(account))
            client = Client()
            client.force_login(account)
            sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
        told.append({"slug": cohort.slug, "sessions": sessions})
    return {"cookie": settings.SESSION_COOKIE_NAME, "groups": told}


def states(*, slug: str) -> list[str]:
    """Where everybody's part in a group stands."""
    parts = Enrollment.objects.filter(cohort__slug=slug).order_by("pk")
    return list(parts.values_list("state", flat=True))
