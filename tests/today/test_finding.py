"""The coordinator's one box finds anybody, and shows nobody to anybody else."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from groups.models import Enrollment
from groups.seats.models import SeatState
from payments.webhooks.models import StripeEvent
from searching.names import Likeness, likeness, ways_to_write
from tests.answers import Answer
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_member, make_staff
from tests.signin import sign_in
from tests.today.bought import desk, open_case, paid_by_stripe, seat_of

pytestmark = pytest.mark.django_db


def look(client: Client, typed: str, **more: str) -> Answer:
    return client.get(reverse("desk-find"), {"q": typed} | more)


def words(answer: Answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def person_of(seat: Enrollment) -> str:
    return reverse("desk-person", args=[seat.member_id])


def order_of(seat: Enrollment) -> str:
    return reverse("desk-order", args=[seat.order.pk])  # type: ignore[attr-defined]


# --- names ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "name", "fit"),
    [
        ("zoe", "Zoë", Likeness.WHOLE),
        ("ZOË", "Zoe", Likeness.WHOLE),
        ("zoë", "Zoe\u0308", Likeness.WHOLE),
        ("müller", "Mueller", Likeness.WHOLE),
        ("mueller", "Müller", Likeness.WHOLE),
        ("muller", "Müller", Likeness.WHOLE),
        ("soren", "Søren", Likeness.WHOLE),
        ("obrien", "Siân O’Brien", Likeness.HOLDS),
        ("o'brien", "Siân OBrien", Likeness.HOLDS),
        ("love ada", "Ada Lovelace", Likeness.BEGINS),
        ("velac", "Ada Lovelace", Likeness.HOLDS),
        ("josé", "JOSÉ", Likeness.WHOLE),
        ("山田", "山田 太郎", Likeness.BEGINS),
        ("ada byron", "Ada Lovelace", None),
        ("!?", "Ada", None),
        ("", "Ada", None),
    ],
)
def test_a_name_is_known_whatever_the_case_with_and_without_accents_and_in_parts(
    typed: str, name: str, fit: Likeness | None
) -> None:
    assert likeness(ways_to_write(typed), name) is fit


def test_a_person_is_found_by_a_part_of_the_name_with_seat_and_order() -> None:
    seat = seat_of(make_member(name="Zoë Müller"), make_cohort(name="Quiet Tuesdays"))
    make_member(name="Ben")

    page = words(look(desk(), "mull"))

    assert person_of(seat) in page
    assert f"Seat {seat.seat_no} in Quiet Tuesdays" in page
    assert f"{reverse('desk-cohort', args=[seat.cohort.slug])}#seat-{seat.seat_no}" in page
    assert order_of(seat) in page
    assert "Ben" not in page


def test_the_whole_name_of_one_leads_straight_there_and_that_of_two_does_not() -> None:
    client = desk()
    seat = seat_of(make_member(name="Zoë Müller"))

    assert look(client, "ZOE  MULLER")["Location"] == person_of(seat)

    other = seat_of(make_member(name="Zoe Müller-Hahn"))
    page = words(look(client, "zoe muller"))
    assert person_of(seat) in page
    assert person_of(other) in page
    assert page.index(person_of(seat)) < page.index(person_of(other))  # the whole name first


def test_a_name_of_the_account_or_of_the_mailbox_is_enough() -> None:
    client = desk()
    named = make_member(make_account("x@example.org", first_name="Grace", last_name="Hopper"))
    boxed = make_member(make_account("ada.lovelace@example.org"), name="A.")

    assert str(named.pk) in look(client, "Grace Hopper")["Location"]
    assert str(boxed.pk) in words(look(client, "lovelace"))


# --- addresses ------------------------------------------------------------------------------------
def test_an_address_leads_straight_to_its_person_in_any_case() -> None:
    client = desk()
    member = make_member(make_account("ada@example.org"))
    make_member(make_account("jada@example.org"))  # holds the first
    there = reverse("desk-person", args=[member.pk])

    assert look(client, "Ada@Example.org")["Location"] == there
    assert look(client, "Ada Lovelace <ada@example.org>")["Location"] == there  # as letters say it
    EmailAddress.objects.create(user=member.account, email="second@example.org", verified=True)
    assert look(client, "second@example.org")["Location"] == there


def test_people_who_share_an_address_and_those_whose_address_holds_it_are_listed() -> None:
    client = desk()
    shared = make_account("home@example.net")
    ada, ben = make_member(shared, name="Ada"), make_member(shared, name="Ben")
    other = make_member(make_account("other@example.org"), name="Cleo")

    page = words(look(client, "home@example.net"))
    assert str(ada.pk) in page
    assert str(ben.pk) in page
    assert str(other.pk) not in page
    page = words(look(client, "@example.net"))
    assert str(ben.pk) in page
    assert str(other.pk) not in page


def test_whoever_signed_up_and_went_no_further_is_found_with_their_letters() -> None:
    make_account("lost@example.org")

    page = words(look(desk(), "lost@example.org"))

    assert "An account in which nobody takes part yet." in page
    assert reverse("today-letters") + "?to=lost%40example.org" in page


def test_one_of_the_team_is_marked_and_leads_to_their_page_there() -> None:
    leader = make_staff(Role.FACILITATOR, "lead@example.org", first_name="Ingrid")

    page = words(look(desk(), "ingrid"))

    assert reverse("account-staff-person", args=[leader.pk]) in page
    assert ">Team<" in page


# --- numbers --------------------------------------------------------------------------------------
def test_the_number_on_an_order_or_receipt_leads_straight_there() -> None:
    client, seat = desk(), seat_of(make_member())
    number = seat.order.number  # type: ignore[attr-defined]
    seat_of(make_member())

    for typed in (number, number.lower(), number.removeprefix("EK-"), f"  {number} "):
        assert look(client, typed)["Location"] == order_of(seat)
    assert look(client, str(seat.order.pk))["Location"] == order_of(seat)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "typed",
    ["cs_1", "pi_1", "re_1", "du_1", "https://dashboard.stripe.com/payments/pi_1", "evt_1", "ch_1"],
)
def test_every_number_of_stripes_that_is_kept_leads_straight_to_its_order(typed: str) -> None:
    seat = seat_of(make_member())
    paid_by_stripe(seat.order)  # type: ignore[attr-defined]
    paid_by_stripe(seat_of(make_member()).order, "2")  # type: ignore[attr-defined]
    StripeEvent.objects.create(
        stripe_id="evt_1", type="charge.refunded", object_id="ch_1", intent_id="pi_1",
        received_at=NOW, next_try_at=NOW,
    )  # fmt: skip

    assert look(desk(), typed)["Location"] == order_of(seat)


def test_the_key_by_which_stripe_knows_a_payment_page_leads_to_its_order() -> None:
    seat = seat_of(make_member())
    paid_by_stripe(seat.order)  # type: ignore[attr-defined]
    key = seat.order.dues.get().attempts.get().pk  # type: ignore[attr-defined]

    assert look(desk(), str(key))["Location"] == order_of(seat)


def test_a_payment_that_belongs_to_nobody_leads_to_its_case_alone() -> None:
    client = desk()
    case = open_case(stripe_payment_intent="pi_nobody")
    other = open_case(stripe_payment_intent="pi_other")

    there = look(client, "pi_nobody")["Location"]

    assert there == f"{reverse('desk-cases')}?case={case.pk}"
    page = client.get(there).content.decode()
    assert "pi_nobody" in page
    assert "pi_other" not in page
    assert str(other.pk) not in page


def test_a_number_that_is_not_kept_is_said_with_what_to_look_for() -> None:
    page = words(look(desk(), "cus_ABC"))

    assert "Nothing here for “cus_ABC”" in page
    assert "take the number of its payment (pi_)" in page


# --- the page -------------------------------------------------------------------------------------
def test_of_each_kind_ten_are_shown_and_the_rest_by_pages() -> None:
    client = desk()
    for number in range(53):
        make_member(make_account(f"n{number}@example.net"), name=f"Anna {number:02}")
    make_cohort(name="Annandale")

    page = words(look(client, "anna"))
    first = words(look(client, "anna", kind="people"))
    second = words(look(client, "anna", kind="people", page="2"))

    assert len(re.findall("/desk/people/[0-9a-f]", page)) == 10
    assert "54 found for “anna”" in page
    assert "Show all 53" in page
    assert "Annandale" in page
    assert len(re.findall("/desk/people/[0-9a-f]", first)) == 50
    assert len(re.findall("/desk/people/[0-9a-f]", second)) == 3
    assert "q=anna&amp;kind=people&amp;page=2" in first


def test_a_group_is_found_by_its_name() -> None:
    client, cohort = desk(), make_cohort(name="Quiet Tuesdays")
    there = reverse("desk-cohort", args=[cohort.slug])

    assert look(client, "quiet tuesdays")["Location"] == there
    assert there in words(look(client, "tuesd"))


def test_what_was_typed_is_said_back_as_words() -> None:
    client = desk()

    page = look(client, '<b>"nobody').content.decode()

    assert "&lt;b&gt;&quot;nobody" in page
    assert "<b>&quot;" not in page
    assert look(client, "\x00 \u202e").status_code == 200


def test_nothing_is_found_for_nothing() -> None:
    seat_of(make_member(name="Ada"))

    page = words(look(desk(), "  "))

    assert not re.search("/desk/people/[0-9a-f]", page)
    assert "A part of a name or of an address is enough" in page


@pytest.mark.parametrize("who", [None, Role.FACILITATOR, Role.MARKETER, "visitor"])
@pytest.mark.parametrize("typed", ["Ada", "ada@example.org", "pi_1"])
def test_nobody_else_finds_anybody(who: Role | str | None, typed: str) -> None:
    seat = seat_of(make_member(make_account("ada@example.org"), name="Ada"))
    paid_by_stripe(seat.order)  # type: ignore[attr-defined]
    assert look(desk(), typed).status_code == 302  # there is something to find
    client = Client()
    if who != "visitor":
        sign_in(client, make_staff(who) if isinstance(who, Role) else seat.member.account)

    answer = look(client, typed)

    if who == "visitor":
        assert answer["Location"].startswith(reverse("account_login"))
    else:
        assert answer.status_code == 403
        assert reverse("desk-person", args=[seat.member_id]) not in answer.content.decode()


def test_the_box_asks_for_one_person_as_often_as_for_three() -> None:
    client = desk()

    def queries() -> int:
        look(client, "anna")
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert look(client, "anna").status_code == 200
        return len(asked)

    def another(number: int) -> None:
        member = make_member(name=f"Anna {number}")
        seat_of(member)
        make_enrollment(make_cohort(name=f"Annandale {number}"), member, state=SeatState.RELEASED)

    another(1)
    one = queries()
    another(2)
    another(3)
    assert len(re.findall("/desk/people/[0-9a-f]", words(look(client, "anna")))) == 3
    assert queries() == one
