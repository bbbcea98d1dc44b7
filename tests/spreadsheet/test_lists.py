"""Lists of the desk, narrowed, sorted and by pages: all of it stands in the address."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.models import Enrollment
from payments.models import Due, ExceptionCase, Order, Refund
from tests.factories import NOW, make_account, make_cohort, make_member
from tests.spreadsheet.test_files import file_at
from tests.today.bought import desk, open_case, paid_by_stripe, seat_of

pytestmark = pytest.mark.django_db

ORDERS = "/desk/orders/"


def order_of(name: str, **fields: Any) -> Order:
    """The paid order of somebody with that name."""
    seat: Enrollment = seat_of(make_member(name=name))
    Order.objects.filter(enrollment=seat).update(**fields)
    return Order.objects.get(enrollment=seat)


def members(client: Client, **asked: str) -> list[str]:
    """Who stands in the list, in its order; the file of it has the same people."""
    answer = client.get(ORDERS, asked)
    assert answer.status_code == 200
    rows = re.findall(r'<td role="cell" data-label="Member">.*?">([^<]+)</a>',
                      answer.content.decode(), re.DOTALL)  # fmt: skip
    in_file = [row["Member"] for row in file_at(client, ORDERS, csv="orders", **asked)]
    assert rows == in_file
    return rows


def test_a_list_is_sorted_by_its_columns_both_ways() -> None:
    client = desk()
    order_of("Ben", placed_at=NOW, amount_minor=300)
    order_of("Ada", placed_at=NOW + timedelta(hours=1), amount_minor=200)
    order_of("Cem", placed_at=NOW - timedelta(hours=1), amount_minor=100)

    assert members(client) == ["Ada", "Ben", "Cem"]
    assert members(client, sort="placed") == ["Cem", "Ben", "Ada"]
    assert members(client, sort="member") == ["Ada", "Ben", "Cem"]
    assert members(client, sort="-member") == ["Cem", "Ben", "Ada"]
    assert members(client, sort="-sum") == ["Ben", "Ada", "Cem"]


def test_a_heading_says_how_the_list_is_sorted_and_turns_it_round() -> None:
    client = desk()
    order_of("Ada")

    page = client.get(ORDERS, {"sort": "member", "state": "paid"}).content.decode()

    heads = re.search(r"<thead.*?</thead>", page, re.DOTALL)
    assert heads
    sorted_by = re.findall(r'aria-sort="(\w+)"><a href="([^"]+)">(\w+)', heads.group())
    assert sorted_by == [("ascending", "?state=paid&amp;sort=-member", "Member")]
    assert '<a href="?state=paid&amp;sort=group">Group</a>' in heads.group()
    assert '<a href="?state=paid">Placed</a>' in heads.group()  # newest first is its own order
    assert '<th scope="col" role="columnheader">Seat</th>' in heads.group()


def test_an_order_or_a_choice_that_nobody_knows_is_left_out() -> None:
    client = desk()
    order_of("Ada")
    order_of("Ben", state=Order.State.OPEN)

    odd = {"sort": "payer__password", "state": "nonsense", "money": "\0", "page": "x"}
    answer = client.get(ORDERS, odd)

    assert answer.status_code == 200
    assert not answer.context["form"].errors
    assert answer.context["form"].query == ""
    assert members(client, **odd) == members(client)
    # What else was asked still counts.
    assert members(client, **odd | {"state": "open"}) == ["Ben"]


def test_a_date_that_is_none_is_left_out_and_said() -> None:
    client = desk()
    order_of("Ada")

    answer = client.get(ORDERS, {"since": "soon", "state": "paid"})

    assert "Enter a valid date" in answer.content.decode()
    assert answer.context["form"].query == "state=paid&"
    assert members(client, since="soon") == ["Ada"]


def test_dates_are_whole_days_on_the_readers_clock() -> None:
    client = desk()  # in London, an hour ahead of UTC in September
    order_of("Ada", placed_at=datetime(2026, 9, 1, 22, 59, tzinfo=UTC))
    order_of("Ben", placed_at=datetime(2026, 9, 1, 23, 0, tzinfo=UTC))

    assert members(client, until="2026-09-01") == ["Ada"]
    assert members(client, since="2026-09-02") == ["Ben"]
    assert members(client, since="2026-09-01", until="2026-09-02") == ["Ben", "Ada"]


def test_people_and_groups_are_found_by_a_part_of_their_name() -> None:
    client = desk()
    payer = make_account("paula@example.org")
    cohort = make_cohort(name="Quiet Tuesdays")
    seat_of(make_member(name="Ada"), cohort)
    order_of("Ben", payer=payer)

    assert members(client, who="ada") == ["Ada"]
    assert members(client, who="PAULA@") == ["Ben"]
    assert members(client, group="quiet") == ["Ada"]
    assert members(client, group="quiet", who="ben") == []


def test_orders_are_found_by_where_their_money_is() -> None:
    client = desk()
    order_of("Nothing")
    moving, back, disputed = order_of("Moving"), order_of("Back"), order_of("Disputed")
    case, bank = order_of("Case"), order_of("Bank")
    for number, order in enumerate((moving, back, disputed)):
        paid_by_stripe(order, str(number))
    refunds = Refund.objects.all()
    refunds.filter(payment__order=moving).update(state=Refund.State.PENDING)
    refunds.filter(payment__order=back).update(state=Refund.State.SUCCEEDED)
    refunds.filter(payment__order=disputed).update(state=Refund.State.FAILED)
    disputed.payments.get().disputes.update(taken=True)
    open_case(case)
    open_case(back, state=ExceptionCase.State.RESOLVED, resolved_at=NOW)
    due = Due.objects.create(order=bank, number=1, amount_minor=1, currency="GBP", due_at=NOW)
    due.attempts.create(state="processing", began_at=NOW, expires_at=NOW, checked_at=NOW)

    assert set(members(client, money="under_way")) == {"Moving", "Disputed", "Bank"}
    assert set(members(client, money="went_back")) == {"Moving", "Back"}
    assert members(client, money="open_case") == ["Case"]
    assert members(client, money="owed") == []


def test_the_next_page_and_the_file_keep_what_was_asked() -> None:
    client = desk()
    first = order_of("A 00")
    Order.objects.filter(pk=first.pk).update(state=Order.State.OPEN)
    for number in range(1, 52):
        order_of(f"A {number:02}")

    page = client.get(ORDERS, {"state": "paid", "sort": "member"}).content.decode()

    assert 'href="?state=paid&amp;sort=member&amp;page=2"' in page
    assert 'href="?state=paid&amp;sort=member&amp;csv=orders"' in page
    second = client.get(ORDERS, {"state": "paid", "sort": "member", "page": "2"})
    assert [order.member.name for order in second.context["page"]] == ["A 51"]
    assert len(file_at(client, ORDERS, csv="orders", state="paid")) == 51


def test_a_list_asks_for_one_row_as_often_as_for_three_however_it_is_asked() -> None:
    client = desk()
    ways = [{}, {"sort": "group", "who": "a"}, {"money": "under_way"}, {"money": "went_back"}]

    def queries() -> list[int]:
        found = []
        for asked in ways:
            cache.clear()
            with CaptureQueriesContext(connection) as seen:
                assert len(client.get(reverse("desk-orders"), asked).context["page"])
            found.append(len(seen))
        return found

    def another(name: str) -> None:
        paid_by_stripe(order_of(name), name)
        Refund.objects.update(state=Refund.State.PENDING)

    another("Ada")
    queries()
    one = queries()
    another("Adam")
    another("Ava")
    assert queries() == one


@pytest.mark.parametrize("door", ["member", "nobody"])
def test_nobody_else_narrows_the_list(door: str) -> None:
    order = order_of("Ada")
    client = Client()
    if door == "member":
        client.force_login(order.payer)

    answer = client.get(ORDERS, {"who": "ada"})

    assert answer.status_code == (403 if door == "member" else 302)
    assert order.number not in answer.content.decode()
