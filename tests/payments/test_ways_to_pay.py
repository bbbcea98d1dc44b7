"""From a held seat to a paid one, and every way that does not get there. Numbers: payments.md."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from django.db import connections
from django.test import Client

import clock
from groups.seats.actions import release_seat
from payments.dues.actions import void_dues
from payments.gateway.calls import fetch_session
from payments.models import CheckoutAttempt, ExceptionCase, LedgerEntry
from payments.prices.actions import set_price
from payments.settling.actions import Outcome, settle_session
from tests.payments.till import DECLINED, NO_FUNDS, THREE_D_SECURE, Payer, Till
from tests.signin import sign_in

BANK_SAYS_NO = "000111111116"


def test_a_paid_seat_is_active_with_letter_and_ledger(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    assert payer.pay().status_code == 303
    assert payer.seat.state == "held"  # nothing counts before Stripe has said so
    till.deliver()
    assert payer.seat.state == "active"
    assert payer.order.state == "paid"
    assert payer.letters() == 1
    assert [entry.amount_minor for entry in LedgerEntry.objects.all()] == [48000]


def test_case_2_double_click_and_two_tabs_make_one_attempt(till: Till) -> None:
    payer = till.payer(till.cohort())
    assert payer.hold().status_code == 302
    assert payer.hold().status_code == 302

    def click(_tab: int) -> str:
        try:
            tab = Client()
            tab.cookies = payer.client.cookies
            return str(tab.post(f"/enrol/{payer.cohort.slug}/pay/")["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as tabs:
        pages = set(tabs.map(click, range(4)))
    assert len(pages) == 1
    assert CheckoutAttempt.objects.count() == 1
    assert len(till.stripe.look("state")["objects"]["checkout.session"]) == 1


def test_case_3_two_devices_pay_one_session_once(till: Till) -> None:
    payer = till.payer(till.cohort())
    page = payer.go_to_stripe()
    with ThreadPoolExecutor(2) as devices:
        list(devices.map(till.stripe.pay, [page, page]))
    till.deliver()
    assert till.payments() == ["applied"]


def test_case_4_nothing_reached_stripe_the_same_key_is_asked_again(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    till.fail("error", path="/v1/checkout/sessions")
    answer = payer.to_pay()
    assert answer.status_code == 503
    assert "seat is still held" in answer.content.decode()
    key = payer.attempt.idempotency_key
    till.calm()
    assert payer.to_pay().status_code == 303
    assert payer.attempt.idempotency_key == key
    assert len(till.stripe.look("state")["objects"]["checkout.session"]) == 1


def test_case_5_answers_lost_after_stripe_did_it_lead_to_the_same_session(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    till.fail("answer_lost", path="/v1/checkout/sessions")
    assert payer.to_pay().status_code == 503
    assert payer.attempt.state == "creating"
    till.calm()
    till.later(timedelta(minutes=10))
    assert payer.to_pay().status_code == 303
    sessions = till.stripe.look("state")["objects"]["checkout.session"]
    assert [session["id"] for session in sessions] == [payer.attempt.stripe_session_id]


def test_case_6_one_lost_answer_is_not_even_noticed(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    till.fail("answer_lost", path="/v1/checkout/sessions", times=1)
    assert payer.to_pay().status_code == 303
    assert len(till.stripe.look("state")["objects"]["checkout.session"]) == 1


def test_case_4b_a_crash_long_ago_begins_afresh(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    till.fail("error", path="/v1/checkout/sessions")
    payer.to_pay()
    till.calm()
    till.later(timedelta(minutes=20))  # too late for the first attempt's page: Stripe wants 30
    assert payer.to_pay().status_code == 303
    assert [attempt.state for attempt in CheckoutAttempt.objects.order_by("began_at")] == [
        "failed",
        "open",
    ]


def test_case_7_stripe_refuses_the_session_and_the_hold_stays(till: Till) -> None:
    cohort = till.cohort()
    payer = till.payer(cohort)
    payer.hold()
    # Below what Stripe charges: our own price check would refuse it, an old row may not have.
    till.agree_otherwise(amount_minor=1)
    answer = payer.to_pay()
    assert answer.status_code == 502
    assert "seat is still held" in answer.content.decode()
    assert payer.seat.state == "held"
    assert ExceptionCase.objects.get().kind == "stripe_refused"


def test_case_8_the_same_key_never_goes_out_with_other_parameters(till: Till) -> None:
    cohort = till.cohort()
    payer = till.payer(cohort)
    payer.hold()
    till.fail("answer_lost", path="/v1/checkout/sessions")
    payer.to_pay()
    till.calm()
    set_price(cohort, amount_minor=99900, currency="EUR", now=clock.now())
    assert payer.to_pay().status_code == 303
    (session,) = till.stripe.look("state")["objects"]["checkout.session"]
    assert (session["amount_total"], session["currency"]) == (48000, "gbp")


def test_case_9_the_webhook_comes_before_the_redirect(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    assert "the seat is yours" in payer.come_back().content.decode()
    assert payer.letters() == 1


def test_case_10_the_redirect_comes_before_the_webhook(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    assert "the seat is yours" in payer.come_back().content.decode()
    assert payer.seat.state == "active"
    till.deliver()
    assert payer.letters() == 1


def test_case_11_the_webhook_never_comes(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.lose_webhooks()
    payer.pay()
    till.stripe.wait_quiet()
    assert payer.seat.state == "held"
    till.later(timedelta(minutes=9))
    till.work()
    assert payer.seat.state == "active"
    assert payer.letters() == 1


def test_case_26_declined_three_times_then_paid(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    for _try in range(3):
        assert payer.pay(DECLINED).status_code != 303
    till.deliver()
    assert payer.seat.state == "held"
    assert payer.attempt.state == "open"
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert CheckoutAttempt.objects.count() == 1


def test_case_27_insufficient_funds_and_away(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(NO_FUNDS)
    answer = payer.client.get(f"/enrol/back/{payer.order.pk}/", follow=True)
    page = answer.content.decode()
    assert "Nothing was charged" in page
    assert "Pay on the secure page" in page
    seat_no = payer.seat.seat_no
    assert payer.to_pay()["Location"] == payer.attempt.url
    assert payer.seat.seat_no == seat_no


def test_case_28_three_d_secure_done(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    assert payer.pay(THREE_D_SECURE).status_code == 303
    till.deliver()
    assert payer.seat.state == "active"


def test_case_29_three_d_secure_failed_or_abandoned_keeps_the_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(THREE_D_SECURE, answer="fail")
    payer.pay(THREE_D_SECURE, answer=None)
    till.deliver()
    assert payer.seat.state == "held"
    assert "Not paid yet" in payer.come_back().content.decode()
    till.later(timedelta(minutes=40))
    till.work()
    assert payer.seat.state == "released"


def test_case_30_three_d_secure_done_one_second_before_the_deadline(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    clock.move_to(payer.attempt.expires_at - timedelta(seconds=2))
    assert payer.pay(THREE_D_SECURE).status_code == 303
    till.later(timedelta(minutes=10))
    till.work()  # the hold is over, and the webhook has not come
    assert payer.seat.state == "active"


def test_case_60_enrolment_closes_while_a_seat_is_held(till: Till) -> None:
    cohort = till.cohort()
    payer, outsider = till.payer(cohort), till.payer(cohort)
    payer.go_to_stripe()
    cohort.enrolment_closes_at = clock.now()
    cohort.save()
    assert outsider.hold().status_code == 409
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"


def test_case_70_somebody_elses_success_page_is_unknown(till: Till) -> None:
    cohort = till.cohort()
    payer, stranger = till.enrolled(cohort), till.payer(cohort)
    stranger.go_to_stripe()
    for path in (f"/enrol/paid/{payer.order.pk}/", f"/orders/{payer.order.pk}/"):
        assert payer.client.get(path).status_code == 200
        assert stranger.client.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    # Another person's session id on one's own page confirms nothing.
    session_id = payer.attempt.stripe_session_id
    assert session_id is not None
    borrowed = {"session_id": session_id}
    stranger.client.get(f"/enrol/paid/{stranger.order.pk}/", borrowed)
    assert stranger.seat.state == "held"


def test_case_72_one_letter_across_all_three_ways(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    payer.come_back()
    till.later(timedelta(minutes=5))
    till.work()
    till.deliver()
    payer.come_back()
    assert payer.letters() == 1
    assert till.payments() == ["applied"]


def test_giving_the_seat_back_closes_the_page_first(till: Till) -> None:
    cohort = till.cohort()
    payer, stranger = till.payer(cohort), till.payer(cohort)
    payer.go_to_stripe()
    path = f"/enrol/release/{payer.order.pk}/"
    assert stranger.client.post(path).status_code == 404
    assert payer.client.post(path).status_code == 302
    assert payer.seat.state == "released"
    payer.pay()
    till.deliver()
    assert till.payments() == []


def test_giving_the_seat_back_after_paying_keeps_it(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    answer = payer.client.post(f"/enrol/release/{payer.order.pk}/")
    assert answer["Location"] == f"/enrol/paid/{payer.order.pk}/"
    assert payer.seat.state == "active"


def test_coming_back_after_the_page_closed_begins_again(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    clock.move_to(payer.attempt.expires_at + timedelta(minutes=1))
    assert payer.to_pay().status_code == 302
    assert payer.attempt.state == "expired"
    assert payer.to_pay().status_code == 303
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"


def test_a_delayed_bank_payment_keeps_the_seat_until_the_bank_knows(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.stripe.pay_by_bank(payer.attempt.url)
    assert "Your bank is working on it" in payer.come_back().content.decode()
    for address in (f"/enrol/{payer.cohort.slug}/", f"/enrol/back/{payer.order.pk}/"):
        again = payer.client.get(address, follow=True).content.decode()
        assert "Your bank is working on it" in again
        assert "Nothing was charged" not in again
    assert payer.attempt.state == "processing"
    assert payer.seat.state == "held"
    assert payer.seat.hold_until is not None
    assert payer.seat.hold_until > clock.now() + timedelta(hours=23)
    for answer in (payer.to_pay(), payer.client.get(f"/enrol/{payer.cohort.slug}/pay/")):
        assert answer["Location"] == f"/enrol/paid/{payer.order.pk}/"
    till.stripe.control("settle", session=payer.attempt.stripe_session_id)
    till.deliver()
    assert payer.seat.state == "active"


def test_case_68_a_status_we_do_not_know_keeps_the_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.stripe.pay_by_bank(payer.attempt.url)
    session = fetch_session(str(payer.attempt.stripe_session_id))
    assert session.intent is not None
    for status in ("requires_capture", "something_of_2031"):
        strange = replace(session, intent=replace(session.intent, status=status))
        assert settle_session(strange, now=clock.now()) is Outcome.PENDING
    strange = replace(session, status="something_of_2031")
    settle_session(strange, now=clock.now())
    assert payer.seat.state == "held"
    assert payer.attempt.state == "processing"


def test_a_bank_that_says_no_frees_the_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.stripe.pay_by_bank(payer.attempt.url, account=BANK_SAYS_NO)
    till.deliver()
    till.stripe.control("settle", session=payer.attempt.stripe_session_id)
    till.deliver()
    assert payer.attempt.state == "failed"
    assert payer.seat.state == "released"


def test_the_same_person_in_a_second_browser_finds_the_held_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    other = sign_in(Client(), payer.account)
    page = other.get(f"/enrol/{payer.cohort.slug}/", follow=True).content.decode()
    assert "Your seat is held" in page


def test_the_way_back_from_stripes_page_tells_what_holds_by_then(till: Till) -> None:
    """Its address stays in the browser's history: pressed before, after paying, and too late."""
    payer, gone = till.payer(till.cohort()), till.payer(till.cohort())
    payer.go_to_stripe()
    gone.go_to_stripe()

    def back(person: Payer) -> str:
        address = f"/enrol/back/{person.order.pk}/"
        return person.client.get(address, follow=True).content.decode()

    assert "your seat is still held" in back(payer)
    payer.pay()
    till.deliver()
    assert "the seat is yours" in back(payer)
    assert "Nothing was charged" not in back(payer)
    release_seat(gone.seat, reason="time", now=clock.now())
    void_dues(gone.order, now=clock.now())
    assert "This seat went back to the group" in back(gone)
    assert "still held" not in back(gone)


def test_a_page_is_a_receipt_only_once_something_was_paid(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    address = f"/orders/{payer.order.pk}/"

    before = payer.client.get(address).content.decode()
    payer.pay()
    till.deliver()
    after = payer.client.get(address).content.decode()

    assert f"Order {payer.order}" in before
    assert "Receipt" not in before
    assert f"Receipt {payer.order}" in after
