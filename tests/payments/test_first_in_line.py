"""Late and full (payments.md, 34): the money goes back, and they stand before all who wait."""

from datetime import timedelta

import pytest
from django.test import Client

import clock
from accounts.models import Intake
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.models import Enrollment, WaitingEntry
from groups.seats.actions import change_capacity, release_seat
from payments.models import Refund
from payments.prices.actions import set_price
from payments.settling import letters
from payments.settling.reasons import Freed
from tests.factories import NOW, make_cohort, make_enrollment, make_session
from tests.letters import delivered
from tests.payments.test_letters import TELLING
from tests.payments.test_waiting import join, leaves, link_of, read, state, wait
from tests.payments.till import Payer, Till

FIRST = "near the front"
FIRST_AT_ALL = "offered to you first"


@pytest.fixture
def cohort(till: Till) -> Cohort:
    """A group of two with one seat free."""
    cohort = till.cohort(capacity=2)
    make_enrollment(cohort)
    return cohort


def meets_a_full_group(till: Till, cohort: Cohort, *, discreet: bool = False) -> Payer:
    """Their seat went back while their payment page stood open, and somebody else has it now."""
    payer = till.payer(cohort, discreet=discreet)
    payer.go_to_stripe()
    release_seat(payer.seat, reason="freed by hand", now=clock.now())
    make_enrollment(cohort)
    return payer


def pays_late(till: Till, payer: Payer) -> None:
    payer.pay()
    till.deliver()
    till.work()
    assert till.payments() == ["late"]
    assert Refund.objects.get().state == "succeeded"


def apology(payer: Payer) -> str:
    """The newest apology, whose text and HTML say the same, on one line."""
    (letter,) = [
        one for one in delivered(to=payer.account.email) if "on its way back" in one.subject
    ]
    text, html = (" ".join(body.split()) for body in (letter.text, letter.html))
    assert (FIRST in text, FIRST_AT_ALL in text) == (FIRST in html, FIRST_AT_ALL in html)
    return text


@pytest.mark.parametrize("discreet", [False, True])
def test_case_34b_late_and_full_goes_first_and_is_told_so(
    till: Till, cohort: Cohort, discreet: bool
) -> None:
    payer = meets_a_full_group(till, cohort, discreet=discreet)
    other = till.payer(cohort)
    before = wait(other)

    pays_late(till, payer)

    told = apology(payer)
    assert "£480, is on its way back" in told
    assert FIRST in told
    assert FIRST_AT_ALL in told
    assert "/today/" in told
    assert (cohort.name in told) is not discreet
    assert not discreet or not TELLING.search(told)
    page = payer.come_back().content.decode()
    assert FIRST in page
    assert "Leave the waiting list" in read(payer.client, "/today/")
    assert FIRST in read(payer.client, "/today/")
    leaves(cohort)
    assert [state(one) for one in (first(payer), before)] == ["offered", "waiting"]
    payer.client.post(link_of(payer), {"answer": "yes"})
    payer.to_pay()
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert (state(before), till.payments()) == ("waiting", ["applied", "late"])


def first(payer: Payer) -> WaitingEntry:
    return WaitingEntry.objects.get(member=payer.member, cohort=payer.cohort)


def test_case_34c_whoever_waits_already_moves_up_and_stands_there_once(
    till: Till, cohort: Cohort
) -> None:
    payer = meets_a_full_group(till, cohort)
    others = [wait(till.payer(cohort)) for _one in range(4)]
    mine = wait(payer)
    fifth = wait(till.payer(cohort))
    assert "in the middle" in read(payer.client, "/today/")

    pays_late(till, payer)
    till.deliver()
    payer.come_back()
    till.settle_down()

    assert first(payer) == mine  # get() finds one alone
    assert payer.letters(letters.LATE_AND_FULL) == 1
    assert Entry.objects.filter(act="waiting.put-first").count() == 1
    assert FIRST in apology(payer)
    assert FIRST in read(payer.client, "/today/")
    leaves(cohort)
    assert state(mine) == "offered"
    assert {state(one) for one in [*others, fifth]} == {"waiting"}


def test_case_34d_of_two_who_paid_late_the_earlier_is_first(till: Till, cohort: Cohort) -> None:
    payers = [meets_a_full_group(till, cohort), till.payer(cohort)]
    leaves(cohort)
    payers[1].go_to_stripe()
    release_seat(payers[1].seat, reason="freed by hand", now=clock.now())
    make_enrollment(cohort)
    before = wait(till.payer(cohort))
    for payer in payers:
        payer.pay()
        till.deliver()
        till.later(timedelta(minutes=1))
    leaves(cohort)
    assert [state(first(payer)) for payer in payers] == ["offered", "waiting"]
    leaves(cohort)
    assert [state(first(payer)) for payer in payers] == ["offered", "offered"]
    assert state(before) == "waiting"


def test_case_34e_whoever_does_not_want_to_wait_leaves_and_comes_back_as_the_last(
    till: Till, cohort: Cohort
) -> None:
    payer, other = meets_a_full_group(till, cohort), till.payer(cohort)
    before = wait(other)
    pays_late(till, payer)
    page = f"/enrol/{cohort.slug}/wait/"
    stranger = other.client.post(f"{page}leave/", {"who": str(payer.member.pk)})
    assert (stranger.status_code, state(first(payer))) == (404, "waiting")

    payer.client.post(f"{page}leave/", {"who": str(payer.member.pk)})

    assert state(first(payer)) == "left"
    assert FIRST not in payer.come_back().content.decode()
    assert FIRST not in apology(payer)  # the letter had not left: it says what is so
    join(payer.client, cohort, payer.member)
    leaves(cohort)
    again = WaitingEntry.objects.filter(member=payer.member).latest("joined_at")
    assert [state(again), state(before)] == ["waiting", "offered"]


def test_case_34f_where_enrolment_has_closed_nobody_is_told_to_wait(
    till: Till, cohort: Cohort
) -> None:
    clock.move_to(cohort.enrolment_closes_at - timedelta(minutes=20))
    payer = meets_a_full_group(till, cohort)
    till.later(timedelta(minutes=25))

    pays_late(till, payer)

    assert not WaitingEntry.objects.exists()
    assert FIRST not in apology(payer)
    page = payer.come_back().content.decode()
    assert "We are sorry" in page
    assert FIRST not in page


def test_case_34g_an_offer_is_not_promised_to_whoever_could_not_have_it(
    till: Till, cohort: Cohort
) -> None:
    """Too young to enrol alone, seated in a sister group meanwhile, and an account that closed."""
    young = meets_a_full_group(till, cohort)
    Enrollment.objects.filter(pk=young.seat.pk).update(end_reason=Freed.TOO_YOUNG)
    Intake.objects.filter(member=young.member).update(birth_year=None)
    cohort.refresh_from_db()
    change_capacity(cohort, capacity=3, by=young.account, now=clock.now())
    seated = meets_a_full_group(till, cohort)
    sister = make_cohort(course=cohort.course)
    make_session(sister)
    set_price(sister, amount_minor=48000, currency="GBP", now=NOW)
    make_enrollment(sister, member=seated.member)
    cohort.refresh_from_db()
    change_capacity(cohort, capacity=4, by=young.account, now=clock.now())
    closed = meets_a_full_group(till, cohort)
    closed.account.is_active = False
    closed.account.save()

    for payer in (young, seated, closed):
        payer.pay()
    till.deliver()
    till.work()

    assert till.payments() == ["late"] * 3
    assert not WaitingEntry.objects.exists()
    for payer in (young, seated, closed):
        assert FIRST not in apology(payer)


def test_case_33a_late_while_a_seat_is_offered_to_them_is_seated_there(
    till: Till, cohort: Cohort
) -> None:
    payer = meets_a_full_group(till, cohort)
    still_open = payer.attempt.url
    mine, other = wait(payer), wait(till.payer(cohort))
    leaves(cohort)
    assert (state(mine), state(other)) == ("offered", "waiting")
    path = link_of(payer)

    till.stripe.pay(still_open)
    till.deliver()
    till.work()

    seats = Enrollment.objects.filter(member=payer.member).order_by("held_at")
    assert [seat.state for seat in seats] == ["active", "released"]
    assert (state(mine), state(other)) == ("accepted", "waiting")
    assert till.payments() == ["applied"]
    assert payer.letters() == 1
    assert "You said yes" in read(payer.client, path)
    assert payer.client.post(path, {"answer": "no"}).status_code == 200
    assert seats[0].state == "active"


def test_a_coordinator_reads_why_somebody_goes_first(
    till: Till, cohort: Cohort, desk: Client
) -> None:
    payer = meets_a_full_group(till, cohort)
    wait(till.payer(cohort))
    page = f"/desk/groups/{cohort.slug}/"
    assert "Goes before the others" not in read(desk, page)

    pays_late(till, payer)

    told = read(desk, page)
    assert told.count("Goes before the others: they had paid, and the seat was gone") == 1
    line = told[told.index("Who waits, the first one first") :]
    assert line.index(payer.member.name) < line.index("Is asked after those before them")
    header, top, below = desk.get(f"{page}?csv=waiting").content.decode().splitlines()
    column = header.split(",").index("Goes before the others")
    assert [line.split(",")[column] for line in (top, below)] == ["yes", "no"]
