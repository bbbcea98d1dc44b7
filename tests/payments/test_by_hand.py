"""Somebody is enrolled by a coordinator and pays past Stripe: the seat, the money, the answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account, Intake, Member
from audit.models import Entry
from groups.links.tokens import link_path
from groups.members.letters import PART_ENDED
from groups.models import Cohort, Enrollment
from outbox.models import Letter
from payments.by_hand.models import HandPayment
from payments.checkout.actions import PaidAlready, start_checkout
from payments.ledger.queries import ledger_totals, paid_for
from payments.models import ExceptionCase, LedgerEntry, Order
from payments.prices.models import Price
from payments.settling import letters
from tests.answers import Answer
from tests.factories import make_account, make_enrollment, make_member
from tests.letters import delivered
from tests.payments.refunding import pay_back
from tests.payments.test_letters import BARE_LINKS, TELLING, both
from tests.payments.till import Till
from tests.signin import sign_in

ADA = {
    "email": "ada@example.org",
    "name": "Ada",
    "way": "invoice",
    "reason": "Invoice 2026-17",
    "country": "GB",
    "time_zone": "Europe/London",
}
ROOM_OPENS_IN = timedelta(days=7, hours=4, minutes=50)  # from NOW, ten minutes before the first


def enrol(desk: Client, cohort: Cohort, **answers: Any) -> Answer:
    """Sends the form of the desk."""
    return desk.post(reverse("desk-enrol", args=[cohort.slug]), ADA | answers)


def the_seat() -> Enrollment:
    """The one that was given by hand."""
    return Enrollment.objects.select_related("member__account", "order").get(by_hand=True)


def test_somebody_new_gets_seat_account_and_letter_and_stripe_hears_nothing(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort()
    before = len(till.stripe.look("requests")["data"])

    answer = enrol(desk, cohort, email="Ada@Example.org", reason="Invoice 2026-17")

    assert answer.status_code == 302
    seat = the_seat()
    assert (seat.state, seat.seat_no, seat.hold_until) == ("active", 1, None)
    assert (seat.member.name, seat.member.account.email) == ("Ada", "ada@example.org")
    order = Order.objects.get()
    assert (order.state, order.amount_minor, order.by_hand.state) == ("open", 48000, "owed")
    assert order.by_hand.reason == "Invoice 2026-17"
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_minor) == ("agreed_by_hand", 0)
    assert paid_for(order) == {"GBP": 0}
    (letter,) = delivered(to="ada@example.org", now=clock.now())
    assert letter.subject == f"You have a seat in {cohort.name}"
    for words in both(letter):
        assert "Agreed: £480, which has yet to reach us" in words
        assert "Paid:" not in words
    assert link_path(seat, cohort.sessions.get(number=1)) in letter.text
    assert reverse("enrol-answers", args=[seat.pk]) in letter.text
    assert len(letter.invitations) == 3
    assert len(till.stripe.look("requests")["data"]) == before
    done_by = Entry.objects.filter(member_id=seat.member_id).values_list("act", "actor_id")
    sam = Account.objects.get(email="sam@example.org").pk
    assert {("seat.held", sam), ("seat.activated", sam), ("order.placed", sam)} <= set(done_by)


@pytest.mark.parametrize("way", ["invoice", "cash", "transfer", "insurer"])
def test_money_that_is_here_pays_the_order_and_stands_in_the_ledger_of_its_own_kind(
    till: Till, desk: Client, way: str
) -> None:
    enrol(desk, till.cohort(), way=way, received="on")

    order = Order.objects.get()
    assert (order.state, order.by_hand.way, order.by_hand.state) == ("paid", way, "received")
    assert paid_for(order) == {"GBP": 48000}
    assert ledger_totals() == {}
    (letter,) = delivered(to=ADA["email"], now=clock.now())
    assert "Paid: £480" in letter.text


def test_free_of_charge_owes_nothing_and_keeps_why(till: Till, desk: Client) -> None:
    enrol(desk, till.cohort(), way="free", reason="Hardship fund", received="on")

    order = Order.objects.get()
    assert (order.state, order.amount_minor, order.by_hand.state) == ("paid", 0, "free")
    assert paid_for(order) == {"GBP": 0}
    page = desk.get(reverse("desk-order", args=[order.pk])).content.decode()
    assert "Hardship fund" in page
    (letter,) = delivered(to=ADA["email"], now=clock.now())
    assert "Nothing to pay" in letter.text


def test_a_reason_is_sealed_and_the_payer_never_reads_it(till: Till, desk: Client) -> None:
    enrol(desk, till.cohort(), reason="Approval F33.1")

    order = Order.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM payments_handpayment")
        assert "F33" not in cursor.fetchone()[0]
    assert "F33" not in "".join(map(str, Entry.objects.values_list("facts", flat=True)))
    payer = sign_in(Client(), order.payer)
    for name in ("order", "checkout-success"):
        page = payer.get(reverse(name, args=[order.pk])).content.decode()
        assert "F33" not in page
        assert "has yet to reach us" in page
    assert "Approval F33.1" in desk.get(reverse("desk-order", args=[order.pk])).content.decode()


def _full(cohort: Cohort) -> dict[str, str]:
    while cohort.enrollments.occupying().count() < cohort.capacity:
        make_enrollment(cohort)
    return {}


def _closed(cohort: Cohort) -> dict[str, str]:
    Cohort.objects.filter(pk=cohort.pk).update(enrolment_closes_at=clock.now())
    return {}


def _running(cohort: Cohort) -> dict[str, str]:
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.RUNNING)
    return {}


def _without_price(cohort: Cohort) -> dict[str, str]:
    Price.objects.all().delete()
    return {}


def _there_already(cohort: Cohort) -> dict[str, str]:
    make_enrollment(cohort, make_member(make_account("bo@example.org"), name="Bo"))
    return {"email": "bo@example.org", "name": "bo"}


def _paying_online(cohort: Cohort) -> dict[str, str]:
    member = make_member(make_account("bo@example.org"), name="Bo")
    make_enrollment(cohort, member, state="held")
    return {"email": "bo@example.org", "name": "Bo"}


def _others_there(_cohort: Cohort) -> dict[str, str]:
    make_member(make_account("bo@example.org"), name="Bo")
    return {"email": "bo@example.org", "name": "Robin"}


def _closed_account(_cohort: Cohort) -> dict[str, str]:
    make_account("bo@example.org", is_active=False)
    return {"email": "bo@example.org"}


def _too_young(_cohort: Cohort) -> dict[str, str]:
    member = make_member(make_account("bo@example.org"), name="Bo")
    Intake.objects.create(
        member=member, birth_year=2012, understood_at=clock.now(), updated_at=clock.now()
    )
    return {"email": "bo@example.org", "name": "Bo"}


@pytest.mark.parametrize(
    ("stands", "sentence"),
    [
        (_full, "Every seat of this group is taken, held, or kept for somebody"),
        (_closed, "This group takes nobody at the moment"),
        (_running, "This group takes nobody at the moment"),
        (_without_price, "Please set the price of a seat first."),
        (_there_already, "They have a seat in this group already."),
        (_paying_online, "They hold a seat in this group until"),
        (_others_there, "its people are called: Bo."),
        (_closed_account, "The account of this address was closed."),
        (_too_young, "too young for it."),
    ],
)
def test_where_a_seat_cannot_be_given_a_sentence_says_why_and_nobody_was_made(
    till: Till, desk: Client, stands: Any, sentence: str
) -> None:
    cohort = till.cohort(capacity=2)
    answers = stands(cohort)
    before = [Enrollment.objects.count(), Account.objects.count(), Member.objects.count()]

    answer = enrol(desk, cohort, **answers)

    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert [Enrollment.objects.count(), Account.objects.count(), Member.objects.count()] == before
    assert not HandPayment.objects.exists()
    assert not Letter.objects.exists()
    till.check_at_end = False  # seats of factories have no orders


@pytest.mark.parametrize("missing", ["email", "name", "way", "reason", "country", "time_zone"])
def test_what_is_not_filled_in_is_asked_for(till: Till, desk: Client, missing: str) -> None:
    answer = enrol(desk, till.cohort(), **{missing: ""})

    assert answer.status_code == 400
    assert not Enrollment.objects.exists()


def test_a_second_click_finds_the_seat_taken(till: Till, desk: Client) -> None:
    cohort = till.cohort()
    assert enrol(desk, cohort).status_code == 302

    answer = enrol(desk, cohort)

    assert "They have a seat in this group already." in answer.content.decode()
    assert Order.objects.count() == Member.objects.count() == 1
    assert Letter.objects.filter(kind=letters.CONFIRMATION).count() == 1


def test_somebody_known_keeps_their_name_zone_and_discreet_letters(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort()
    member = make_member(
        make_account("ada@example.org", time_zone="Asia/Tokyo"), name="Ada", discreet=True
    )

    assert enrol(desk, cohort, name="ADA").status_code == 302

    assert the_seat().member == member
    assert Account.objects.get(pk=member.account_id).time_zone == "Asia/Tokyo"
    (letter,) = delivered(to="ada@example.org", now=clock.now())
    for words in [letter.subject, *(BARE_LINKS.sub("", words) for words in both(letter))]:
        assert not TELLING.search(words), TELLING.search(words)
        assert cohort.name not in words


def test_money_that_comes_later_is_noted_once(till: Till, desk: Client) -> None:
    enrol(desk, till.cohort())
    order = Order.objects.get()
    path = reverse("desk-order-received", args=[order.pk])

    for _click in range(2):
        assert desk.post(path, {"words": "Statement 9"}).status_code == 302

    order.refresh_from_db()
    assert (order.state, order.by_hand.state) == ("paid", "received")
    assert paid_for(order) == {"GBP": 48000}
    assert LedgerEntry.objects.filter(kind="received_by_hand").count() == 1
    page = desk.get(reverse("desk-order", args=[order.pk])).content.decode()
    assert "Statement 9" in page
    assert "Ask Stripe now" not in page


def test_what_came_by_hand_is_given_back_by_hand_and_written_down(till: Till, desk: Client) -> None:
    cohort = till.cohort()
    enrol(desk, cohort, received="on")
    delivered(now=clock.now())
    seat, order = the_seat(), Order.objects.get()
    desk.post(reverse("desk-order-end", args=[order.pk]), {"reason": "It is here already"})
    pay_back(desk, order, reason="")
    assert the_seat().enrolled

    answer = pay_back(desk, order, reason="Moved away", follow=True)

    assert "Now give the money back by hand." in answer.content.decode()
    assert "Moved away" in answer.content.decode()
    order.refresh_from_db()
    assert (order.state, order.by_hand.state) == ("refunded", "returned")
    assert (the_seat().state, the_seat().epoch) == ("cancelled", 2)
    assert paid_for(order) == {"GBP": 0}
    letter = delivered(to=ADA["email"], now=clock.now())[-1]
    assert "We give £480 back to whoever paid it." in letter.text
    assert "card or account" not in letter.text
    payer = sign_in(Client(), order.payer)
    shown = payer.get(reverse("checkout-success", args=[order.pk])).content.decode()
    assert "Your money comes back" in shown
    assert payer.get(link_path(seat, cohort.sessions.get(number=1))).status_code == 410
    again = pay_back(desk, order, reason="Once more")
    assert "There is nothing to pay back" in again.content.decode()
    assert LedgerEntry.objects.filter(kind="returned_by_hand").count() == 1


def test_what_never_came_is_not_owed_any_more_when_the_part_ends(till: Till, desk: Client) -> None:
    enrol(desk, till.cohort())
    order = Order.objects.get()

    desk.post(reverse("desk-order-end", args=[order.pk]), {"reason": "Insurer said no"})

    order.refresh_from_db()
    assert (order.state, order.by_hand.state) == ("void", "called_off")
    assert the_seat().state == "cancelled"
    assert Letter.objects.filter(kind=PART_ENDED).count() == 1
    page = sign_in(Client(), order.payer).get(reverse("order", args=[order.pk]))
    assert "nothing is owed" in page.content.decode()


def test_money_by_hand_is_no_exception_to_reconcile_and_is_never_paid_at_stripe(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort()
    enrol(desk, cohort, received="on")
    enrol(desk, cohort, email="bo@example.org", name="Bo")
    paid, owed = Order.objects.order_by("enrollment__seat_no")
    desk.post(reverse("desk-remove", args=[cohort.slug, 1]), {"reason": "Left"})

    till.work()
    bo = sign_in(Client(), owed.payer)
    for name in ("enrol", "enrol-pay", "enrol-hold"):
        path = reverse(name, args=[cohort.slug])
        assert bo.post(path).status_code in {302, 405}
    with pytest.raises(PaidAlready):
        start_checkout(owed.pk, now=clock.now())

    assert not ExceptionCase.objects.exists()
    assert paid.enrollment is not None
    page = desk.get(reverse("desk-order", args=[paid.pk])).content.decode()
    assert reverse("desk-order-refund", args=[paid.pk]) in page
    owed.refresh_from_db()
    assert owed.state == "open"


def test_orders_paid_through_stripe_have_no_such_buttons(till: Till, desk: Client) -> None:
    order = till.enrolled(till.cohort()).order
    for name in ("desk-order-received", "desk-order-end"):
        assert desk.post(reverse(name, args=[order.pk]), {"reason": "x"}).status_code == 404
    order.refresh_from_db()
    assert order.state == "paid"
