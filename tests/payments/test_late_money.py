"""Money that comes late, twice, in another amount, or while seats change. Numbers: payments.md."""

import re
from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client

import clock
from accounts.roles import Role
from groups.seats.actions import release_seat
from payments.ledger.queries import ledger_totals
from payments.models import CheckoutAttempt, ExceptionCase, Payment, Refund
from payments.prices.actions import set_price
from payments.settling import letters
from tests.factories import make_staff
from tests.letters import delivered
from tests.payments.refunding import pay_back
from tests.payments.till import Payer, Till
from tests.signin import sign_in

BANK_SAYS_NO = "000111111116"


def test_case_31_paying_just_after_the_page_expired_is_refused_there(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    clock.move_to(payer.attempt.expires_at + timedelta(seconds=2))
    payer.pay()
    till.deliver()
    till.work()
    assert till.payments() == []
    assert payer.seat.hold_until is not None
    assert payer.seat.hold_until >= payer.attempt.expires_at + timedelta(minutes=5)
    assert payer.seat.state == "held"  # the hold outlives the page
    assert payer.attempt.state == "expired"
    till.later(timedelta(minutes=6))
    till.work()
    assert payer.seat.state == "released"
    assert payer.order.state == "void"


def test_case_32_stripe_is_down_at_the_deadline(till: Till) -> None:
    payer = till.payer(till.cohort(capacity=2))
    payer.go_to_stripe()
    till.fail("error")
    till.later(timedelta(minutes=40))
    till.work()
    assert payer.seat.state == "held"
    assert not ExceptionCase.objects.exists()
    till.later(timedelta(minutes=31))
    till.work()
    assert payer.seat.state == "held"
    case = ExceptionCase.objects.get()
    assert (case.kind, case.resolved_at) == ("stripe_unreachable", None)
    till.calm()
    till.work()
    assert payer.seat.state == "released"
    case.refresh_from_db()
    assert case.resolution
    again = till.payer(payer.cohort)
    again.go_to_stripe()
    again.pay()
    till.deliver()
    assert again.seat.state == "active"


def test_case_32a_a_page_that_stripe_cannot_close_is_over_by_itself(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.fail("error", path="/v1/checkout/sessions/", method="POST")
    till.later(timedelta(minutes=40))
    till.work()
    assert payer.seat.state == "released"


def test_case_11a_one_page_that_stripe_cannot_read_holds_up_nobody_else(till: Till) -> None:
    cohort = till.cohort()
    stuck, payer = till.payer(cohort), till.payer(cohort)
    stuck.go_to_stripe()
    payer.go_to_stripe()
    till.lose_webhooks()
    payer.pay()
    till.stripe.wait_quiet()
    till.fail("error", path=f"/v1/checkout/sessions/{stuck.attempt.stripe_session_id}")
    till.later(timedelta(minutes=9))
    till.work()
    assert (payer.seat.state, stuck.seat.state) == ("active", "held")


def test_case_27a_coming_back_says_what_is_so(till: Till) -> None:
    cohort = till.cohort()
    payer, gone = till.payer(cohort), till.payer(cohort)
    payer.go_to_stripe()
    gone.go_to_stripe()
    payer.pay()  # in another tab; this one still shows Stripe's page, and its way back
    page = payer.client.get(f"/enrol/back/{payer.order.pk}/", follow=True).content.decode()
    assert "Nothing was charged" not in page
    assert "the seat is yours" in page
    till.later(timedelta(minutes=40))
    till.work()
    assert gone.seat.state == "released"
    page = gone.client.get(f"/enrol/back/{gone.order.pk}/", follow=True).content.decode()
    assert "still held" not in page
    assert "This seat went back to the group" in page


def test_case_32b_paid_while_stripe_did_not_answer_us(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    till.fail("error")
    till.later(timedelta(minutes=70))
    till.work()
    assert payer.seat.state == "held"
    till.calm()
    till.work()
    assert payer.seat.state == "active"


def _late(till: Till, payer: Payer) -> None:
    """The seat went back while the page was still open: staff freed it by hand."""
    payer.go_to_stripe()
    release_seat(payer.seat, reason="freed by hand", now=clock.now())


def test_case_33_late_with_a_free_seat_is_seated(till: Till) -> None:
    payer = till.payer(till.cohort())
    _late(till, payer)
    payer.pay()
    till.deliver()
    assert (payer.seat.state, payer.seat.seat_no) == ("active", 1)
    assert till.payments() == ["applied"]
    assert payer.letters() == 1


def test_case_34_late_and_full_is_refunded_with_an_apology(till: Till) -> None:
    cohort = till.cohort(capacity=2)
    payer = till.payer(cohort)
    _late(till, payer)
    till.enrolled(cohort)
    till.enrolled(cohort)
    payer.pay()
    till.deliver()
    assert payer.seat.state == "released"
    assert "We are sorry" in payer.come_back().content.decode()
    till.work()
    assert Refund.objects.get().state == "succeeded"
    assert payer.letters(letters.LATE_AND_FULL) == 1
    assert payer.letters() == 0


def _pay_again(till: Till, payer: Payer) -> None:
    """A second session for the same attempt, paid: the double that our own pages do not allow."""
    again = till.stripe.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": str(payer.attempt.pk),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "gbp",
                        "unit_amount": 48000,
                        "product_data": {"name": "Enrolment"},
                    },
                }
            ],
            "success_url": "http://localhost/",
            "payment_intent_data": {"metadata": {"attempt": str(payer.attempt.pk)}},
        }
    )
    till.stripe.pay(str(again.url))
    till.deliver()


def test_case_35_a_second_payment_is_refunded_and_the_seat_stays(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    _pay_again(till, payer)
    till.work()
    assert till.payments() == ["applied", "duplicate"]
    refund = Refund.objects.get()
    duplicate = Payment.objects.get(state="duplicate")
    assert (refund.state, refund.payment) == ("succeeded", duplicate)
    assert payer.letters(letters.PAID_TWICE) == 1
    assert payer.letters() == 1


def test_case_36_the_refund_of_the_duplicate_never_touches_the_seat(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    _pay_again(till, payer)
    till.work()
    till.deliver()  # charge.refunded of the duplicate
    assert payer.seat.state == "active"
    assert payer.order.state == "paid"
    assert payer.seat.epoch == 1


def test_case_37_the_price_changes_in_the_middle_of_checkout(till: Till) -> None:
    cohort = till.cohort()
    payer = till.payer(cohort)
    payer.go_to_stripe()
    set_price(cohort, amount_minor=60000, currency="GBP", now=clock.now())
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert Payment.objects.get().amount_minor == 48000


def test_case_38_another_amount_waits_for_a_coordinator(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.agree_otherwise(amount_minor=50000)
    payer.pay()
    till.deliver()
    assert till.payments() == ["case"]
    assert payer.seat.state == "held"
    assert ExceptionCase.objects.get().kind == "amount_differs"
    till.later(timedelta(hours=5))
    till.work()
    assert payer.seat.state == "held"  # an enrolment with money never expires by itself
    assert "a person needs to look at something about it" in payer.come_back().content.decode()
    for again in (payer.to_pay(), payer.client.get(f"/enrol/{payer.cohort.slug}/pay/")):
        assert again["Location"] == f"/enrol/paid/{payer.order.pk}/"  # nobody pays twice meanwhile
    assert CheckoutAttempt.objects.of(payer.order).count() == 1
    desk = sign_in(Client(), make_staff(Role.COORDINATOR))
    page = desk.get("/desk/cases/").content.decode()
    assert "Paid: £480" in page
    assert "Agreed: £500" in page
    pay_back(desk, payer.order, reason="Wrong sum")
    assert payer.seat.state == "cancelled"
    till.work()
    assert Refund.objects.get().amount_minor == 48000


def test_case_38b_another_amount_refunded_in_the_dashboard_frees_the_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.agree_otherwise(amount_minor=50000)
    payer.pay()
    till.deliver()
    intent = Payment.objects.get().stripe_payment_intent
    till.stripe.client().v1.refunds.create({"payment_intent": intent})
    till.deliver()
    assert (payer.seat.state, payer.seat.seat_no) == ("cancelled", None)


def test_case_38c_another_currency_is_paid_back_in_its_own(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.agree_otherwise(currency="EUR")
    payer.pay()
    till.deliver()
    desk = sign_in(Client(), make_staff(Role.COORDINATOR))
    page = desk.get(f"/desk/orders/{payer.order.pk}/").content.decode()
    ours = re.search(r"With us now</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    assert ours is not None
    assert "£480" in ours[1]
    pay_back(desk, payer.order, reason="Wrong currency")
    till.work()
    (letter,) = delivered(to=payer.account.email, now=clock.now())
    assert "£480 is on its way back" in letter.text
    assert "€" not in letter.text


def test_case_39_yen_and_dinars_are_charged_as_agreed(till: Till) -> None:
    for amount_minor, currency, shown in ((48000, "JPY", "¥48,000"), (36500, "KWD", "KWD 36.500")):
        payer = till.payer(till.cohort(amount_minor=amount_minor, currency=currency))
        payer.hold()
        page = payer.client.get(f"/enrol/{payer.cohort.slug}/pay/").content.decode()
        assert shown in page
        payer.to_pay()
        payer.pay()
        till.deliver()
        assert payer.seat.state == "active"


def test_case_40_a_total_of_zero_needs_no_stripe(till: Till) -> None:
    payer = till.payer(till.cohort(amount_minor=0))
    payer.hold()
    answer = payer.to_pay()
    assert answer["Location"] == f"/enrol/paid/{payer.order.pk}/"
    assert payer.seat.state == "active"
    assert payer.letters() == 1
    assert till.stripe.look("state")["objects"]["checkout.session"] == []


def test_case_52_seats_are_not_cut_from_under_somebody_who_pays(till: Till) -> None:
    cohort = till.cohort(capacity=3)
    payers = [till.payer(cohort) for _person in range(3)]
    for payer in payers:
        payer.go_to_stripe()
    desk = sign_in(Client(), make_staff(Role.COORDINATOR))
    answer = desk.post(f"/desk/groups/{cohort.slug}/capacity/", {"capacity": 2})
    assert answer.status_code == 400
    for payer in payers:
        payer.pay()
    till.deliver()
    assert {payer.seat.state for payer in payers} == {"active"}


def test_case_52a_late_into_a_group_that_became_smaller_goes_back(till: Till) -> None:
    cohort = till.cohort(capacity=3)
    till.enrolled(cohort)
    till.enrolled(cohort)
    payer = till.payer(cohort)
    _late(till, payer)
    desk = sign_in(Client(), make_staff(Role.COORDINATOR))
    answer = desk.post(f"/desk/groups/{cohort.slug}/capacity/", {"capacity": 2})
    assert answer.status_code == 302
    payer.pay()
    till.deliver()
    assert payer.seat.state == "released"
    till.work()
    assert Refund.objects.get().reason == "late_and_full"


def test_case_58_an_account_that_holds_a_seat_is_not_deleted_and_may_be_closed(
    till: Till,
) -> None:
    cohort = till.cohort(capacity=2)
    payer, other = till.payer(cohort), till.payer(cohort)
    payer.go_to_stripe()
    other.go_to_stripe()
    with pytest.raises(ProtectedError):
        payer.account.delete()
    for one in (payer, other):
        one.account.is_active = False
        one.account.save()
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"  # the money came: it has its seat or its way back
    till.later(timedelta(minutes=40))
    till.work()
    assert other.seat.state == "released"


def test_case_74_the_ledger_is_stripes_balance_in_every_currency(till: Till) -> None:
    for amount_minor, currency in ((48000, "USD"), (48000, "JPY"), (36500, "KWD")):
        cohort = till.cohort(amount_minor=amount_minor, currency=currency)
        kept, given_back = till.enrolled(cohort), till.enrolled(cohort)
        intent = given_back.order.payments.get().stripe_payment_intent
        till.stripe.client().v1.refunds.create({"payment_intent": intent})
        in_part = kept.order.payments.get().stripe_payment_intent
        till.stripe.client().v1.refunds.create({"payment_intent": in_part, "amount": 1000})
    till.deliver()
    gross = {currency: sums["gross"] for currency, sums in till.stripe.look("balance").items()}
    assert gross == {"usd": 47000, "jpy": 47000, "kwd": 35500}
    assert ledger_totals() == {currency.upper(): total for currency, total in gross.items()}
