"""What a coordinator decides about money that found no place by itself."""

from django.test import Client

import clock
from audit.models import Entry
from payments.models import ExceptionCase, Payment, Refund
from payments.settling import letters
from tests.payments.refunding import pay_back
from tests.payments.test_money_back import REFUND_FAILS, coordinator
from tests.payments.till import Payer, Till


def _paid_another_sum(till: Till) -> tuple[Payer, ExceptionCase]:
    payer = till.payer(till.cohort(capacity=2))
    payer.go_to_stripe()
    till.agree_otherwise(amount_minor=50000)
    payer.pay()
    till.deliver()
    return payer, ExceptionCase.objects.get(kind="amount_differs")


def _decide(desk: Client, case: ExceptionCase, decision: str = "") -> int:
    path = f"/desk/cases/{case.pk}/resolve/"
    return desk.post(path, {"reason": "We looked at it", "decision": decision}).status_code


def test_a_case_with_money_behind_it_is_not_closed_by_words_alone(till: Till) -> None:
    payer, case = _paid_another_sum(till)
    desk = coordinator()
    page = desk.get("/desk/cases/").content.decode()
    assert "Take this sum" in page
    assert "Pay it back" in page
    assert "Close the case" not in page
    answer = desk.post(f"/desk/cases/{case.pk}/resolve/", {"reason": "Looked"})
    assert answer.status_code == 409
    assert "A payment stands behind this case" in answer.content.decode()
    assert _decide(desk, case, "nonsense") == 400
    case.refresh_from_db()
    assert case.resolved_at is None
    assert payer.seat.state == "held"


def test_case_38d_the_sum_that_was_paid_is_taken_and_the_seat_is_theirs(till: Till) -> None:
    payer, case = _paid_another_sum(till)
    desk = coordinator()
    assert payer.client.post(f"/desk/cases/{case.pk}/resolve/", {}).status_code == 403
    assert _decide(desk, case, "seat") == 302
    assert (payer.seat.state, payer.order.state) == ("active", "paid")
    assert (payer.order.amount_minor, Payment.objects.get().state) == (48000, "applied")
    assert payer.letters() == 1
    assert Entry.objects.get(act="order.agreed_anew").facts["before"] == "50000 GBP"
    assert "£480" in payer.client.get(f"/orders/{payer.order.pk}/").content.decode()
    assert _decide(desk, case, "pay_back") == 302  # a colleague's tab: decided before
    assert payer.seat.state == "active"
    assert not Refund.objects.exists()


def test_case_38e_the_sum_that_was_paid_goes_back_from_the_queue(till: Till) -> None:
    payer, case = _paid_another_sum(till)
    assert _decide(coordinator(), case, "pay_back") == 302
    assert (payer.seat.state, payer.order.state) == ("cancelled", "refunded")
    assert payer.letters(letters.REFUNDED) == 1
    till.work()
    till.deliver()
    assert Refund.objects.get().state == "succeeded"
    case.refresh_from_db()
    assert case.resolution == "We looked at it"


def test_money_of_nobody_goes_back_from_the_queue(till: Till) -> None:
    session = till.stripe.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": "5f0c7f5e-9d8e-4e47-9b4e-0d6e4f3d2c1b",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 1500,
                        "product_data": {"name": "Enrolment"},
                    },
                }
            ],
            "success_url": "http://localhost/",
            "payment_intent_data": {"metadata": {"attempt": "5f0c7f5e"}},
        }
    )
    till.stripe.pay(str(session.url))
    till.deliver()
    case = ExceptionCase.objects.get()
    desk = coordinator()
    assert _decide(desk, case) == 409
    assert _decide(desk, case, "seat") == 409
    assert _decide(desk, case, "pay_back") == 302
    till.work()
    till.deliver()
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor, refund.currency) == ("succeeded", 1500, "EUR")


def test_case_48a_a_refund_that_failed_is_sent_once_more(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(REFUND_FAILS)
    till.deliver()
    desk = coordinator()
    pay_back(desk, payer.order)
    till.work()
    till.stripe.control("fail_refund", refund=Refund.objects.get().stripe_refund_id)
    till.deliver()
    case = ExceptionCase.objects.get()
    assert _decide(desk, case, "pay_back") == 302
    till.work()
    assert sorted(refund.state for refund in Refund.objects.all()) == ["failed", "succeeded"]
    assert payer.letters(letters.REFUNDED) == 1
    # This card's refunds always fail after a while; a person then pays another way.
    till.stripe.control("calm")
    till.settle_down()
    again = ExceptionCase.objects.get(resolved_at=None)
    assert again.kind == "refund_failed"
    assert _decide(desk, again) == 302


def test_whoever_is_taken_out_leaves_no_money_without_an_owner(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    desk = coordinator()
    path = f"/desk/groups/{payer.cohort.slug}/seats/{payer.seat.seat_no}/remove/"
    assert desk.post(path, {"reason": "Asked to leave"}).status_code == 302
    assert payer.seat.state == "removed"
    page = payer.come_back().content.decode()
    assert "the seat is yours" not in page
    assert "Your part in this group has ended" in page
    till.work()
    till.work()
    case = ExceptionCase.objects.get()
    assert (case.kind, case.order) == ("ended_with_money", payer.order)
    assert _decide(desk, case, "pay_back") == 302
    till.work()
    till.deliver()
    assert (payer.order.state, Refund.objects.get().state) == ("refunded", "succeeded")


def test_money_of_an_ended_part_may_stay_by_the_terms_that_were_agreed(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    desk = coordinator()
    desk.post(
        f"/desk/groups/{payer.cohort.slug}/seats/{payer.seat.seat_no}/remove/", {"reason": "Left"}
    )
    till.work()
    assert _decide(desk, ExceptionCase.objects.get(), "close") == 302
    till.work()
    assert not ExceptionCase.objects.filter(resolved_at=None).exists()
    assert not Refund.objects.exists()


def test_asking_stripe_from_a_case_settles_what_it_is_about(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.lose_webhooks()
    payer.pay()
    (intent,) = till.stripe.look("state")["objects"]["payment_intent"]
    case = ExceptionCase.objects.create(
        kind="event_failed",
        key="event:evt_1",
        stripe_payment_intent=intent["id"],
        opened_at=clock.now(),
    )
    desk = coordinator()
    path = f"/desk/cases/{case.pk}/ask/"
    assert payer.client.post(path).status_code == 403
    till.fail("error")
    assert "does not answer" in desk.post(path, follow=True).content.decode()
    assert payer.seat.state == "held"
    till.calm()
    assert "how it stands" in desk.post(path, follow=True).content.decode()
    assert payer.seat.state == "active"
    assert _decide(desk, case) == 302
