"""Every page and letter says exactly how a seat and its money stand, and not how another's do."""

from datetime import timedelta

import pytest
from django.urls import reverse

import clock
from groups.seats.actions import release_seat
from payments.checkout.actions import HOLD, MINUTES_HELD
from payments.models import Order
from payments.settling import letters
from tests.payments.test_dashboard_refunds import both, letters_to
from tests.payments.test_late_money import _pay_again
from tests.payments.test_letters import BARE_LINKS, TELLING
from tests.payments.till import LATE, Payer, Till

BANK_SAYS_NO = "000111111116"


def _page(payer: Payer, path: str) -> str:
    """A page's words on one line."""
    return " ".join(payer.client.get(path, follow=True).content.decode().split())


def _success(payer: Payer) -> str:
    return _page(payer, f"/enrol/paid/{payer.order.pk}/")


def _pays_by_bank(till: Till, *, discreet: bool = False, account: str = "") -> Payer:
    payer = till.payer(till.cohort(), discreet=discreet)
    payer.go_to_stripe()
    till.stripe.pay_by_bank(payer.attempt.url, **({"account": account} if account else {}))
    till.deliver()
    return payer


def test_a_seat_given_back_in_another_tab_is_not_called_too_late(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    path = f"/enrol/release/{payer.order.pk}/"
    payer.client.post(path)
    answer = payer.client.post(path, follow=True)  # the other tab
    page = answer.content.decode()
    assert "You gave it back" in page
    assert "The time for paying was over" not in page
    assert letters_to(payer) == []


def test_giving_a_seat_back_is_asked_first(till: Till) -> None:
    cohort = till.cohort()
    payer, stranger = till.payer(cohort), till.payer(cohort)
    payer.hold()
    path = f"/enrol/release/{payer.order.pk}/"
    assert path in _page(payer, f"/enrol/{cohort.slug}/pay/")
    assert stranger.client.get(path).status_code == 404
    assert "Give this seat back?" in _page(payer, path)
    assert payer.seat.state == "held"
    payer.client.post(path)
    assert payer.seat.state == "released"
    assert payer.client.get(path)["Location"] == f"/enrol/paid/{payer.order.pk}/"


@pytest.mark.parametrize("discreet", [False, True])
def test_a_hold_that_ran_out_is_told_on_its_page_and_in_a_letter(
    till: Till, discreet: bool
) -> None:
    payer = till.payer(till.cohort(), discreet=discreet)
    payer.go_to_stripe()
    till.later(LATE)
    till.work()
    assert "The time for paying was over, and nothing was charged" in _success(payer)
    (letter,) = letters_to(payer)
    for words in both(letter):
        assert "Nothing was charged" in words
        assert (payer.cohort.name in words) is not discreet
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))
    assert (f"/enrol/{payer.cohort.slug}/" in letter.text) is not discreet


def test_who_holds_a_seat_again_is_not_told_that_it_ran_out(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    till.later(LATE)
    till.work()
    first = Order.objects.get()
    assert payer.letters(letters.HOLD_OVER) == 1
    till.later(timedelta(minutes=1))
    payer.hold()
    assert first.pk != payer.order.pk
    assert letters_to(payer) == []


@pytest.mark.parametrize("discreet", [False, True])
def test_a_bank_that_takes_days_is_told_on_each_page_and_in_a_letter(
    till: Till, discreet: bool
) -> None:
    payer = _pays_by_bank(till, discreet=discreet)
    today = _page(payer, "/today/")
    assert "Your payment for a seat is being worked on" in today
    assert "Finish enrolling" not in today
    assert f"/enrol/paid/{payer.order.pk}/" in today
    assert "Your bank is working on it" in _success(payer)
    till.work()
    (letter,) = letters_to(payer)
    for words in both(letter):
        assert "Your payment of £480" in words
        assert "That can take a few days" in words
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))
    till.stripe.control("settle", session=payer.attempt.stripe_session_id)
    till.deliver()
    assert payer.letters(letters.BANK_WAITS) == 1
    assert payer.letters() == 1


def test_a_held_seat_nobody_has_paid_is_to_be_finished(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    today = _page(payer, "/today/")
    assert "Finish enrolling" in today
    assert "is being worked on" not in today


@pytest.mark.parametrize("discreet", [False, True])
def test_a_bank_that_says_no_is_told_as_such(till: Till, discreet: bool) -> None:
    payer = _pays_by_bank(till, discreet=discreet, account=BANK_SAYS_NO)
    till.stripe.control("settle", session=payer.attempt.stripe_session_id)
    till.deliver()
    page = _success(payer)
    assert "Your bank did not carry out the payment" in page
    assert "The time for paying was over" not in page
    (letter,) = letters_to(payer)
    for words in both(letter):
        assert "Your bank did not carry out the payment of £480, so nothing was paid" in words
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))


def test_a_group_that_takes_nobody_counts_no_seats(till: Till) -> None:
    cohort = till.cohort()
    reader = till.payer(cohort)
    assert "8 seats left" in _page(reader, f"/groups/{cohort.slug}/")
    clock.move_to(cohort.enrolment_closes_at + timedelta(minutes=2))
    page = _page(reader, f"/groups/{cohort.slug}/")
    assert "not taking new members" in page
    assert "seats left" not in page


def test_money_that_came_too_late_and_money_that_came_twice_read_apart(till: Till) -> None:
    cohort = till.cohort(capacity=2)
    late = till.payer(cohort)
    late.go_to_stripe()
    release_seat(late.seat, reason="freed by hand", now=clock.now())
    till.enrolled(cohort)
    till.enrolled(cohort)
    late.pay()
    till.deliver()
    till.work()
    assert "none left that we could give you" in _success(late)
    assert "We sent <strong>£480</strong> back on 1 September 2026" in _success(late)
    twice = till.enrolled(till.cohort())
    _pay_again(till, twice)
    assert "the seat is yours" in _success(twice)


def test_pages_promise_no_longer_hold_than_there_is(till: Till) -> None:
    payer = till.payer(till.cohort())
    assert HOLD >= timedelta(minutes=MINUTES_HELD) > HOLD - timedelta(minutes=5)
    assert "No seat is held yet" in _page(payer, f"/enrol/{payer.cohort.slug}/pay/")
    assert f"for {MINUTES_HELD} minutes" in _page(payer, f"/groups/{payer.cohort.slug}/")
    payer.hold()
    page = _page(payer, f"/enrol/{payer.cohort.slug}/pay/")
    assert f"the seat is held for another {MINUTES_HELD} minutes" in page
    payer.to_pay()
    assert "held for another" not in _page(payer, f"/enrol/{payer.cohort.slug}/pay/")


def test_orders_are_found_from_today_and_from_the_account(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    for address in ("/today/", reverse("account-details"), "/orders/"):
        assert 'href="/orders/"' in _page(payer, address), address


def test_an_order_that_is_not_paid_says_why(till: Till) -> None:
    bank, held, gone = _pays_by_bank(till), till.payer(till.cohort()), till.payer(till.cohort())
    held.hold()
    gone.hold()
    gone.client.post(f"/enrol/release/{gone.order.pk}/")
    for payer, words in (
        (bank, "Your bank is working on the payment"),
        (held, "Nothing was paid for this order yet"),
        (gone, "Nothing was paid for this order, and the seat went back"),
    ):
        page = _page(payer, f"/orders/{payer.order.pk}/")
        assert words in page
        assert f"/enrol/paid/{payer.order.pk}/" in page
    paid = till.enrolled(till.cohort())
    assert "Nothing was paid" not in _page(paid, f"/orders/{paid.order.pk}/")


def test_a_payment_page_that_closed_is_no_seat_that_is_gone(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    clock.move_to(payer.attempt.expires_at + timedelta(minutes=1))
    answer = payer.client.post(f"/enrol/{payer.cohort.slug}/pay/", follow=True)
    page = answer.content.decode()
    assert "Your seat is still held: you can open a new page now" in page
    assert payer.seat.state == "held"
    clock.move_to(payer.seat.held_at + timedelta(hours=1, minutes=50))
    answer = payer.client.post(f"/enrol/{payer.cohort.slug}/pay/", follow=True)
    assert "held for as long as we can keep it" in answer.content.decode()
    assert payer.seat.state == "released"
    assert "The time for paying was over" in _success(payer)


def test_whoever_may_not_enrol_alone_is_promised_no_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    path = f"/enrol/{payer.cohort.slug}/about/"
    assert "No seat is held yet" in _page(payer, path)
    younger = payer.client.post(path, {"birth_year": "2012"}).content.decode()
    assert "Please write to us" in younger
    assert "No seat is held yet" not in younger
