"""Lists of the desk as files: what the page lists, as it was narrowed, for coordinators alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Entry
from groups.models import Cohort
from outbox.models import Letter
from payments.models import ExceptionCase, Order
from spreadsheet import views
from tests.factories import NOW, make_account, make_cohort, make_member, make_staff
from tests.signin import sign_in
from tests.today.bought import desk, open_case, seat_of
from tests.today.dead import dead_letter

pytestmark = pytest.mark.django_db

Rows = list[dict[str, str]]


def file_at(client: Client, address: str, **asked: str) -> Rows:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{asked["csv"]}-')
    assert answer["Cache-Control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_file_of_orders_has_all_of_them_where_the_page_has_fifty() -> None:
    client, cohort = desk(), make_cohort(name="Quiet Tuesdays", capacity=14)
    price_of = seat_of(make_member(name="Ada", discreet=True), cohort)
    for _ in range(51):
        seat_of(make_member(), make_cohort())

    rows = file_at(client, reverse("desk-orders"), csv="orders")

    assert len(rows) == 52
    (ada,) = [row for row in rows if row["Member"] == "Ada"]
    assert ada == {
        "Number": price_of.order.number,  # type: ignore[attr-defined]
        "Placed (Europe/London)": "2026-09-01 13:00",
        "Member": "Ada",
        "Discreet letters": "yes",
        "Group": "Quiet Tuesdays",
        "Sum": "480.00",
        "Currency": "GBP",
        "Seat": "Enrolled",
        "State": "Paid",
    }


def test_a_file_is_narrowed_as_its_page_is() -> None:
    client = desk()
    paid, open_one = seat_of(make_member(name="Ada")), seat_of(make_member(name="Ben"))
    Order.objects.filter(enrollment=open_one).update(state=Order.State.OPEN)
    orders = reverse("desk-orders")

    assert [row["Member"] for row in file_at(client, orders, csv="orders", state="paid")] == ["Ada"]
    number = paid.order.number  # type: ignore[attr-defined]
    assert [row["Number"] for row in file_at(client, orders, csv="orders", number=number)] == [
        number
    ]
    page = client.get(orders, {"state": "paid"}).content.decode()
    assert "?state=paid&amp;csv=orders" in page

    make_cohort(name="Mornings", state=Cohort.State.RUNNING)
    groups = file_at(client, reverse("desk-cohorts"), csv="groups", state="running")
    assert [row["Group"] for row in groups] == ["Mornings"]

    open_case(paid.order)  # type: ignore[attr-defined]
    open_case(
        open_one.order,  # type: ignore[attr-defined]
        state=ExceptionCase.State.RESOLVED,
        resolved_at=NOW,
        resolution="=1+1",
    )
    cases = reverse("desk-cases")
    assert [row["Order"] for row in file_at(client, cases, csv="cases")] == [number]
    (decided,) = file_at(client, cases, csv="cases", resolved="yes")
    assert decided["What was done, and why"] == "'=1+1"  # what somebody typed is no formula

    dead_letter()
    dead_letter(key="sent", to="ben@example.org", state=Letter.State.SENT)
    letters = reverse("today-letters")
    assert len(file_at(client, letters, csv="letters")) == 1
    assert len(file_at(client, letters, csv="letters", all="")) == 2
    (ben,) = file_at(client, letters, csv="letters", to="ben@example.org")
    assert ben["To"] == "ben@example.org"


def test_the_file_of_seats_names_who_has_them_and_which_are_free() -> None:
    clock.move_to(NOW)
    cohort = make_cohort(capacity=2)
    seat_of(make_member(make_account("ada@example.org"), name="=Ada", discreet=True), cohort)

    rows = file_at(desk(), reverse("desk-cohort", args=[cohort.slug]), csv="seats")

    assert rows == [
        {
            "Seat": "1", "Member": "'=Ada", "E-mail address": "ada@example.org",
            "Discreet letters": "yes", "State": "Enrolled", "Held until (Europe/London)": "",
            "Why": "They have been enrolled since Tuesday 1 September.",
            "Money": "£480 paid online on Tuesday 1 September", "Above the number of seats": "no",
        },
        {
            "Seat": "2", "Member": "", "E-mail address": "", "Discreet letters": "",
            "State": "free", "Held until (Europe/London)": "", "Why": "Whoever enrols next has it.",
            "Money": "", "Above the number of seats": "no",
        },
    ]  # fmt: skip


def test_the_trail_keeps_who_took_which_list_and_not_what_was_looked_for() -> None:
    coordinator = make_staff(Role.COORDINATOR)
    client = sign_in(Client(), coordinator)
    seat_of(make_member(name="Ada"), make_cohort(name="Quiet Tuesdays"))

    file_at(client, reverse("desk-cohorts"), csv="groups", name="Quiet")

    entry = Entry.objects.get(act="list.downloaded")
    assert entry.actor_id == coordinator.pk
    assert entry.facts == {"list": "groups", "rows": 1}
    client.get(reverse("desk-cohorts"))
    assert Entry.objects.filter(act="list.downloaded").count() == 1


@pytest.mark.parametrize("role", [None, Role.FACILITATOR, Role.MARKETER])
def test_nobody_else_gets_a_file(role: Role | None) -> None:
    seat = seat_of(make_member(name="Ada"))
    client = sign_in(Client(), make_staff(role) if role else seat.member.account)

    for address, name in (
        (reverse("desk-orders"), "orders"),
        (reverse("desk-cohorts"), "groups"),
        (reverse("desk-cohort", args=[seat.cohort.slug]), "seats"),
        (reverse("today-letters"), "letters"),
        (reverse("account-staff"), "team"),
    ):
        answer = client.get(address, {"csv": name})
        assert answer.status_code == 403
        assert "Ada" not in answer.content.decode() or not role
    assert not Entry.objects.filter(act="list.downloaded").exists()


def test_a_name_that_is_no_list_of_the_page_gets_the_page() -> None:
    answer = desk().get(reverse("desk-orders"), {"csv": "team"})

    assert answer["Content-Type"].startswith("text/html")


def test_what_a_file_leaves_out_it_says() -> None:
    cohort = make_cohort()
    columns = [views.Column[int]("Number", lambda number: number)]
    request = desk().get(reverse("desk-cohort", args=[cohort.slug])).wsgi_request

    answer = views.download(request, "numbers", columns, range(views.MOST_ROWS + 1))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[views.MOST_ROWS :] == [
        str(views.MOST_ROWS - 1),
        "There are more. Narrow the list to get them.",
    ]


def test_a_file_asks_for_one_line_as_often_as_for_three() -> None:
    client = desk()
    pages = {
        "orders": reverse("desk-orders"),
        "groups": reverse("desk-cohorts"),
        "cases": reverse("desk-cases"),
        "letters": reverse("today-letters"),
        "team": reverse("account-staff"),
    }

    def queries() -> dict[str, int]:
        found = {}
        for name, address in pages.items():
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                file_at(client, address, csv=name)
            found[name] = len(asked)
        return found

    def another(number: int) -> None:
        open_case(seat_of(make_member()).order)  # type: ignore[attr-defined]
        make_staff(Role.FACILITATOR)
        dead_letter(key=str(number), posted_at=NOW - timedelta(days=number))

    another(1)
    one = queries()
    another(2)
    another(3)
    assert queries() == one
