"""What pages of given things ask the database does not grow with what they show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import clock
from accounts.models import Account
from accounts.roles import Role
from tests.factories import NOW, make_staff
from tests.groups.giving import (
    as_resource,
    browser,
    desk,
    give,
    leader,
    make_group,
    make_sheet,
    page_of,
    take_part,
    text,
)

__all__ = ["leader"]  # fixture
pytestmark = pytest.mark.django_db
PAGES = ["given", "seen", "today", "desk-given", "desk-standing", "desk-given-one", "csv"]


@pytest.mark.parametrize("which", PAGES)
def test_a_page_asks_as_often_for_one_as_for_three(leader: Account, which: str) -> None:
    clock.move_to(NOW)
    counts = []
    for many in (1, 3):
        cohort = make_group(leader)
        parts = [take_part(cohort, f"Person {number}") for number in range(many)]
        for number in range(many):
            one = as_resource(make_sheet(f"Sheet {many} {number}"))
            given = give(cohort, one, by=leader, due_session=cohort.sessions.get(number=2))
            for part in parts:
                browser(part).post(f"{page_of(given)}done/", {"done": "no"})
        address = {
            "given": "/resources/",
            "seen": "/resources/seen/",
            "today": "/today/",
            "csv": desk("desk-standing", cohort) + "?csv=standing",
            "desk-given-one": desk("desk-given-one", cohort, given.pk),
        }.get(which) or desk(which, cohort)
        client = browser(parts[0]) if which in ("given", "seen", "today") else browser(leader)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get(address))
        wanted = "things your" if which == "today" and many == 3 else "thing"
        assert (wanted if which == "today" else f"Sheet {many}") in page
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30


def test_the_library_asks_as_often_for_one_as_for_three(leader: Account) -> None:
    counts = []
    for many in (1, 3):
        made = [make_sheet(f"Sheet {many} {number}") for number in range(many)]
        for reader in (leader, make_staff(Role.COORDINATOR)):
            client = browser(reader)
            for address in ("/desk/resources/", f"/desk/resources/worksheet/{made[0].pk}/"):
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    assert f"Sheet {many} 0" in text(client.get(address))
                counts.append(len(asked))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 30
