"""Lists of moments say on whose clock they are told, also to readers who named no city yet."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.actions import record
from payments.enrolling.actions import hold_seat
from payments.prices.actions import set_price
from tests.factories import NOW, make_account, make_cohort, make_member, make_session, make_staff
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "told"),
    [("", "We do not know your time zone yet"), ("Asia/Calcutta", "Times here are Kolkata time.")],
)
def test_a_list_of_moments_says_on_whose_clock_it_is(zone: str, told: str) -> None:
    clock.move_to(NOW)
    staff = make_staff(Role.COORDINATOR, time_zone=zone)
    member = make_member(make_account(time_zone=zone))
    cohort = make_cohort()
    make_session(cohort)
    set_price(cohort, amount_minor=48_000, currency="GBP", now=NOW)
    order = hold_seat(cohort, member=member, payer=member.account, now=NOW)
    record("intake.saved", on=member, by=staff.pk, member_id=member.pk, now=NOW)
    desk, person = sign_in(Client(), staff), sign_in(Client(), member.account)
    pages = [
        desk.get(reverse("desk-orders")),
        desk.get(reverse("desk-order", args=[order.pk])),
        desk.get(reverse("desk-cases")),
        person.get(reverse("account-record", args=[member.pk])),
    ]
    for page in pages:
        assert page.status_code == 200
        assert told in page.content.decode()
