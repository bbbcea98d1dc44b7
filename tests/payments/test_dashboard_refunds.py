"""Money that somebody sends back in Stripe's own dashboard: told at once, decided by a person."""

import re

import pytest

import clock
from groups.seats.actions import remove_member
from outbox.mailbox import MailboxMessage
from payments.models import ExceptionCase, LedgerEntry, Refund
from payments.settling import letters
from tests.factories import make_account
from tests.letters import delivered
from tests.payments.test_money_back import REFUND_FAILS, coordinator, intent_of
from tests.payments.till import Payer, Till


def letters_to(payer: Payer) -> list[MailboxMessage]:
    """What lies in this person's mailbox, the oldest first."""
    return delivered(to=payer.account.email, now=clock.now())


def both(letter: MailboxMessage) -> list[str]:
    """The words in text, and in HTML without its tags; each on one line."""
    html = re.sub(r"<style.*?</style>|<[^>]+>", " ", letter.html, flags=re.S)
    return [" ".join(words.split()) for words in (letter.text, html)]


def _refund_outside(till: Till, payer: Payer) -> None:
    """Somebody presses "Refund" in Stripe's own dashboard."""
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer)})
    till.deliver()


def test_case_47a_a_refund_heard_of_before_its_payment_is_told_and_decided(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.hold_webhooks()
    payer.pay()
    (intent,) = till.stripe.look("state")["objects"]["payment_intent"]
    till.stripe.client().v1.refunds.create({"payment_intent": intent["id"]})
    till.deliver(backwards=True)
    assert (payer.seat.state, payer.order.state) == ("active", "refunded")
    assert [refund.reason for refund in Refund.objects.all()] == ["outside"]
    assert ExceptionCase.objects.get().kind == "outside_refund"
    assert [letter.subject for letter in letters_to(payer)] == ["Your money is on its way back"]


def test_case_47b_refunded_before_anybody_told_us_of_the_payment(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.lose_webhooks()
    payer.pay()
    (intent,) = till.stripe.look("state")["objects"]["payment_intent"]
    till.stripe.client().v1.refunds.create({"payment_intent": intent["id"]})
    till.stripe.wait_quiet()
    page = payer.come_back().content.decode()
    assert "the seat is yours" not in page
    assert "Your money is on its way back" in page
    assert "stands as it is for now" in page
    assert payer.seat.state == "active"


def test_case_47_a_full_refund_in_stripes_dashboard_is_told_at_once_and_the_seat_stands(
    till: Till,
) -> None:
    payer, other = till.enrolled(till.cohort()), till.enrolled(till.cohort())
    letters_to(payer)
    _refund_outside(till, payer)
    assert (payer.seat.state, payer.seat.epoch, payer.order.state) == ("active", 1, "refunded")
    case = ExceptionCase.objects.get()
    assert (case.kind, case.order, case.resolved_at) == ("outside_refund", payer.order, None)
    letter = letters_to(payer)[-1]
    assert letter.subject == "Your money is on its way back"
    assert not letter.invitations  # no date is taken back before somebody decides
    for words in both(letter):
        assert "£480 is on its way back" in words
        assert f"Your seat in {payer.cohort.name} stands as it is for now" in words
    till.deliver()
    till.work()
    assert payer.letters(letters.MONEY_BACK) == 1
    assert (other.letters(letters.MONEY_BACK), other.order.state) == (0, "paid")


@pytest.mark.parametrize("discreet", [False, True])
def test_the_dates_are_taken_back_when_a_coordinator_ends_the_seat(
    till: Till, discreet: bool
) -> None:
    payer = till.payer(till.cohort(), discreet=discreet)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    dates = {event.uid for event in letters_to(payer)[-1].invitations}
    _refund_outside(till, payer)
    desk, case = coordinator(), ExceptionCase.objects.get()
    order = desk.get(f"/desk/orders/{payer.order.pk}/").content.decode()
    assert "the seat still stands" in " ".join(order.split())
    page = desk.get("/desk/cases/").content.decode()
    assert "End their part" in page
    assert "The seat stands" in page.replace("The seat\nstands", "The seat stands")
    path = f"/desk/cases/{case.pk}/resolve/"
    decision = {"reason": "They asked for it", "decision": "end"}
    assert payer.client.post(path, decision).status_code == 403
    assert payer.seat.state == "active"
    assert desk.post(path, decision).status_code == 302
    assert (payer.seat.state, payer.seat.epoch) == ("removed", 2)
    case.refresh_from_db()
    assert case.resolution == "They asked for it"
    letter = letters_to(payer)[-1]
    assert {event.uid for event in letter.invitations} == dates
    assert {event.status for event in letter.invitations} == {"CANCELLED"}
    desk.post(path, decision)  # a colleague's tab
    assert payer.letters("part-ended") == 1


def test_a_coordinator_may_let_somebody_stay_whose_money_went_back(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    _refund_outside(till, payer)
    case = ExceptionCase.objects.get()
    desk = coordinator()
    desk.post(f"/desk/cases/{case.pk}/resolve/", {"reason": "A gift", "decision": "close"})
    case.refresh_from_db()
    assert (payer.seat.state, case.resolution) == ("active", "A gift")
    till.work()
    assert not ExceptionCase.objects.filter(resolved_at=None).exists()
    assert payer.letters("part-ended") == 0


def test_a_part_that_ended_before_anybody_decided_is_not_ended_twice(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    _refund_outside(till, payer)
    remove_member(payer.seat, reason="Asked us to", now=clock.now(), by=make_account().pk)
    desk, case = coordinator(), ExceptionCase.objects.get()
    page = desk.get("/desk/cases/").content.decode()
    assert "their part has ended" in page
    assert "End their part" not in page
    path = f"/desk/cases/{case.pk}/resolve/"
    answer = desk.post(path, {"reason": "Late", "decision": "end"})
    assert answer.status_code == 409
    assert "has ended already" in answer.content.decode()
    assert desk.post(path, {"reason": "Done", "decision": "close"}).status_code == 302


def test_a_refund_of_a_part_in_the_dashboard_is_told_and_needs_no_decision(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    letters_to(payer)
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer), "amount": 5000})
    till.deliver()
    letter = letters_to(payer)[-1]
    assert letter.subject == "A part of your money is on its way back"
    for words in both(letter):
        assert "£50 is on its way back" in words
        assert f"Your seat in {payer.cohort.name} stays yours" in words
    assert payer.order.state == "paid"
    assert not ExceptionCase.objects.exists()


def test_a_dashboards_refund_that_fails_later_leaves_the_seat_paid(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(REFUND_FAILS)
    till.deliver()
    _refund_outside(till, payer)
    assert payer.order.state == "refunded"
    till.stripe.control("fail_refund", refund=Refund.objects.get().stripe_refund_id)
    till.deliver()
    assert (payer.order.state, payer.seat.state) == ("paid", "active")
    waiting = ExceptionCase.objects.filter(resolved_at=None).values_list("kind", flat=True)
    assert list(waiting) == ["refund_failed"]
    assert sum(entry.amount_minor for entry in LedgerEntry.objects.all()) == 48000


def test_a_payment_that_waits_and_went_back_in_the_dashboard_holds_no_seat(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.agree_otherwise(amount_minor=50000)
    payer.pay()
    till.deliver()
    letters_to(payer)
    _refund_outside(till, payer)
    assert (payer.seat.state, payer.order.state) == ("cancelled", "refunded")
    assert not ExceptionCase.objects.filter(resolved_at=None).exists()
    letter = letters_to(payer)[-1]
    for words in both(letter):
        assert "£480 is on its way back" in words
        assert "it is not held any more" in words
