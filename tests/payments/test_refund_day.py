"""The day until which everything comes back: each group's own, agreed, and in writing."""

from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import Site

import clock
from accounts.models import Policy
from groups.sessions.actions import cancel_session, move_session
from help.models import SiteSettings
from payments.prices.models import RefundTerms
from tests.payments.test_dashboard_refunds import both, letters_to
from tests.payments.test_letters import BARE_LINKS, TELLING
from tests.payments.test_money_back import coordinator
from tests.payments.till import Payer, Till

UNTIL = "We pay everything back until {}, the end of the day in London"
OURS = UNTIL.format("Tuesday 1 September 2026")
WISHES = {"refund_terms": "Later, half of it.", "refund_days": "3", "chat_kept_days": "30"}


def _words(reader: Payer | Client, path: str) -> str:
    client = reader.client if isinstance(reader, Payer) else reader
    page = client.get(path).content.decode()
    return " ".join(page.replace("<strong>", "").replace("</strong>", "").split())


def _promise(**wishes: str) -> None:
    """A coordinator changes what is promised."""
    desk = coordinator()
    seen = desk.get("/desk/promises/").context["form"]["seen"].value()
    assert desk.post("/desk/promises/", WISHES | {"seen": seen} | wishes).status_code == 302


def test_our_own_terms_name_the_day_of_this_group_before_and_after_paying(till: Till) -> None:
    payer, other = till.payer(till.cohort()), till.cohort()
    later = other.sessions.get(number=1).starts_at + timedelta(days=2)
    move_session(other.sessions.get(number=1), starts_at=later, note="", by=1, now=clock.now())
    assert OURS in _words(payer, f"/groups/{payer.cohort.slug}/")
    elsewhere = _words(payer, f"/groups/{other.slug}/")
    assert UNTIL.format("Thursday 3 September 2026") in elsewhere
    assert OURS not in elsewhere
    payer.hold()
    for path in (f"/enrol/{payer.cohort.slug}/pay/", f"/orders/{payer.order.pk}/"):
        assert OURS in _words(payer, path)
        assert "please write to us and we look at it with you" in _words(payer, path)


def test_the_first_session_that_takes_place_counts(till: Till) -> None:
    cohort = till.cohort()
    cancel_session(cohort.sessions.get(number=1), note="", by=1, now=clock.now())
    payer = till.payer(cohort)
    payer.hold()
    assert str(payer.order.refund_until) == "2026-09-08"
    assert UNTIL.format("Tuesday 8 September 2026") in _words(payer, f"/orders/{payer.order.pk}/")


def test_a_day_that_was_agreed_stays_when_promise_or_session_move(till: Till) -> None:
    first = till.payer(till.cohort())
    first.hold()
    _promise()
    start = first.cohort.sessions.get(number=1)
    later = start.starts_at + timedelta(days=1)
    move_session(start, starts_at=later, note="", by=1, now=clock.now())
    second = till.payer(first.cohort)
    second.hold()
    assert OURS in _words(first, f"/orders/{first.order.pk}/")
    words = _words(second, f"/orders/{second.order.pk}/")
    assert UNTIL.format("Sunday 6 September 2026") in words
    assert "Later, half of it." in words


def test_a_clinic_that_promises_no_day_names_none(till: Till) -> None:
    _promise(refund_days="", refund_terms="Until Friday. Then write to us.")
    payer = till.payer(till.cohort())
    payer.hold()
    words = _words(payer, f"/enrol/{payer.cohort.slug}/pay/")
    assert "Until Friday. Then write to us." in words
    assert "We pay everything back until" not in words
    assert payer.order.refund_until is None


def test_a_day_that_has_passed_is_promised_to_nobody(till: Till) -> None:
    cohort = till.cohort()
    clock.move_to(clock.now() + timedelta(days=3))
    payer = till.payer(cohort)
    payer.hold()
    pages: dict[str, Payer | Client] = {
        f"/groups/{cohort.slug}/": Client(),
        f"/enrol/{cohort.slug}/pay/": payer,
    }
    for path, reader in pages.items():
        words = _words(reader, path)
        last = "The last day on which everything was paid back was Tuesday 1 September 2026"
        assert last in words
        assert "We pay everything back until" not in words


def test_refund_terms_are_short_enough_to_be_read(till: Till) -> None:
    desk = coordinator()
    seen = desk.get("/desk/promises/").context["form"]["seen"].value()
    for much, status in (("x" * 20_000, 400), ("x" * 1001, 400), ("x" * 1000, 302)):
        answer = desk.post("/desk/promises/", WISHES | {"seen": seen, "refund_terms": much})
        assert answer.status_code == status
        assert ("Please be shorter" in answer.content.decode()) is (status == 400)
    assert [len(terms.text) for terms in RefundTerms.objects.all()] == [1000]


@pytest.mark.parametrize("discreet", [False, True])
def test_the_confirmation_holds_price_participant_seller_terms_and_agreement(
    till: Till, discreet: bool
) -> None:
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.create(
        site=site, name="Quiet Harbour", postal_address="1 Pier Road\nPort Sunday"
    )
    payer = till.payer(till.cohort(), discreet=discreet)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    Policy.objects.create(
        kind="terms", version="2", title="Terms", body="<p>Later</p>", published_at=clock.now()
    )
    (letter,) = letters_to(payer)
    for words in both(letter):
        assert "£480" in words
        assert f"Takes part: {payer.member.name}" in words
        assert OURS in words
        assert ("1 Pier Road" in words) is not discreet
        assert ("What you agreed to" in words) is not discreet
        assert ("please write to us and we look at it" in words) is not discreet
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))
    for kind in Policy.Kind.values:
        assert (f"/policies/{kind}/1/" in letter.text) is not discreet
        assert f"/{kind}/2/" not in letter.text
    receipt = _words(payer, f"/orders/{payer.order.pk}/")
    assert "1 Pier Road" in receipt
    assert "group-agreement" in receipt
    assert "(version 1)" in receipt
    assert "(version 2)" not in receipt


def test_what_is_free_speaks_of_no_refund(till: Till) -> None:
    cohort = till.cohort(amount_minor=0)
    payer = till.payer(cohort)
    payer.hold()
    payer.to_pay()
    (letter,) = letters_to(payer)
    for words in [*both(letter), _words(payer, f"/orders/{payer.order.pk}/")]:
        assert "pay everything back" not in words
    assert payer.seat.state == "active"
