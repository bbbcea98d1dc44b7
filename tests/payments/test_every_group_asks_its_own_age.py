"""The intake is asked once, the age by every group."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import accept_policies, save_intake
from accounts.policies import load_policies
from accounts.queries import current_policies
from groups.models import Enrollment
from payments.prices.actions import set_price
from tests.factories import NOW, make_cohort, make_member, make_session
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("minimum_age", "leads_to"), [(16, "enrol-pay"), (30, "enrol-about")])
def test_a_group_for_older_people_asks_again(
    client: Client, minimum_age: int, leads_to: str
) -> None:
    clock.move_to(NOW)
    load_policies(now=NOW)
    member = make_member()
    save_intake(
        member,
        birth_year=NOW.year - 20,
        emergency_name="Pat",
        emergency_phone="+44 20 7946 0001",
        emergency_relation="",
        now=NOW,
    )
    accept_policies(member, policies=list(current_policies().values()), now=NOW)
    cohort = make_cohort(minimum_age=minimum_age)
    make_session(cohort)
    set_price(cohort, amount_minor=48_000, currency="GBP", now=NOW)
    sign_in(client, member.account)
    client.post(reverse("enrol-who", args=[cohort.slug]), {"who": str(member.pk)})

    answer = client.get(reverse("enrol", args=[cohort.slug]))

    assert answer.headers["Location"] == reverse(leads_to, args=[cohort.slug])
    assert not Enrollment.objects.exists()
