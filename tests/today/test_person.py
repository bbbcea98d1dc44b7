"""A member's page at the desk: everything leads there and back, and nothing they wrote is on it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import save_intake
from accounts.models import Member
from accounts.roles import Role
from audit.models import Entry
from courses.kept.answers import Answered, written
from courses.models import KeptCard
from groups.models import Attendance, Enrollment
from groups.seats.models import SeatState
from outbox.models import Letter
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.signin import sign_in
from tests.today.bought import desk, open_case, seat_of
from tests.today.dead import dead_letter

pytestmark = pytest.mark.django_db


def person(member: Member) -> str:
    return reverse("desk-person", args=[member.pk])


def page_at(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def order_path(seat: Enrollment) -> str:
    return reverse("desk-order", args=[seat.order.pk])  # type: ignore[attr-defined]


def test_a_members_page_names_account_seats_orders_cases_and_letters() -> None:
    ada = make_member(make_account("ada@example.org"), name="Ada")
    ben = make_member(ada.account, name="Ben")
    seat = seat_of(ada, make_cohort(name="Quiet Tuesdays"))
    other = seat_of(make_member(make_account("cleo@example.org"), name="Cleo"))
    case = open_case(seat.order)  # type: ignore[attr-defined]
    dead_letter(kind="payments.confirmation", key="1", state=Letter.State.SENT, sent_at=NOW)
    dead_letter(kind="for-somebody-else", key="2", to="cleo@example.org")

    page = page_at(desk(), person(ada))

    assert "ada@example.org" in page
    assert person(ben) in page
    assert f'{reverse("desk-cohort", args=[seat.cohort.slug])}#seat-{seat.seat_no}"' in page
    assert order_path(seat) in page
    assert f"{reverse('desk-cases')}?case={case.pk}" in page
    assert "Confirmation of a seat" in page
    assert "cleo" not in page.lower()
    assert order_path(other) not in page
    assert "for-somebody-else" not in page


def test_seat_order_and_person_lead_to_each_other() -> None:
    client, ada = desk(), make_member(name="Ada")
    seat = seat_of(ada)
    of_seat = reverse("desk-order-of-seat", args=[seat.pk])
    group = reverse("desk-cohort", args=[seat.cohort.slug])

    at_group = page_at(client, group)
    at_order = page_at(client, order_path(seat))

    assert person(ada) in at_group
    assert of_seat in at_group
    assert client.get(of_seat)["Location"] == order_path(seat)
    assert person(ada) in at_order
    assert f"{group}#seat-{seat.seat_no}" in at_order
    assert f'id="seat-{seat.seat_no}"' in at_group
    assert person(ada) in page_at(client, reverse("desk-orders"))


def test_a_seat_for_which_nothing_was_ordered_leads_to_its_person_with_a_word() -> None:
    client, seat = desk(), make_enrollment(make_cohort())

    answer = client.get(reverse("desk-order-of-seat", args=[seat.pk]), follow=True)

    assert answer.redirect_chain == [(person(seat.member), 302)]
    assert "Nothing was ordered for this seat." in answer.content.decode()


def test_nothing_that_a_member_wrote_and_no_reason_about_them_is_on_their_page() -> None:
    ada = make_member(make_account("ada@example.org"), name="Ada")
    seat = seat_of(ada, end_reason="Hawthorn")
    save_intake(
        ada,
        birth_year=1990,
        emergency_name="Marigold",
        emergency_phone="+44 20 7946 0000",
        emergency_relation="Sorrel",
        now=NOW,
    )
    KeptCard.objects.create(
        member=ada, name="RAIN", title="Periwinkle", kept_at=NOW, changed_at=NOW,
        words=written([Answered("now", "What is here?", "Lobelia")]),
    )  # fmt: skip
    Attendance.objects.create(
        session=make_session(seat.cohort), enrollment=seat, reason="Bluebell", judged_at=NOW,
        verdict=Attendance.Verdict.EXCUSED,
    )  # fmt: skip
    dead_letter(key="1", state=Letter.State.WAITING)  # with a code sealed in it
    client = desk()

    pages = page_at(client, person(ada))
    pages += "".join(
        client.get(person(ada), {"csv": name}).content.decode()
        for name in ("seats", "orders", "cases")
    )

    for words in (
        "Hawthorn", "Marigold", "7946", "Sorrel", "1990", "Periwinkle", "Lobelia", "Bluebell",
        "Excused", "SECRET-CODE",
    ):  # fmt: skip
        assert words not in pages


@pytest.mark.parametrize("discreet", [True, False])
def test_whoever_gets_discreet_letters_is_marked_wherever_the_desk_names_them(
    discreet: bool,
) -> None:
    client = desk()
    seat = seat_of(make_member(name="Ada", discreet=discreet))
    seat_of(make_member(name="Adam"))

    for address in (
        person(seat.member),
        reverse("desk-cohort", args=[seat.cohort.slug]),
        reverse("desk-orders"),
        order_path(seat),
        reverse("desk-find") + "?q=ada",
    ):
        assert (">Discreet<" in page_at(client, address)) == discreet, address


def test_whoever_opens_the_page_leaves_a_line_that_the_member_reads() -> None:
    coordinator = make_staff(Role.COORDINATOR, first_name="Sam", last_name="Reyes")
    ada, ben = make_member(name="Ada"), make_member(name="Ben")

    page = page_at(sign_in(Client(), coordinator), person(ada))

    assert "It is written down that you opened this page" in page
    entry = Entry.objects.get(act="member.opened")
    assert (entry.member_id, entry.actor_id) == (ada.pk, coordinator.pk)
    record = reverse("account-record", args=[ada.pk])
    read = page_at(sign_in(Client(), ada.account), record)
    assert "Sam Reyes (coordinator)" in read
    assert "Opened your page at the desk" in read
    others = page_at(sign_in(Client(), ben.account), reverse("account-record", args=[ben.pk]))
    assert "Sam Reyes" not in others


@pytest.mark.parametrize("role", [None, Role.FACILITATOR, Role.MARKETER])
def test_nobody_else_opens_it_and_no_line_is_left(role: Role | None) -> None:
    ada = make_member(name="Ada")
    seat = seat_of(ada)
    client = sign_in(Client(), make_staff(role) if role else ada.account)

    for address in (
        person(ada),
        person(ada) + "?csv=seats",
        reverse("desk-order-of-seat", args=[seat.pk]),
    ):
        assert client.get(address).status_code == 403
    assert not Entry.objects.filter(act__in=["member.opened", "list.downloaded"]).exists()
    assert desk().get(person(ada)).status_code == 200


def test_a_members_page_asks_for_one_of_each_as_often_as_for_three() -> None:
    client, ada = desk(), make_member(make_account("ada@example.org"), name="Ada")

    def queries() -> int:
        page_at(client, person(ada))
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            page_at(client, person(ada))
        return len(asked)

    def more(number: int) -> None:
        make_member(ada.account)
        open_case(seat_of(ada).order)  # type: ignore[attr-defined]
        make_enrollment(make_cohort(), ada, state=SeatState.RELEASED)
        dead_letter(key=str(number))

    more(1)
    one = queries()
    more(2)
    more(3)
    assert queries() == one


def test_letters_to_an_address_are_listed_and_twenty_stand_on_the_persons_page() -> None:
    client, ada = desk(), make_member(make_account("ada@example.org"), name="Ada")
    for number in range(21):
        at = NOW + timedelta(minutes=number)
        dead_letter(key=str(number), kind="link-again", state=Letter.State.SENT, posted_at=at)
    dead_letter(key="other", to="ben@example.org", state=Letter.State.SENT)
    all_of_them = reverse("today-letters") + "?to=ada%40example.org"

    page = page_at(client, person(ada))
    everything = page_at(client, all_of_them)

    assert page.count("Their link, asked for again") == 20
    assert all_of_them in page
    listed = everything.split("<tbody")[1]
    assert listed.count("Their link, asked for again") == 21
    assert "ben@example.org" not in everything
    assert "No letter to this address" in page_at(client, reverse("today-letters") + "?to=x@y.org")
