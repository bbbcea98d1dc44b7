"""A part of the money goes back from the desk, or all of it: read to the cent, then done once.

The numbers are those of the list of cases that the payments were planned with.
"""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.test import Client

import clock
from accounts.roles import Role
from audit.models import Entry
from groups.links.tokens import link_path
from outbox.mailbox import MailboxMessage
from payments.ledger.queries import paid_for
from payments.models import ExceptionCase, LedgerEntry, Order, Refund
from payments.settling import letters
from tests.factories import make_staff
from tests.letters import delivered
from tests.payments.refunding import confirm, path_of, pay_back, preview
from tests.payments.test_money_back import DISPUTED, REFUND_FAILS, coordinator, intent_of
from tests.payments.till import Payer, Till
from tests.signin import sign_in


def words(html: str) -> str:
    """A page's words on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def shown(answer: object) -> str:
    """What a page says."""
    return words(answer.content.decode())  # type: ignore[attr-defined]


def letters_to(payer: Payer) -> list[MailboxMessage]:
    """What lies in this person's mailbox, the oldest first."""
    return delivered(to=payer.account.email, now=clock.now())


def sent(till: Till) -> list[int]:
    """The sums of every refund at Stripe, in the order in which they were made."""
    refunds = till.stripe.look("state")["objects"]["refund"]
    return [one["amount"] for one in sorted(refunds, key=lambda one: one["created"])]


def part(desk: Client, order: Order, amount: str, seat: str = "keep") -> object:
    """A sum of one's own goes back."""
    return pay_back(desk, order, basis="own", amount=amount, seat=seat)


def test_case_44_a_part_goes_back_and_the_seat_stays(till: Till) -> None:
    payer, other = till.enrolled(till.cohort()), till.enrolled(till.cohort())
    letters_to(payer)
    desk = coordinator()

    read = preview(desk, payer.order, basis="own", amount="50.50", seat="keep", reason="Fell ill")

    page = shown(read)
    assert "GBP £480.00 £0.00 £0.00 £0.00 £50.50 £429.50" in page
    assert "keeps everything else" in page
    assert "“Fell ill”" in page
    assert not Refund.objects.exists()
    assert confirm(desk, payer.order, read).status_code == 302
    till.work()
    till.deliver()
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor, refund.basis, refund.words) == (
        "succeeded", 5050, "own", "Fell ill",
    )  # fmt: skip
    assert sent(till) == [5050]
    assert (payer.seat.state, payer.seat.epoch, payer.order.state) == ("active", 1, "paid")
    assert paid_for(payer.order) == {"GBP": 42950}
    assert (other.order.payments.get().refunds.count(), other.letters(letters.PART_BACK)) == (0, 0)
    (letter,) = letters_to(payer)[-1:]
    assert letter.subject == "A part of your money comes back"
    assert "£50.50 is on its way back" in letter.text
    assert "Of what you paid, £429.50 stays with us." in letter.text
    assert "stays yours, with its dates and links" in letter.text
    assert "Fell ill" not in letter.text + letter.html
    assert not letter.invitations
    # What was read is what was sent.
    assert words(letter.text) in words(page.replace("&amp;", "&").replace("&#x27;", "'"))
    assert not ExceptionCase.objects.exists()


def test_case_45_two_parts_of_the_same_sum_are_two_refunds(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    for _time in range(2):
        assert part(desk, payer.order, "50").status_code == 302  # type: ignore[attr-defined]
        till.work()
        till.deliver()

    assert sent(till) == [5000, 5000]
    assert paid_for(payer.order) == {"GBP": 38000}
    assert payer.letters(letters.PART_BACK) == 2
    assert [one.amount_minor for one in LedgerEntry.objects.filter(kind="refund")] == [-5000, -5000]


def test_case_45a_two_parts_under_way_at_once_are_two_refunds_and_the_rest_is_right(
    till: Till,
) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    part(desk, payer.order, "50")
    part(desk, payer.order, "50")
    page = shown(preview(desk, payer.order))
    assert "GBP £480.00 £0.00 £100.00 £0.00 £380.00 £0.00" in page

    till.work()
    till.deliver()

    assert sent(till) == [5000, 5000]


def test_case_46_more_than_is_left_is_refused_before_stripe_hears_of_it(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    part(desk, payer.order, "400")

    answer = pay_back(desk, payer.order, basis="own", amount="80.01", seat="keep")

    assert answer.status_code == 400
    assert "At most £80.00 can go back" in shown(answer)
    assert Refund.objects.count() == 1
    till.work()
    till.deliver()
    assert sent(till) == [40000]
    assert [call for call in till.stripe.look("requests")["data"]
            if call["method"] == "POST" and call["path"] == "/v1/refunds"
            and "8001" in call["sent"]] == []  # fmt: skip


@pytest.mark.parametrize("amount", ["0", "-5", "", "12.345", "a lot"])
def test_a_sum_that_is_none_is_asked_for_again(till: Till, amount: str) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()

    answer = pay_back(desk, payer.order, basis="own", amount=amount, seat="keep")

    assert answer.status_code == 400
    assert not Refund.objects.exists()


def test_case_46a_two_coordinators_at_once_send_one_refund(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    both = [coordinator(), sign_in(Client(), make_staff(Role.COORDINATOR, "kim@example.org"))]
    read = [preview(desk, payer.order, basis="own", amount="300", seat="keep") for desk in both]

    def press(number: int) -> int:
        try:
            return confirm(both[number], payer.order, read[number]).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(hands.map(press, range(2)))

    assert answers == [302, 409]
    till.work()
    till.deliver()
    assert sent(till) == [30000]
    assert payer.letters(letters.PART_BACK) == 1
    assert Entry.objects.filter(act="refund.asked").count() == 1


@pytest.mark.parametrize(
    "twin", [{"decision": uuid.UUID(int=7), "reason": "staff"}, {"reason": "duplicate"}]
)
def test_the_database_itself_refuses_the_second_of_what_is_sent_once(
    till: Till, twin: dict[str, Any]
) -> None:
    payer, now = till.enrolled(till.cohort()), clock.now()
    till.check_at_end = False  # rows that nothing sends
    one = {"payment": payer.order.payments.get(), "amount_minor": 1, "currency": "GBP",
           "asked_at": now, "next_try_at": now}  # fmt: skip
    Refund.objects.create(**one, **twin)
    with pytest.raises(IntegrityError):
        Refund.objects.create(**one, **twin)
    # Parts that were decided apart stand beside it.
    Refund.objects.create(**one, reason="staff", decision=uuid.uuid4())


def test_a_preview_confirmed_twice_is_done_once(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    read = preview(desk, payer.order, basis="own", amount="50", seat="keep")

    assert confirm(desk, payer.order, read).status_code == 302
    again = confirm(desk, payer.order, read, follow=True)

    assert "was done once" in shown(again)
    assert Refund.objects.count() == 1
    assert payer.letters(letters.PART_BACK) == 1


def test_what_changed_meanwhile_is_read_anew_and_nothing_was_sent(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    read = preview(desk, payer.order)
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer), "amount": 5000})
    till.deliver()

    answer = confirm(desk, payer.order, read)

    assert answer.status_code == 409
    assert "Nothing was sent" in shown(answer)
    assert "GBP £480.00 £50.00 £0.00 £0.00 £430.00 £0.00" in shown(answer)
    assert not Refund.objects.filter(reason="staff").exists()
    assert (payer.seat.state, payer.order.state) == ("active", "paid")
    assert payer.letters(letters.REFUNDED) == 0
    # What they read now, they may confirm.
    assert confirm(desk, payer.order, answer).status_code == 302
    assert Refund.objects.get(reason="staff").amount_minor == 43000


def test_a_dispute_that_comes_between_stops_it(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(DISPUTED)
    till.deliver()
    desk = coordinator()
    read = preview(desk, payer.order, basis="own", amount="50", seat="keep")
    charge = till.stripe.look("state")["objects"]["charge"][0]["id"]
    till.stripe.control("dispute", charge=charge)
    till.deliver()

    answer = confirm(desk, payer.order, read)

    assert answer.status_code == 409
    assert "would pay twice" in shown(answer)
    assert not Refund.objects.exists()


def test_case_47_a_dashboard_refund_of_the_rest_after_a_part_of_ours_is_decided(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    part(desk, payer.order, "80")
    till.work()
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer)})
    till.deliver()

    assert sorted(sent(till)) == [8000, 40000]
    assert (payer.seat.state, payer.order.state) == ("active", "refunded")
    assert ExceptionCase.objects.get().kind == "outside_refund"
    assert paid_for(payer.order) == {"GBP": 0}
    assert "There is nothing to pay back" in shown(preview(desk, payer.order))


def test_case_48_a_part_that_fails_later_is_reversed_and_can_be_sent_once_more(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    payer.pay(REFUND_FAILS)
    till.deliver()
    desk = coordinator()
    part(desk, payer.order, "50")
    till.work()
    till.stripe.control("fail_refund", refund=Refund.objects.get().stripe_refund_id)
    till.deliver()
    assert Refund.objects.get().state == "failed"
    assert paid_for(payer.order) == {"GBP": 48000}
    case = ExceptionCase.objects.get()
    assert (case.kind, case.state) == ("refund_failed", "open")
    assert "Pay it back" in desk.get("/desk/cases/").content.decode()

    decision = {"reason": "Another card", "decision": "pay_back"}
    assert desk.post(f"/desk/cases/{case.pk}/resolve/", decision).status_code == 302
    till.work()
    till.deliver()

    # That part alone, and the seat stands: it is not the way to end somebody's part.
    again = Refund.objects.exclude(state="failed").get()
    assert again.amount_minor == 5000
    assert (payer.seat.state, payer.order.state) == ("active", "paid")
    assert paid_for(payer.order) == {"GBP": 43000}


def test_case_49_a_crash_after_stripe_sent_a_part_sends_it_once(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    part(desk, payer.order, "50")
    key = Refund.objects.get().idempotency_key
    till.hold_webhooks()  # nobody tells us that it was done
    till.fail("answer_lost", path="/v1/refunds", method="POST")
    till.work()
    assert Refund.objects.get().state == "creating"
    till.calm()
    till.later(timedelta(minutes=5))
    till.work()

    refund = Refund.objects.get()
    assert (refund.state, refund.idempotency_key) == ("succeeded", key)
    assert sent(till) == [5000]
    assert paid_for(payer.order) == {"GBP": 43000}


@pytest.mark.parametrize("discreet", [False, True])
def test_a_part_goes_back_and_their_part_ends(till: Till, discreet: bool) -> None:
    cohort = till.cohort()
    payer = till.payer(cohort, discreet=discreet)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    dates = {event.uid for event in letters_to(payer)[-1].invitations}
    seat, desk = payer.seat, coordinator()

    read = preview(desk, payer.order, basis="own", amount="100", seat="end", reason="Moved away")

    assert "loses seat 1" in shown(read)
    assert "takes the coming dates out of their calendar" in shown(read)
    confirm(desk, payer.order, read)
    till.work()
    till.deliver()
    assert (payer.seat.state, payer.seat.epoch, payer.order.state) == ("cancelled", 2, "paid")
    assert payer.client.get(link_path(seat, cohort.sessions.get(number=1))).status_code == 410
    letter = letters_to(payer)[-1]
    assert {event.uid for event in letter.invitations} == dates
    assert {event.status for event in letter.invitations} == {"CANCELLED"}
    assert "£100 is on its way back" in letter.text
    assert "£380 stays with us" in letter.text
    assert ("enrolment" in letter.subject) is not discreet
    assert (cohort.name in letter.text) is not discreet
    # What stays was decided in the same breath: no round asks a coordinator about it again.
    till.work()
    case = ExceptionCase.objects.get()
    assert (case.kind, case.state, case.resolution) == (
        "ended_with_money",
        "resolved",
        "Moved away",
    )
    assert case.resolved_by is not None
    page = shown(payer.come_back())
    assert "Your part in this group has ended" in page
    assert "We sent £100 back on" in page
    assert "could not be sent back" not in page


def test_everything_cannot_go_back_while_the_seat_is_kept(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    for basis, amount in (("all", ""), ("own", "480")):
        answer = pay_back(desk, payer.order, seat="keep", basis=basis, amount=amount)
        assert answer.status_code == 409
        assert "their part ends with it" in shown(answer)
    assert not Refund.objects.exists()
    assert payer.seat.state == "active"


def test_the_last_part_ends_what_the_parts_before_left(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    part(desk, payer.order, "80")
    till.work()
    till.deliver()

    assert pay_back(desk, payer.order, basis="own", amount="400").status_code == 302
    till.work()
    till.deliver()

    assert sorted(sent(till)) == [8000, 40000]
    assert (payer.seat.state, payer.order.state) == ("cancelled", "refunded")
    assert payer.letters(letters.REFUNDED) == 1
    assert "£400 is on its way back" in letters_to(payer)[-1].text


def test_nobody_else_reads_or_sends(till: Till) -> None:
    payer, other = till.enrolled(till.cohort()), till.enrolled(till.cohort())
    desk, path = coordinator(), path_of(payer.order)
    read = preview(desk, payer.order, basis="own", amount="50", seat="keep", reason="A secret")
    people = [payer.client, other.client]
    people += [sign_in(Client(), make_staff(role)) for role in (Role.FACILITATOR, Role.MARKETER)]

    for person in people:
        assert person.get(path).status_code == 403
        assert confirm(person, payer.order, read).status_code == 403
    assert Client().get(path).status_code == 302
    assert not Refund.objects.exists()
    # The words are sealed, and the payer's page has the sum without them.
    confirm(desk, payer.order, read)
    receipt = payer.client.get(f"/orders/{payer.order.pk}/").content.decode()
    assert "−£50" in receipt
    assert "A secret" not in receipt
    assert other.client.get(f"/orders/{payer.order.pk}/").status_code == 404
    assert not Entry.objects.filter(facts__icontains="A secret").exists()
