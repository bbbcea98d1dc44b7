"""The cases of payments.md once more, where somebody waits for the seat. Table: CASES.md."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

import clock
from groups.cohorts.models import Cohort
from groups.models import Enrollment
from groups.seats.actions import release_seat
from groups.waiting import letters as waiting_letters
from outbox.models import Letter
from payments.models import CheckoutAttempt, ExceptionCase, Order, Payment
from payments.settling import letters
from tests.answers import Answer
from tests.factories import make_enrollment
from tests.payments.test_late_money import _pay_again
from tests.payments.test_waiting import DAY, join, leaves, link_of, read, state, wait
from tests.payments.till import LATE, Payer, Till

YES, NO = {"answer": "yes"}, {"answer": "no"}
SECOND = timedelta(seconds=1)


def tab_of(payer: Payer) -> Client:
    """Another tab of the same browser."""
    tab = Client()
    tab.cookies = payer.client.cookies
    return tab


def at_once(*doings: Callable[[], Answer | None]) -> list[int]:
    """Does all of it at the same moment, on connections of their own; returns the answers' codes
    (0 where there is none)."""
    start = Barrier(len(doings))

    def one(do: Callable[[], Answer | None]) -> int:
        try:
            start.wait(60)
            answer = do()
            return answer.status_code if answer is not None else 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))


def takes_offer(payer: Payer) -> None:
    """Says yes, and stands before Stripe's page."""
    answer = payer.client.post(link_of(payer), YES)
    assert answer["Location"] == f"/enrol/{payer.cohort.slug}/pay/"
    assert payer.to_pay().status_code == 303


@pytest.mark.race
def test_case_2a_yes_pressed_in_four_tabs_holds_one_seat_by_one_order(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    mine, next_one = wait(payer), wait(other)
    leaves(full)
    path = link_of(payer)

    codes = at_once(*[partial(tab_of(payer).post, path, YES) for _tab in range(4)])

    assert set(codes) <= {200, 302}
    assert 302 in codes
    assert Enrollment.objects.filter(member=payer.member).count() == 1
    assert Order.objects.filter(member=payer.member).count() == 1
    assert (state(mine), payer.seat.state, state(next_one)) == ("accepted", "held", "waiting")
    pages = {tab_of(payer).post(f"/enrol/{full.slug}/pay/")["Location"] for _tab in range(2)}
    assert len(pages) == 1
    assert CheckoutAttempt.objects.count() == 1


def test_case_31a_paid_a_second_before_the_page_expires_is_theirs_and_goes_to_nobody_else(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    next_one = wait(other)
    leaves(full)
    takes_offer(payer)
    till.lose_webhooks()
    clock.move_to(payer.attempt.expires_at - SECOND)
    assert payer.pay().status_code == 303
    till.stripe.wait_quiet()
    till.later(LATE)  # the hold is over by now, and nobody has told us

    till.work()

    assert (payer.seat.state, till.payments()) == ("active", ["applied"])
    assert state(next_one) == "waiting"
    assert payer.letters() == 1


def test_case_31b_paid_a_second_after_is_refused_there_and_the_seat_goes_on(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    next_one = wait(other)
    leaves(full)
    takes_offer(payer)
    clock.move_to(payer.attempt.expires_at + SECOND)
    payer.pay()
    till.deliver()
    till.work()
    assert (payer.seat.state, state(next_one)) == ("held", "waiting")  # it outlives its page
    till.later(timedelta(minutes=6))
    till.work()

    assert (payer.seat.state, state(next_one)) == ("released", "offered")
    assert till.payments() == []
    assert other.client.get(link_of(other)).status_code == 200


def test_case_32c_while_stripe_is_silent_the_seat_is_offered_to_nobody(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    next_one = wait(other)
    leaves(full)
    takes_offer(payer)
    till.fail("error")
    till.later(LATE)
    till.work()
    till.later(timedelta(minutes=31))
    till.work()
    assert (payer.seat.state, state(next_one)) == ("held", "waiting")
    assert ExceptionCase.objects.get().kind == "stripe_unreachable"
    till.calm()

    till.work()

    assert (payer.seat.state, state(next_one)) == ("released", "offered")


def test_case_33b_late_money_takes_no_seat_that_is_offered_to_somebody_else(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    theirs = wait(other)
    leaves(full)
    takes_offer(payer)
    release_seat(payer.seat, reason="freed by hand", now=clock.now())
    assert state(theirs) == "offered"

    payer.pay()
    till.deliver()
    till.work()

    assert (payer.seat.state, till.payments()) == ("released", ["late"])
    assert payer.letters(letters.LATE_AND_FULL) == 1
    assert state(theirs) == "offered"
    other.client.post(link_of(other), NO)
    assert full.waiting.offered().get().member == payer.member


def test_case_36a_a_second_payment_and_its_refund_free_no_seat_for_who_waits(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    next_one = wait(other)
    leaves(full)
    takes_offer(payer)
    payer.pay()
    till.deliver()

    _pay_again(till, payer)
    till.work()
    till.deliver()  # charge.refunded of the second one

    assert till.payments() == ["applied", "duplicate"]
    assert Payment.objects.get(state="duplicate").refunds.get().state == "succeeded"
    assert (payer.seat.state, payer.order.state) == ("active", "paid")
    assert payer.letters(letters.PAID_TWICE) == 1
    assert state(next_one) == "waiting"


def test_case_55a_nobody_answers_and_each_is_asked_in_turn_once(till: Till, full: Cohort) -> None:
    payers = [till.payer(full) for _payer in range(3)]
    entries = [wait(payer) for payer in payers]
    leaves(full)
    links = []
    for payer in payers:
        till.work()
        links.append(link_of(payer))
        till.later(DAY + timedelta(minutes=1))
        till.work()

    assert [state(entry) for entry in entries] == ["lapsed"] * 3
    for payer, link in zip(payers, links, strict=True):
        assert payer.letters(waiting_letters.OFFERED) == 1
        assert payer.letters(waiting_letters.OVER) == 1
        assert payer.client.post(link, YES).status_code == 410
    assert payers[0].hold().status_code == 302  # nobody waits any more: the seat is everybody's


@pytest.mark.race
def test_case_56a_accepted_at_the_second_in_which_its_time_is_over(
    till: Till, full: Cohort
) -> None:
    """A yes in two tabs, a no from the mailbox, a stranger and the worker, all at once."""
    for _try in range(3):
        payer, other, stranger = (till.payer(full) for _payer in range(3))
        mine, next_one = wait(payer), wait(other)
        leaves(full)
        path = link_of(payer)
        seat = Enrollment.objects.get(waited=mine)
        assert seat.hold_until is not None
        clock.move_to(seat.hold_until - timedelta(milliseconds=40))

        codes = at_once(
            *[partial(tab_of(payer).post, path, YES) for _tab in range(2)],
            partial(Client().post, path, NO),
            stranger.hold,
            till.work,
        )

        till.work()
        seat.refresh_from_db()
        assert not [code for code in codes if code >= 500]
        assert codes[3] == 409
        assert (state(mine), seat.state, state(next_one)) in {
            ("accepted", "held", "waiting"),
            ("declined", "released", "offered"),
            ("lapsed", "released", "offered"),
        }
        assert full.enrollments.occupying().count() == 2
        full.waiting.open().get(member=other.member)  # one place in line, or one offer
        other.client.post(f"/enrol/{full.slug}/wait/leave/", {"who": str(other.member.pk)})
        till.later(LATE)
        till.settle_down()
        while full.enrollments.occupying().count() < 2:
            make_enrollment(full)


def test_case_57a_a_seat_by_hand_elsewhere_in_the_course_ends_the_offer(
    till: Till, full: Cohort, desk: Client
) -> None:
    payer, other = till.payer(full), till.payer(full)
    mine, next_one = wait(payer), wait(other)
    leaves(full)
    path = link_of(payer)
    sister = till.cohort()
    Cohort.objects.filter(pk=sister.pk).update(course=full.course)
    told = {"email": payer.account.email, "name": payer.member.name, "way": "cash"}
    told |= {"reason": "Paid at the desk", "country": "GB", "time_zone": "Europe/London"}

    assert desk.post(f"/desk/groups/{sister.slug}/enrol/", told).status_code == 302
    till.work()

    assert (state(mine), state(next_one)) == ("closed", "offered")
    assert payer.client.post(path, YES).status_code == 410
    assert join(payer.client, full, payer.member).status_code == 409


def test_case_58a_an_account_that_is_closed_while_a_seat_is_offered_to_it(
    till: Till, full: Cohort
) -> None:
    payer, closed, other = (till.payer(full) for _payer in range(3))
    mine, passed, next_one = wait(payer), wait(closed), wait(other)
    leaves(full)
    path = link_of(payer)
    for one in (payer, closed):
        one.account.is_active = False
        one.account.save()

    assert payer.client.post(path, YES)["Location"].startswith("/account/login/code/")
    assert state(mine) == "offered"
    till.later(DAY + timedelta(minutes=1))
    till.work()

    assert [state(one) for one in (mine, passed, next_one)] == ["lapsed", "waiting", "offered"]


def test_case_60a_enrolment_closes_while_a_seat_is_offered_and_while_it_is_held(
    till: Till, full: Cohort
) -> None:
    payers = [till.payer(full) for _payer in range(3)]
    entries = [wait(payer) for payer in payers]
    clock.move_to(full.enrolment_closes_at - timedelta(minutes=10))
    leaves(full)
    leaves(full)
    holding, asked, waiting = payers
    takes_offer(holding)
    path = link_of(asked)
    page = read(asked.client, path)
    till.later(timedelta(minutes=11))

    assert asked.client.post(path, YES).status_code == 410
    assert asked.hold().status_code == 409
    holding.pay()
    till.deliver()
    till.work()

    assert "A seat is kept for you" in page
    assert holding.seat.state == "active"  # held in time, and paid within its hold
    assert [state(entry) for entry in entries] == ["accepted", "lapsed", "closed"]
    assert asked.seat.state == "released"
    assert "near the front" not in read(waiting.client, "/today/")
    again = join(waiting.client, full, waiting.member)
    assert "not taking new members" in again.content.decode()
    assert not full.waiting.open().exists()


@pytest.mark.race
def test_case_72a_one_letter_about_an_offer_and_one_about_the_seat(
    till: Till, full: Cohort
) -> None:
    """Freed at night, told by two workers in the same second of the morning, paid three ways."""
    payer = till.payer(full)
    mine = wait(payer)
    till.later(timedelta(hours=10))  # eleven at night in London
    leaves(full)
    till.work()
    assert payer.letters(waiting_letters.OFFERED) == 0
    till.later(timedelta(hours=9, minutes=1))

    at_once(till.work, till.work, till.work)
    till.work()

    assert payer.letters(waiting_letters.OFFERED) == 1
    till.later(timedelta(hours=12))
    at_once(till.work, till.work)
    assert payer.letters(waiting_letters.REMINDER) == 1
    takes_offer(payer)
    payer.pay()
    payer.come_back()
    till.later(timedelta(minutes=5))
    till.work()
    till.deliver()
    payer.come_back()
    assert (state(mine), payer.letters()) == ("accepted", 1)
    kinds = sorted(Letter.objects.filter(to=payer.account.email).values_list("kind", flat=True))
    told = [waiting_letters.JOINED, waiting_letters.OFFERED, waiting_letters.REMINDER]
    assert kinds == sorted([*told, letters.CONFIRMATION])
