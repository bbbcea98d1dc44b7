"""Refunds, disputes, and the coordinator's desk."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

import clock
from accounts.roles import Role
from audit.models import Entry
from payments.gateway.calls import refunds_of
from payments.models import ExceptionCase, LedgerEntry, Payment, Refund, RefundTerms
from payments.refunds.actions import keep_refund
from payments.settling import letters
from tests.factories import make_account, make_staff
from tests.payments.refunding import pay_back
from tests.payments.till import Payer, Till
from tests.signin import sign_in

REFUND_FAILS = "4000 0000 0000 5126"
DISPUTED = "4000 0000 0000 0259"


def coordinator() -> Client:
    """A signed-in coordinator."""
    return sign_in(Client(), make_staff(Role.COORDINATOR))


def intent_of(payer: Payer) -> str:
    """Stripe's id of what this person paid."""
    return payer.order.payments.get().stripe_payment_intent


def test_a_coordinator_ends_an_enrolment_and_all_the_money_goes_back(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    desk = coordinator()
    assert pay_back(desk, payer.order, reason="").status_code == 400
    assert payer.seat.state == "active"
    answer = pay_back(desk, payer.order, follow=True)
    assert "on its way back" in answer.content.decode()
    assert (payer.seat.state, payer.seat.epoch, payer.seat.seat_no) == ("cancelled", 2, None)
    assert payer.order.state == "refunded"
    assert pay_back(desk, payer.order, reason="Again").status_code == 409
    till.work()
    till.deliver()
    refund = Refund.objects.get()
    assert (refund.state, refund.reason, refund.amount_minor) == ("succeeded", "staff", 48000)
    assert payer.letters(letters.REFUNDED) == 1
    assert Entry.objects.filter(act="refund.asked").count() == 1
    assert not ExceptionCase.objects.exists()


def test_case_44_and_45_parts_refunded_in_stripes_dashboard_are_only_money(
    till: Till,
) -> None:
    payer = till.enrolled(till.cohort())
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer), "amount": 5000})
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer), "amount": 5000})
    till.deliver()
    assert payer.seat.state == "active"
    assert [refund.amount_minor for refund in Refund.objects.all()] == [5000, 5000]
    pay_back(coordinator(), payer.order, reason="The rest")
    till.work()
    assert Refund.objects.get(reason="staff").amount_minor == 38000


def test_case_46_more_than_is_left_is_refused_and_what_is_left_goes_back(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    desk = coordinator()
    pay_back(desk, payer.order)
    till.hold_webhooks()
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer), "amount": 5000})
    till.work()
    case = ExceptionCase.objects.get()
    assert (case.kind, case.resolved_at) == ("refund_failed", None)
    till.deliver()
    page = desk.get("/desk/cases/").content.decode()
    assert "Pay it back" in page
    decision = {"reason": "The rest of it", "decision": "pay_back"}
    assert desk.post(f"/desk/cases/{case.pk}/resolve/", decision).status_code == 302
    till.work()
    till.deliver()
    assert sorted(refund.amount_minor for refund in Refund.objects.filter(state="succeeded")) == [
        5000,
        43000,
    ]
    assert not ExceptionCase.objects.filter(resolved_at=None).exists()


def test_an_older_answer_about_a_refund_takes_nothing_back_and_a_failure_counts(
    till: Till,
) -> None:
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    till.work()
    till.deliver()
    (told,) = refunds_of(intent_of(payer))
    payment = payer.order.payments.get()
    for status, stands in (("pending", "succeeded"), ("failed", "failed"), ("pending", "failed")):
        kept = keep_refund(replace(told, status=status), payment=payment, now=clock.now())
        assert (kept.state, Refund.objects.get().state) == (stands, stands)
    moves = Entry.objects.filter(object_type="payments.refund").values_list("act", flat=True)
    assert list(moves) == ["refund.asked", "refund.succeeded", "refund.failed"]
    till.check_at_end = False  # Stripe itself said no such thing


def test_case_48_a_refund_that_fails_later_is_reversed_and_told(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(REFUND_FAILS)
    till.deliver()
    pay_back(coordinator(), payer.order)
    till.work()
    till.stripe.control("fail_refund", refund=Refund.objects.get().stripe_refund_id)
    till.deliver()
    assert Refund.objects.get().state == "failed"
    assert ExceptionCase.objects.get().kind == "refund_failed"
    assert sum(entry.amount_minor for entry in LedgerEntry.objects.all()) == 48000


def test_case_49_a_crash_after_stripe_refunded_pays_back_once(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    till.hold_webhooks()  # nobody tells us that it was done
    till.fail("answer_lost", path="/v1/refunds", method="POST")
    till.work()
    assert Refund.objects.get().state == "creating"
    till.calm()
    till.later(timedelta(minutes=5))
    till.work()
    assert Refund.objects.get().state == "succeeded"
    assert len(till.stripe.look("state")["objects"]["refund"]) == 1


def test_case_49a_a_day_later_we_look_before_we_ask_again(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    till.hold_webhooks()  # nobody tells us that it was done
    till.fail("answer_lost", path="/v1/refunds", method="POST")
    till.work()
    till.calm()
    key = Refund.objects.get().idempotency_key
    Refund.objects.update(idempotency_key="00000000-0000-4000-8000-000000000000")  # forgotten
    till.later(timedelta(hours=25))
    till.work()
    assert Refund.objects.get().state == "succeeded"
    Refund.objects.update(idempotency_key=key)
    assert len(till.stripe.look("state")["objects"]["refund"]) == 1


def test_case_50_a_dispute_blocks_refunds_and_is_told(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(DISPUTED)
    till.deliver()
    charge = till.stripe.look("state")["objects"]["charge"][0]["id"]
    till.stripe.control("dispute", charge=charge)
    till.deliver()
    assert payer.seat.state == "active"
    assert ExceptionCase.objects.get().kind == "dispute"
    answer = pay_back(coordinator(), payer.order, follow=True)
    assert "would pay twice" in answer.content.decode()
    assert not Refund.objects.exists()
    dispute = till.stripe.look("state")["objects"]["dispute"][0]["id"]
    till.stripe.control("dispute", dispute=dispute, outcome="won")
    till.deliver()
    assert sum(entry.amount_minor for entry in LedgerEntry.objects.all()) == 48000


def test_case_50a_a_dispute_heard_of_before_its_payment_blocks_refunds(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.hold_webhooks()
    payer.pay(DISPUTED)
    charge = till.stripe.look("state")["objects"]["charge"][0]["id"]
    till.stripe.control("dispute", charge=charge)
    till.deliver(backwards=True)
    assert payer.seat.state == "active"
    assert ExceptionCase.objects.get().kind == "dispute"
    pay_back(coordinator(), payer.order)
    assert payer.seat.state == "active"
    assert not Refund.objects.exists()


def test_case_51_a_lost_dispute_is_told_again_and_never_refunded(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(DISPUTED)
    till.deliver()
    charge = till.stripe.look("state")["objects"]["charge"][0]["id"]
    till.stripe.control("dispute", charge=charge)
    till.deliver()
    desk = coordinator()
    opened = ExceptionCase.objects.get()
    desk.post(f"/desk/cases/{opened.pk}/resolve/", {"reason": "Answered in the dashboard"})
    dispute = till.stripe.look("state")["objects"]["dispute"][0]["id"]
    till.stripe.control("dispute", dispute=dispute, outcome="lost")
    till.deliver()
    lost = ExceptionCase.objects.get(resolved_at=None)
    assert lost.facts["status"] == "lost"
    assert sum(entry.amount_minor for entry in LedgerEntry.objects.all()) == 0
    pay_back(desk, payer.order)
    assert not Refund.objects.exists()


def test_stripe_silent_when_a_refund_is_sent(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    till.fail("error")
    till.work()
    assert Refund.objects.get().state == "creating"
    till.calm()
    till.later(timedelta(minutes=5))
    till.work()
    assert Refund.objects.get().state == "succeeded"
    assert payer.seat.state == "cancelled"


@pytest.mark.parametrize(
    "path",
    [
        "/desk/orders/",
        "/desk/orders/{order}/",
        "/desk/cases/",
        "/desk/groups/{cohort}/price/",
    ],
)
def test_the_desk_belongs_to_coordinators(till: Till, path: str) -> None:
    payer = till.enrolled(till.cohort())
    address = path.format(order=payer.order.pk, cohort=payer.cohort.slug)
    assert coordinator().get(address).status_code == 200
    for role in (Role.FACILITATOR, Role.MARKETER):
        assert sign_in(Client(), make_staff(role)).get(address).status_code == 403
    assert payer.client.get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_desk_reads_the_terms_that_were_agreed_and_not_todays(till: Till) -> None:
    agreed = RefundTerms.objects.create(
        text="Back within seven days.", set_at=clock.now(), set_by=make_staff(Role.COORDINATOR)
    )
    payer = till.payer(till.cohort())
    payer.hold()
    RefundTerms.objects.create(text="None.", set_at=clock.now(), set_by=agreed.set_by)
    page = coordinator().get(f"/desk/orders/{payer.order.pk}/").content.decode()
    assert "Back within seven days." in page
    assert "None." not in page


def test_orders_are_found_by_the_number_on_the_receipt(till: Till) -> None:
    cohort = till.cohort()
    wanted, other = till.payer(cohort), till.payer(cohort)
    wanted.hold()
    other.hold()
    desk = coordinator()
    for typed in (wanted.order.number, wanted.order.number[3:].lower(), f" {wanted.order.number} "):
        page = desk.get("/desk/orders/", {"number": typed}).content.decode()
        assert wanted.order.number in page
        assert other.order.number not in page
    page = desk.get("/desk/orders/", {"number": "nonsense"}).content.decode()
    assert "No order like that" in page


def test_asking_stripe_from_the_desk_settles_a_payment(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay()
    desk = coordinator()
    answer = desk.post(f"/desk/orders/{payer.order.pk}/sync/", follow=True)
    assert "We heard of the payment: it pays this order" in answer.content.decode()
    assert payer.seat.state == "active"
    till.fail("error")
    answer = desk.post(f"/desk/orders/{payer.order.pk}/sync/", follow=True)
    assert "does not answer" in answer.content.decode()


def test_a_case_is_closed_once_with_a_reason(till: Till) -> None:
    payer = till.payer(till.cohort())
    case = ExceptionCase.objects.create(
        kind="event_failed", key="x", opened_at="2026-09-01T12:00:00Z"
    )
    desk = coordinator()
    path = f"/desk/cases/{case.pk}/resolve/"
    assert payer.client.post(path, {"reason": "Mine"}).status_code == 403
    assert desk.post(path, {"reason": ""}).status_code == 400
    assert (
        "The case is closed" in desk.post(path, {"reason": "Looked"}, follow=True).content.decode()
    )
    answer = desk.post(path, {"reason": "Looked again"}, follow=True)
    assert "before you" in answer.content.decode()
    case.refresh_from_db()
    assert case.resolution == "Looked"
    assert Entry.objects.filter(act="case.resolved").count() == 1


def test_a_coordinator_sets_a_price_that_can_be_charged(till: Till) -> None:
    cohort = till.cohort()
    desk = coordinator()
    path = f"/desk/groups/{cohort.slug}/price/"
    for amount, currency in (("0.10", "GBP"), ("12.345", "GBP"), ("1.5", "JPY"), ("-1", "GBP")):
        answer = desk.post(path, {"amount": amount, "currency": currency})
        assert answer.status_code == 400, (amount, currency)
    assert desk.post(path, {"amount": "36.5", "currency": "KWD"}).status_code == 302
    price = cohort.prices.get(current=True)
    assert (price.amount_minor, price.currency) == (36500, "KWD")
    assert cohort.prices.count() == 2


def test_lists_need_the_same_queries_for_one_order_and_for_three(till: Till) -> None:
    cohort = till.cohort()
    desk = coordinator()
    counts = []
    desk.get("/desk/orders/")  # whatever a process reads once
    for people in (1, 2):
        for _person in range(people):
            payer = till.payer(cohort)
            payer.hold()
            ExceptionCase.objects.create(
                kind="event_failed",
                key=str(payer.order.pk),
                order=payer.order,
                opened_at="2026-09-01T12:00:00Z",
            )
        counts.append([_queries(desk, path) for path in ("/desk/orders/", "/desk/cases/")])
    assert counts[0] == counts[1]


def _queries(client: Client, path: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_payer_lists_only_their_own_orders(till: Till) -> None:
    cohort = till.cohort()
    mine, theirs = till.enrolled(cohort), till.enrolled(cohort)
    page = mine.client.get("/orders/").content.decode()
    assert mine.order.number in page
    assert theirs.order.number not in page
    assert "Nothing here yet" in sign_in(Client(), make_account()).get("/orders/").content.decode()
    assert Payment.objects.count() == 2
