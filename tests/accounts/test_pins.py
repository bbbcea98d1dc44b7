"""Before an account is shared, what is one's own is closed to whoever comes second."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account, Member
from groups.models import Cohort
from payments.prices.actions import set_price
from tests.factories import NOW, make_account, make_cohort, make_member, make_session
from tests.letters import delivered
from tests.outbox.sink import words_of
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
SECOND = {"name": "Luis", "country": "ES", "time_zone": "Europe/Madrid"}
PIN = {"pin": "2468", "again": "2468"}


@pytest.fixture
def ana() -> Member:
    clock.move_to(NOW)
    return make_member(make_account("household@example.org"), name="Ana")


@pytest.fixture
def cohort() -> Cohort:
    cohort = make_cohort()
    make_session(cohort)
    set_price(cohort, amount_minor=48_000, currency="GBP", now=NOW)
    return cohort


def mailbox(account: Account) -> Client:
    return sign_in(Client(), account)


@pytest.mark.parametrize("way", ["details", "enrolment"])
def test_a_second_person_joins_once_the_first_has_a_pin(
    ana: Member, cohort: Cohort, way: str
) -> None:
    browser = mailbox(ana.account)
    page = back = reverse("account-member-new")
    if way == "enrolment":
        page = reverse("enrol-who", args=[cohort.slug])
        back = f"{page}?who=new"
    asked = browser.post(page, {"who": "new"} | SECOND)
    assert asked.status_code == 302
    choosing = asked.headers["Location"]
    assert choosing.startswith(reverse("account-pin", args=[ana.pk]))
    assert "about to share this account" in browser.get(choosing).content.decode()
    assert not ana.account.members.exclude(pk=ana.pk).exists()

    assert browser.post(choosing, PIN).headers["Location"] == back
    assert browser.post(page, {"who": "new"} | SECOND).status_code == 302

    assert ana.account.members.exclude(pk=ana.pk).get().name == "Luis"
    contact = reverse("account-contact", args=[ana.pk])
    luis = mailbox(ana.account)
    door = luis.get(contact).headers["Location"]
    luis.post(door, {"pin": "4711", "again": "4711"})
    assert luis.get(contact).status_code == 302
    assert browser.get(contact).status_code == 200


def test_a_pin_that_was_chosen_is_told_in_a_letter(ana: Member) -> None:
    browser = mailbox(ana.account)
    browser.post(reverse("account-pin", args=[ana.pk]), PIN)
    (letter,) = delivered(to=ana.account.email, now=clock.now())
    assert letter.subject == "A PIN was chosen on your account"
    for kind in ("plain", "html"):
        words = words_of(letter.parsed, kind)  # type: ignore[arg-type]
        assert "the pages of Ana" in words
        assert "2468" not in words
    browser.post(reverse("account-pin", args=[ana.pk]), {"pin": "2468"})
    assert len(delivered(to=ana.account.email, now=clock.now())) == 1
