"""Joining a group that meets already: until when, for how much, and what comes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

import clock
from accounts.models import Account
from accounts.roles import Role
from groups.models import Cohort, Enrollment, WaitingEntry
from groups.planning.meetings import cancel_meeting, move_meeting
from groups.seats.actions import cancel_seat, release_seat
from groups.weeks.actions import plan_weeks
from payments.models import Order, Payment
from payments.prices.actions import set_price
from payments.prices.money import CURRENCIES, THREE_DECIMAL, share_of, smallest_charge
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_session,
    make_staff,
)
from tests.gates import DAY, after_session, gated_course, look_in
from tests.letters import delivered
from tests.payments.test_letters import BARE_LINKS, TELLING, both
from tests.payments.test_waiting import link_of, state, wait
from tests.payments.till import Till
from tests.signin import sign_in

SECOND = timedelta(seconds=1)
CLOSED = "This group is not taking new members at the moment"


def make_running(*, amount_minor: int = 48000, currency: str = "GBP", capacity: int = 8) -> Cohort:
    """A group of six sessions after its first; newcomers join at the third and at the fifth."""
    clock.move_to(NOW)
    cohort = make_cohort(course=gated_course(), capacity=capacity, slug="mornings")
    for _number in range(6):
        make_session(cohort)
    plan_weeks(cohort)
    set_price(cohort, amount_minor=amount_minor, currency=currency, now=NOW)
    after_session(cohort, 1)
    assert (cohort.state, cohort.gate) == ("running", 3)
    return cohort


@pytest.fixture
def running(till: Till) -> Cohort:
    return make_running()


def gate_closes(cohort: Cohort) -> datetime:
    return cohort.sessions.get(number=3).starts_at - 2 * DAY


def said(client: Client, path: str) -> str:
    """The words of a page, without the weight they have."""
    page = client.get(path).content.decode()
    return " ".join(page.replace("<strong>", "").replace("</strong>", "").split())


def test_visitors_read_when_they_can_join_for_how_much_and_what_they_will_not_have_seen(
    running: Cohort,
) -> None:
    words = said(Client(), f"/groups/{running.slug}/")
    assert "You join on Tuesday 22 September, when the module Distress tolerance begins." in words
    assert "£320" in words
    assert "for 4 of 6 sessions" in words
    assert "£480" not in words
    assert "What you will not have seen" in words
    assert "Mindfulness: Topic 1, Topic 2 <" in words
    assert "Topic 3" not in words
    assert "open to you from the day you are enrolled" in words
    assert f"/enrol/{running.slug}/" in words


def test_the_day_is_that_of_the_readers_own_clock(running: Cohort) -> None:
    clock.move_to(NOW)  # far away it is the next day already
    reader = sign_in(Client(), make_account(time_zone="Pacific/Auckland"))
    clock.move_to(running.sessions.get(number=1).ends_at)
    assert "You join on Wednesday 23 September" in said(reader, f"/groups/{running.slug}/")


def test_a_group_nobody_can_join_says_so_and_leads_to_others(running: Cohort) -> None:
    clock.move_to(gate_closes(running) + SECOND)
    words = said(Client(), f"/groups/{running.slug}/")
    assert "for Tuesday 22 September enrolment has closed" in words
    assert "What you will not have seen" not in words
    assert "See the next groups" in words
    after_session(running, 5)
    words = said(Client(), f"/groups/{running.slug}/")
    assert "no module begins any more at which newcomers could join" in words
    closed = said(Client(), f"/enrol/{running.slug}/")
    assert CLOSED in closed
    assert "no module begins any more" in closed


def test_a_newcomer_pays_for_the_sessions_that_remain_and_begins_with_the_module(
    till: Till, running: Cohort
) -> None:
    payer = till.payer(running)
    payer.hold()
    order = payer.order
    assert (order.amount_minor, order.part_sessions, order.all_sessions) == (32000, 4, 6)
    assert str(order.refund_until) == "2026-09-15"  # a week before the first session of theirs
    words = said(payer.client, f"/enrol/{running.slug}/pay/")
    assert "4 of 6 sessions, once a week" in words
    assert "for 4 of 6 sessions" in words
    assert "£320" in words
    assert payer.to_pay().status_code == 303
    payer.pay()
    till.deliver()
    assert (payer.seat.state, payer.seat.begins_with) == ("active", 3)
    assert Payment.objects.get().amount_minor == 32000
    (letter,) = delivered(to=payer.account.email)
    assert [at.starts_at.day for at in letter.invitations] == [22, 29, 6, 13]
    assert "22 September" in letter.text
    for told in both(letter):
        assert "Paid: £320" in told
        assert "For 4 of 6 sessions" in told
        assert "The group has met before. What it learned is open to you" in told
    receipt = said(payer.client, f"/orders/{order.pk}/")
    assert "<dt>Sessions</dt> <dd> 4 of 6 </dd>" in receipt


def test_discreet_letters_to_newcomers_tell_nothing(till: Till, running: Cohort) -> None:
    payer = till.payer(running, discreet=True)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    cancel_second(running, make_staff(Role.COORDINATOR))
    confirmed, later = delivered(to=payer.account.email)
    for told in both(confirmed):
        assert "For 4 of 6 dates" in told
        assert "What came before your first date is open to you to read" in told
    assert later.subject == "Your first appointment is now: Tuesday 29 September"
    for letter in (confirmed, later):
        for told in both(letter):
            assert not TELLING.search(BARE_LINKS.sub("", told))


def test_who_came_at_the_beginning_pays_for_the_whole_course(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    order = payer.order
    assert (order.amount_minor, order.part_sessions, order.all_sessions) == (48000, None, 3)
    assert "<dt>Sessions</dt>" not in said(payer.client, f"/orders/{order.pk}/")


@pytest.mark.parametrize(
    ("amount", "currency", "sessions", "of", "costs"),
    [
        (48000, "GBP", 9, 24, 18000),
        (10000, "JPY", 4, 6, 6666),
        (9999, "JPY", 1, 24, 416),
        (10000, "EUR", 1, 3, 3333),
        (10010, "KWD", 4, 6, 6670),
        (1000, "JPY", 1, 24, 0),  # less than can be charged
        (0, "GBP", 4, 6, 0),
        (48000, "GBP", 24, 24, 48000),
        (48000, "GBP", 0, 0, 48000),
    ],
)
def test_a_share_is_rounded_in_the_members_favour(
    amount: int, currency: str, sessions: int, of: int, costs: int
) -> None:
    assert share_of(amount, currency, sessions=sessions, of=of) == costs


def test_yen_are_charged_whole(till: Till) -> None:
    payer = till.payer(make_running(amount_minor=10000, currency="JPY"))
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert (Payment.objects.get().amount_minor, payer.order.currency) == (6666, "JPY")


def test_a_share_too_small_to_be_charged_is_nothing(till: Till) -> None:
    payer = till.payer(make_running(amount_minor=60, currency="JPY"))
    payer.hold()
    assert payer.to_pay().status_code == 302
    assert (payer.seat.state, payer.order.amount_minor) == ("active", 0)
    assert not Payment.objects.exists()


def test_a_second_before_the_gate_closes_a_seat_is_held_and_at_that_second_none(
    till: Till, running: Cohort
) -> None:
    first, second = till.payer(running), till.payer(running)
    clock.move_to(gate_closes(running) - SECOND)
    assert first.hold().status_code == 302
    clock.move_to(gate_closes(running) + SECOND)
    answer = second.hold()
    assert answer.status_code == 409
    assert CLOSED in answer.content.decode()
    assert Enrollment.objects.filter(member=second.member).count() == 0
    first.to_pay()  # case 60: what was held before is good
    first.pay()
    till.deliver()
    assert (first.seat.state, first.seat.begins_with) == ("active", 3)


def test_two_buyers_of_one_seat_at_a_gate(till: Till) -> None:
    cohort = make_running(capacity=2)
    make_enrollment(cohort)
    first, second = till.payer(cohort), till.payer(cohort)
    first.go_to_stripe()
    assert second.hold().status_code == 409
    first.pay()
    till.deliver()
    assert (first.seat.state, first.seat.seat_no) == ("active", 2)
    assert Enrollment.objects.filter(member=second.member).count() == 0


def move_third(cohort: Cohort, by: Account) -> None:
    meeting = cohort.sessions.get(number=3)
    at = meeting.starts_at + DAY
    move_meeting(meeting, starts_at=at, note="", by=by, now=clock.now())


def cancel_second(cohort: Cohort, by: Account) -> None:
    cancel_meeting(cohort.sessions.get(number=2), note="", by=by, now=clock.now())


def cancel_third(cohort: Cohort, by: Account) -> None:
    cancel_meeting(cohort.sessions.get(number=3), note="", by=by, now=clock.now())


@pytest.mark.parametrize(
    ("act", "dates"),
    [
        (move_third, ["09-23", "09-29", "10-06", "10-13"]),
        (cancel_second, ["09-29", "10-06", "10-13", "10-20"]),
        (cancel_third, ["09-29", "10-06", "10-13", "10-20"]),
    ],
)
def test_a_gate_that_moves_while_somebody_holds_takes_their_dates_along_and_not_their_price(
    till: Till, running: Cohort, act: Callable[[Cohort, Account], None], dates: list[str]
) -> None:
    payer = till.payer(running)
    payer.go_to_stripe()
    act(running, make_staff(Role.COORDINATOR))
    payer.pay()
    till.deliver()
    assert (payer.seat.state, payer.order.amount_minor) == ("active", 32000)
    (letter,) = [one for one in delivered(to=payer.account.email) if one.invitations]
    assert [f"{at.starts_at:%m-%d}" for at in letter.invitations] == dates
    assert running.weeks.get(week__number=3).session.starts_at == letter.invitations[0].starts_at


def test_whoever_has_a_seat_and_begins_later_hears_of_it_once(till: Till, running: Cohort) -> None:
    payer, starter = till.enrolled(running), make_enrollment(running, activated_at=NOW)
    delivered()
    cancel_second(running, make_staff(Role.COORDINATOR))
    look_in(running)
    letters = [
        one
        for one in delivered(to=payer.account.email)
        if one.subject.startswith("You begin later")
    ]
    (letter,) = letters
    assert letter.subject == "You begin later: Tuesday 29 September"
    assert "You have 4 dates, as before" in letter.text
    assert [(f"{at.starts_at:%m-%d}", at.status) for at in letter.invitations] == [
        ("09-22", "CANCELLED"), ("09-29", "CONFIRMED"), ("10-06", "CONFIRMED"),
        ("10-13", "CONFIRMED"), ("10-20", "CONFIRMED"),
    ]  # fmt: skip
    others = delivered(to=starter.member.account.email)
    assert not [one for one in others if "begin later" in one.subject]


def test_a_full_group_has_a_waiting_list_for_its_gate_and_offers_end_with_it(till: Till) -> None:
    cohort = make_running(capacity=2)
    leaving = make_enrollment(cohort)
    make_enrollment(cohort)
    payer = till.payer(cohort)
    words = said(payer.client, f"/enrol/{cohort.slug}/wait/")
    assert "newcomers begin with this session" in words
    assert "for 4 of 6 sessions" in words
    entry = wait(payer)
    clock.move_to(gate_closes(cohort) - timedelta(hours=9))
    cancel_seat(leaving, reason="left", now=clock.now())
    assert state(entry) == "offered"
    entry.refresh_from_db()
    assert entry.seat is not None
    assert (entry.seat.begins_with, entry.seat.hold_until) == (3, gate_closes(cohort))
    link = link_of(payer)
    assert "4 of 6 sessions" in said(payer.client, link)
    payer.client.post(link, {"answer": "yes"})
    assert (payer.seat.state, payer.order.amount_minor) == ("held", 32000)
    payer.to_pay()
    payer.pay()
    till.deliver()
    assert (payer.seat.state, payer.seat.begins_with) == ("active", 3)


def test_a_list_ends_with_its_gate_and_nobody_is_moved_to_another_date(till: Till) -> None:
    cohort = make_running(capacity=2)
    for _seat in range(2):
        make_enrollment(cohort)
    entry = wait(till.payer(cohort))
    clock.move_to(gate_closes(cohort) - SECOND)
    till.work()
    assert state(entry) == "waiting"
    clock.move_to(gate_closes(cohort) + SECOND)
    till.work()
    assert state(entry) == "closed"
    assert not WaitingEntry.objects.open().exists()


@pytest.mark.parametrize("begun", [False, True])
def test_money_for_a_seat_that_went_back_buys_it_until_the_module_begins_and_goes_back_then(
    till: Till, running: Cohort, begun: bool
) -> None:
    payer = till.payer(running)
    clock.move_to(gate_closes(running) - SECOND)
    payer.go_to_stripe()
    till.stripe.pay_by_bank(payer.attempt.url)
    till.deliver()
    release_seat(payer.seat, reason="over", now=clock.now())
    clock.move_to(running.sessions.get(number=3).starts_at + (SECOND if begun else -SECOND))
    look_in(running)
    till.stripe.control("settle", session=payer.attempt.stripe_session_id)
    till.deliver()
    till.work()
    assert payer.seat.state == ("released" if begun else "active")
    assert till.payments() == ["late" if begun else "applied"]


def test_by_hand_the_same_share_is_proposed_and_agreed(
    till: Till, running: Cohort, desk: Client
) -> None:
    path = reverse("desk-enrol", args=[running.slug])
    assert path in desk.get(reverse("desk-cohort", args=[running.slug])).content.decode()
    assert "4 of 6 sessions cost £320" in said(desk, path)
    ada = {
        "email": "ada@example.org", "name": "Ada", "country": "GB", "time_zone": "Europe/London",
        "way": "invoice", "reason": "Invoice 2026-17",
    }  # fmt: skip
    assert desk.post(path, ada).status_code == 302
    order = Order.objects.get()
    assert (order.amount_minor, order.part_sessions, order.seat.begins_with) == (32000, 4, 3)
    clock.move_to(gate_closes(running) + SECOND)
    answer = desk.post(path, ada | {"email": "bo@example.org", "name": "Bo"})
    assert answer.status_code == 409
    assert "takes nobody at the moment" in answer.content.decode()
    assert not Account.objects.filter(email="bo@example.org").exists()


@given(
    amount=st.integers(0, 99_999_999),
    currency=st.sampled_from(sorted(CURRENCIES)),
    of=st.integers(1, 60),
    data=st.data(),
)
def test_a_share_never_favours_the_house(
    amount: int, currency: str, of: int, data: st.DataObject
) -> None:
    sessions = data.draw(st.integers(1, of))
    share = share_of(amount, currency, sessions=sessions, of=of)
    assert share * of <= amount * sessions
    assert share == 0 or sessions == of or share >= smallest_charge(currency)
    assert share == amount or not (currency in THREE_DECIMAL and share % 10)
    assert share_of(amount, currency, sessions=of, of=of) == amount
    fewer = share_of(amount, currency, sessions=sessions - 1, of=of) if sessions > 1 else 0
    assert fewer <= share
