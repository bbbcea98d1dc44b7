"""Everything that happened to a seat and its money, on one page of the desk."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from groups.models import Enrollment, WaitingEntry
from payments.models import ExceptionCase, HandReturn, Order, Payment, Refund
from tests.factories import make_member, make_staff
from tests.letters import delivered
from tests.payments.refunding import pay_back
from tests.payments.test_by_hand import enrol, the_seat
from tests.payments.test_money_back import coordinator, intent_of
from tests.payments.till import DECLINED, LATE, Payer, Till
from tests.signin import sign_in
from tests.spreadsheet.test_files import file_at

LINE = re.compile(r"<li>\s*<time[^>]*>[^<]*</time>(.*?)</li>", re.DOTALL)


def story(desk: Client, seat: Enrollment) -> list[str]:
    """The lines of its page, the oldest first, without their moments."""
    page = desk.get(reverse("desk-seat-story", args=[seat.pk]))
    assert page.status_code == 200
    lines = LINE.findall(page.content.decode())
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in lines]


def in_order(lines: list[str], *parts: str) -> None:
    """Asserts that lines which begin so follow each other in that order, others between them."""
    rest = iter(lines)
    for part in parts:
        assert any(line.startswith(part) for line in rest), f"{part!r} is not there, or too early"


def test_a_paid_seat_is_told_from_its_hold_to_its_letter(till: Till, desk: Client) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.later(timedelta(minutes=1))
    payer.pay(DECLINED)
    till.deliver()
    till.later(timedelta(seconds=20))
    payer.pay()
    till.deliver()
    delivered(now=clock.now())

    lines = story(desk, payer.seat)

    intent = intent_of(payer)
    in_order(
        lines,
        "A seat is held for them · the payer seat 1",
        f"A payment page was opened · the payer {payer.attempt.stripe_session_id}",
        "Stripe told us: the card was declined · Stripe evt_",
        f"Paid · the payer £480.00 · {intent}",
        "Stripe told us: the payer is done · Stripe evt_",
        "Letter: Confirmation of a seat · our letters "
        f"{payer.account.email} · sent",
    )  # fmt: skip
    assert (
        f"Ordered, at the price of that moment · the payer £480.00 · {payer.order.number}" in lines
    )
    assert "The seat is theirs · the payment" in lines
    heard = "We heard of the payment: it pays this order · Stripe's message"
    assert f"{heard} with us then: £480.00" in lines
    # The order's page tells the same.
    page = desk.get(reverse("desk-order", args=[payer.order.pk])).content.decode()
    assert intent in page
    assert "Letter: Confirmation of a seat" in page


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("return", "the payer, who came back from the payment page"),
        ("round", "our own round, which asks Stripe"),
        ("desk", "a coordinator, who asked Stripe"),
    ],
)
def test_it_says_who_told_us_first(till: Till, desk: Client, way: str, told: str) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.hold_webhooks()
    payer.pay()
    if way == "return":
        payer.come_back()
    elif way == "round":
        till.later(timedelta(minutes=5))
        till.work()
    else:
        desk.post(reverse("desk-order-sync", args=[payer.order.pk]))

    assert Payment.objects.get().heard_by == way
    heard = f"We heard of the payment: it pays this order · {told} with us then: £480.00"
    assert heard in story(desk, payer.seat)
    till.deliver()
    assert Payment.objects.get().heard_by == way  # whoever comes later changes nothing


def test_an_unpaid_hold_says_why_it_ended_and_for_whom(till: Till, desk: Client) -> None:
    payer, other = till.payer(till.cohort()), till.enrolled(till.cohort())
    payer.go_to_stripe()
    till.later(LATE)
    till.work()
    delivered(now=clock.now())

    lines = story(desk, payer.seat)

    in_order(
        lines,
        "A seat is held for them",
        "A payment page was opened",
        "The payment page closed, nothing was paid",
        "The seat went back to the group · our own round nobody paid in time",
        "Letter: A seat is kept no longer",
    )
    # Nothing of somebody else's seat.
    assert not any(other.account.email in line or intent_of(other) in line for line in lines)


def test_waiting_is_told_up_to_the_seat(till: Till, desk: Client) -> None:
    cohort = till.cohort(capacity=1)
    first, second = till.enrolled(cohort), till.payer(cohort)
    second.client.post(f"/enrol/{cohort.slug}/wait/", {"who": str(second.member.pk)})
    assert WaitingEntry.objects.get().is_waiting
    till.later(timedelta(minutes=1))
    desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 2})
    till.work()
    delivered(now=clock.now())

    lines = story(desk, second.seat)

    in_order(
        lines,
        "They joined the waiting list · the member",
        "The group's seats were changed from 1 to 2 · coordinator",
        "A seat is offered to them from the waiting list · the waiting list seat 2",
        "Letter: A seat is offered",
    )
    assert not any("changed from 1 to 2" in line for line in story(desk, first.seat))
    page = desk.get(reverse("desk-seat-story", args=[second.seat.pk])).content.decode()
    assert "Nothing was ordered for this seat." in page


def test_refunds_and_cases_name_who_did_them_and_keep_their_words(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    mara = make_staff(Role.COORDINATOR, "mara@example.org", first_name="Mara", last_name="Hill")
    desk = sign_in(Client(), mara)
    pay_back(desk, payer.order, basis="own", amount="50", seat="keep", reason="Fell ill")
    till.work()
    till.deliver()
    till.later(timedelta(minutes=1))
    till.stripe.client().v1.refunds.create({"payment_intent": intent_of(payer)})
    till.deliver()
    case = ExceptionCase.objects.get()
    decided = {"reason": "Stays as a guest", "decision": "close"}
    desk.post(f"/desk/cases/{case.pk}/resolve/", decided)

    lines = story(desk, payer.seat)

    in_order(
        lines,
        "Money is sent back · coordinator Mara Hill £50.00 · A sum of your own “Fell ill”",
        "The refund went through · Stripe £50.00 · re_",
        "Money is sent back · Stripe's dashboard £430.00",
        "A case was opened: Refunded in Stripe's own dashboard",
        "The case was closed: Refunded in Stripe's own dashboard · coordinator Mara Hill "
        "“Stays as a guest”",
    )
    rows = file_at(desk, reverse("desk-seat-story", args=[payer.seat.pk]), csv="story")
    (sent,) = [row for row in rows if row["Their words"] == "Fell ill"]
    assert sent["Who or what did it"] == "coordinator Mara Hill"
    assert [row["What"] for row in rows] == [
        row["What"] for row in
        file_at(desk, reverse("desk-order", args=[payer.order.pk]), csv="story")
    ]  # fmt: skip


def test_money_by_hand_is_told_with_its_words(till: Till, desk: Client) -> None:
    enrol(desk, till.cohort(), reason="Invoice 77")
    order = Order.objects.get()
    desk.post(reverse("desk-order-received", args=[order.pk]), {"words": "Statement 9"})
    pay_back(desk, order, basis="own", amount="80", seat="keep", reason="One session less")
    pay_back(desk, order, reason="Moved away")

    in_order(
        story(desk, the_seat()),
        "Enrolled by hand · coordinator",
        "The money is here · coordinator",
        "A part was given back by hand · coordinator",
        "Given back by hand · coordinator",
    )
    told = " ".join(story(desk, the_seat()))
    for words in ("Invoice 77", "Statement 9", "One session less", "Moved away"):
        assert f"“{words}”" in told
    assert "£80.00 · A sum of your own · with us then: £400.00" in told
    assert "Given back by hand · coordinator sam@example.org £400.00" in told


def test_what_a_coordinator_wrote_is_nobody_elses_to_read(till: Till, desk: Client) -> None:
    payer, mate = till.enrolled(till.cohort()), till.enrolled(till.cohort())
    pay_back(desk, payer.order, basis="own", amount="50", seat="keep", reason="A secret")
    path = reverse("desk-seat-story", args=[payer.seat.pk])
    assert "A secret" in desk.get(path).content.decode()

    people = [payer.client, mate.client]
    people += [sign_in(Client(), make_staff(role)) for role in (Role.FACILITATOR, Role.MARKETER)]
    for person in people:
        for address in (path, path + "?csv=story"):
            answer = person.get(address)
            assert answer.status_code == 403
            assert "A secret" not in answer.content.decode()
    assert Client().get(path).status_code == 302
    assert desk.get(reverse("desk-seat-story", args=[make_member().pk])).status_code == 404


def _everything_twice(till: Till, payer: Payer, desk: Client, number: int) -> None:
    """One more of each kind of row of that order."""
    order, now = payer.order, clock.now()
    due, payment = order.dues.get(), order.payments.first()
    assert payment is not None
    due.attempts.create(
        stripe_session_id=f"cs_more_{number}", state="expired", began_at=now, ended_at=now,
        expires_at=now, checked_at=now,
    )  # fmt: skip
    more = Payment.objects.create(
        order=order, stripe_payment_intent=f"pi_more_{number}", amount_minor=100, currency="GBP",
        state="duplicate", paid_at=now, settled_at=now,
    )  # fmt: skip
    Refund.objects.create(
        payment=more, stripe_refund_id=f"re_more_{number}", amount_minor=100, currency="GBP",
        reason="duplicate", state="succeeded", asked_at=now, ended_at=now, next_try_at=now,
        asked_by=make_staff(Role.COORDINATOR),
    )  # fmt: skip
    more.disputes.create(
        stripe_dispute_id=f"du_more_{number}", status="lost", amount_minor=100, currency="GBP",
        opened_at=now,
    )  # fmt: skip
    ExceptionCase.objects.create(
        kind="dispute", key=f"more-{number}", order=order, payment=more, opened_at=now,
        state="resolved", resolved_at=now, resolved_by=make_staff(Role.COORDINATOR),
    )  # fmt: skip
    WaitingEntry.objects.create(
        cohort=payer.cohort, member=payer.member, state="left", joined_at=payer.seat.held_at,
        ended_at=now,
    )  # fmt: skip


@pytest.mark.parametrize("page", ["desk-seat-story", "desk-order"])
def test_it_asks_for_one_of_each_as_often_as_for_three(till: Till, desk: Client, page: str) -> None:
    payer = till.enrolled(till.cohort())
    till.check_at_end = False  # rows of no payment
    key = payer.seat.pk if page == "desk-seat-story" else payer.order.pk

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse(page, args=[key])).status_code == 200
        return len(seen)

    _everything_twice(till, payer, desk, 1)
    queries()
    one = queries()
    _everything_twice(till, payer, desk, 2)
    _everything_twice(till, payer, desk, 3)
    assert len(story(desk, payer.seat)) > 20
    assert queries() == one
    assert one <= 32
    assert not HandReturn.objects.exists()


def test_the_ways_to_it_stand_where_somebody_looks(till: Till, desk: Client) -> None:
    payer = till.enrolled(till.cohort())
    seat = reverse("desk-seat-story", args=[payer.seat.pk])

    person = desk.get(reverse("desk-person", args=[payer.member.pk])).content.decode()
    group = desk.get(reverse("desk-cohort", args=[payer.cohort.slug])).content.decode()

    assert f'href="{seat}"' in person
    assert f'href="{seat}"' in group
    assert coordinator().get(seat).status_code == 200
