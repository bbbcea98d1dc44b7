"""What people read of waiting lists: members a band and letters, coordinators all of it."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.models import OfferTime
from groups.waiting.ending import decline
from groups.waiting.queries import Band, band_of, waiting_now
from groups.waiting.tending import tend_lists
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
)
from tests.groups.waiting import (
    DAY,
    HOUR,
    kept_until,
    leaves,
    state,
    waits,
)
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


def test_a_place_in_line_is_told_as_a_band() -> None:
    bands = [band_of(place) for place in (1, 3, 4, 8, 9, 40)]
    assert bands == [Band.FRONT, Band.FRONT, Band.MIDDLE, Band.MIDDLE, Band.BACK, Band.BACK]


@pytest.mark.parametrize("others", [0, 3])
def test_a_page_reads_every_list_of_an_account_in_two_queries(
    full: Cohort, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mine = make_member()
    for _other in range(others):
        waits(full)
    waits(full, mine)
    another = make_cohort(capacity=2)
    make_enrollment(another)
    make_enrollment(another)
    waits(another, mine)

    with django_assert_num_queries(2):
        told = waiting_now(mine.account)
    expected = {full.pk: band_of(others + 1), another.pk: Band.FRONT}
    assert {one.entry.cohort_id: one.band for one in told} == expected
    nobody = make_account()
    with django_assert_num_queries(1):
        assert waiting_now(nobody) == []


def test_the_worker_asks_little_where_nothing_is_due(
    full: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _entry in range(3):
        waits(full)
    with django_assert_num_queries(5):
        tend_lists(NOW)


def test_the_letters_say_what_happens_and_discreet_ones_name_no_group(full: Cohort) -> None:
    open_one, quiet = waits(full), waits(full, make_member(discreet=True))
    joined = delivered(to=open_one.member.account.email)[-1]
    assert joined.subject == "You are on the waiting list"
    assert f"the waiting list for {full.name}" in joined.text
    for _seat in range(2):
        leaves(full)

    offered = delivered(to=open_one.member.account.email)[-1]
    assert offered.subject == "A seat has come free for you"
    assert "until Wednesday 2 September 2026, 13:00 (London)" in offered.text
    assert "/offer/" in offered.text
    tend_lists(NOW + DAY)
    told = delivered(to=open_one.member.account.email, now=NOW + DAY)
    assert told[-1].subject == "Your place on the waiting list"
    for letter in delivered(to=quiet.member.account.email):
        assert not any(word in letter.subject for word in ("seat", "group", "waiting list"))
        assert full.name not in letter.text
    assert len(delivered(to=quiet.member.account.email)) == 3


def test_a_letter_that_is_overtaken_says_nothing(full: Cohort) -> None:
    entry = waits(full)
    leaves(full)
    decline(entry, by=None, now=NOW)

    assert [one.subject for one in delivered(to=entry.member.account.email)] == []


def test_a_coordinator_reads_order_state_and_reason_and_a_leader_reads_none(
    desk: Client, cohort: Cohort, leader: Account
) -> None:
    for _seat in range(cohort.capacity):
        make_enrollment(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(state="open", enrolment_closes_at=NOW + 5 * DAY)
    cohort.refresh_from_db()
    names = ["Wanda", "Wilma", "Wesley"]
    first, second, _third = (waits(cohort, make_member(name=name)) for name in names)
    leaves(cohort)
    decline(first, by=None, now=NOW)
    assert state(second) == "offered"

    page = desk.get(f"/desk/groups/{cohort.slug}/").content.decode()
    waiting = page.split('id="waiting"')[1].split('id="sessions"')[0]
    assert waiting.index("Wilma") < waiting.index("Wesley") < waiting.index("Wanda")
    for told in ("is offered", "Letter on", "Is asked first", "Said no", "and the seat went on"):
        assert told in waiting
    assert waiting.count("/desk/orders/of/") == 0  # nothing was ordered for an offer
    assert "/desk/orders/of/" in page
    file = desk.get(f"/desk/groups/{cohort.slug}/?csv=waiting").content.decode("utf-8-sig")
    rows = [
        (row["Place"], row["Member"], row["State"], row["Why"], row["Seat"])
        for row in csv.DictReader(io.StringIO(file, newline=""))
    ]
    assert rows == [
        ("", "Wilma", "A seat is offered", "", "1"),
        ("1", "Wesley", "Waiting", "Is asked first when a seat comes free", ""),
        ("", "Wanda", "Said no", "", ""),
    ]
    theirs = sign_in(Client(), leader).get(f"/lead/{cohort.slug}/").content.decode()
    assert not any(name in theirs for name in names)
    for other in (leader, make_member().account):
        refused = sign_in(Client(), other).get(f"/desk/groups/{cohort.slug}/?csv=waiting")
        assert (refused.status_code, b"Wilma" in refused.content) == (403, False)


def test_a_coordinator_says_for_how_long_a_seat_is_kept(desk: Client, full: Cohort) -> None:
    first, second = waits(full), waits(full)
    leaves(full)
    path = reverse("desk-waiting")

    assert desk.post(path, {"hours": 36, "seen": 24}).status_code == 302
    leaves(full)

    assert (kept_until(first), kept_until(second)) == (NOW + DAY, NOW + 36 * HOUR)
    assert Entry.objects.get(act="offer-time.set").facts == {"before": 24, "after": 36}
    assert 'value="36"' in desk.get(path).content.decode()
    again = desk.post(path, {"hours": 48, "seen": 24})
    assert (again.status_code, OfferTime.objects.get().hours) == (409, 36)
    for hours in ("", "5", "73", "long"):
        assert desk.post(path, {"hours": hours, "seen": 36}).status_code == 400
    assert OfferTime.objects.get().hours == 36
