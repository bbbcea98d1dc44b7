"""Whoever says that they are too young to enrol alone keeps no place in line from others."""

import pytest

from accounts.models import Intake
from groups.cohorts.models import Cohort
from tests.factories import make_enrollment
from tests.letters import delivered
from tests.payments.test_waiting import leaves, link_of, state, wait
from tests.payments.till import Till

YES = {"answer": "yes"}


@pytest.mark.parametrize("answered", [True, False])
def test_a_year_that_is_too_young_gives_an_offered_seat_on_and_ends_waiting(
    till: Till, full: Cohort, answered: bool
) -> None:
    """Also of whoever had answered nothing before; and a box without its tick alone does not."""
    payer, other = till.payer(full), till.payer(full)
    mine, next_one = wait(payer), wait(other)
    elsewhere = till.cohort(capacity=1)
    make_enrollment(elsewhere)
    payer.cohort = elsewhere
    there = wait(payer)
    payer.cohort = full
    leaves(full)
    link = link_of(payer)
    about = f"/enrol/{full.slug}/about/"
    told = {"birth_year": "1990", "emergency_name": "Pat", "emergency_phone": "+44 20 7946 0001"}
    if not answered:
        Intake.objects.filter(member=payer.member).delete()
        payer.client.post(link, YES)
        assert payer.client.post(about, told | {"understood": "on"}).status_code == 400
        assert (state(mine), state(there), state(next_one)) == ("offered", "waiting", "waiting")

    young = payer.client.post(about, told | {"birth_year": "2011", "understood": "on"})

    assert young.status_code == 400
    assert "Please write to us" in young.content.decode()
    assert (state(mine), mine.why, state(there)) == ("closed", "young", "closed")
    assert state(next_one) == "offered"
    assert payer.client.post(link, YES).status_code == 410
    (letter, _other) = [one for one in delivered(to=payer.account.email) if "/contact/" in one.text]
    for body in (letter.text, letter.html):
        assert "younger than 18" in " ".join(body.split())
    assert "2011" not in letter.text
    assert not Intake.objects.filter(member=payer.member, birth_year__isnull=False).exists()
    assert other.client.get(link_of(other)).status_code == 200
