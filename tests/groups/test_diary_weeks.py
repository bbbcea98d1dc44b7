"""Weeks and trends of a diary, its file, and what its pages cost."""

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from audit.register import counts_about
from courses.diary.models import DiaryCard, Urge
from groups.models import Enrollment
from tests.answers import Answer
from tests.factories import make_enrollment
from tests.groups.diaries import (
    CANARY,
    TODAY,
    ada,
    bob,
    browser,
    cohort,
    fill,
    leader,
    part,
    sent,
    urge_of,
)

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db


def text(answer: Answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_twelve_weeks_are_drawn_and_told_and_everything_is_a_file(ada: Member, bob: Member) -> None:
    client, urge = browser(ada), urge_of(ada)
    for days, level in ((0, 4), (1, 2), (9, 5)):
        day = (TODAY - timedelta(days=days)).isoformat()
        fill(client, day, sadness=str(level), note="=Canary", **{f"urge-{urge.pk}": str(level)})
    fill(browser(bob), sadness="1", note="Of Bob")
    page = text(client.get("/diary/trend/"))
    assert page.count('role="img"') == 2
    assert "M328" not in page  # Sunday is not over yet
    assert "<td>3.0</td>" in page  # this week: 4 and 2
    assert "<td>5.0</td>" in page
    assert "Canary of the urge" in page

    long = text(client.get("/diary/trend/?weeks=24"))
    assert (page.count('<th scope="row">'), long.count('<th scope="row">')) == (12, 24)

    answer = client.get("/diary/trend/?csv=diary")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Day"] for row in rows] == ["2026-08-23", "2026-08-31", "2026-09-01"]
    assert [row["Sadness"] for row in rows] == ["5", "2", "4"]
    assert [row["Canary of the urge"] for row in rows] == ["5", "2", "4"]
    assert [row["Later than its day"] for row in rows] == ["yes", "yes", ""]
    assert all(not row["Note"].startswith("=") and "Canary" in row["Note"] for row in rows)
    assert "Of Bob" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/diary/", "/diary/week/", "/diary/trend/", "/diary/urges/"])
def test_a_diary_of_one_card_asks_as_often_as_one_of_three(
    ada: Member, bob: Member, part: Enrollment, path: str
) -> None:
    for member, many in ((ada, 1), (bob, 3)):
        for days in range(many):
            urge = urge_of(member, f"Urge {days}")
            day = (TODAY - timedelta(days=days)).isoformat()
            fill(browser(member), day, sadness="3", **{f"urge-{urge.pk}": "5"})
    make_enrollment(part.cohort, bob)
    counts, pages = [], []
    for member in (ada, bob):
        client = browser(member)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            pages.append(client.get(path))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10
    assert max(len(page.content) for page in pages) <= 60_000


def test_saving_a_day_asks_eight_times(ada: Member, part: Enrollment) -> None:
    urge, client = urge_of(ada), browser(ada)
    form = sent(**CANARY, **{f"urge-{urge.pk}": "3"})
    client.get("/diary/")
    with CaptureQueriesContext(connection) as asked:
        assert client.post("/diary/on/2026-09-01/", form).status_code == 302
    own = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(own) <= 8, own


def test_what_is_held_goes_with_the_person_and_is_counted(ada: Member, bob: Member) -> None:
    for member in (ada, bob):
        urge_of(member)
        fill(browser(member), joy="1")
    about = counts_about(account_id=ada.account_id, members=[ada.pk], address=ada.account.email)
    found = {row.model: number for row, _whose, number in about}
    assert (found["courses.DiaryCard"], found["courses.Urge"]) == (1, 1)
    ada.delete()
    assert [card.member for card in DiaryCard.objects.all()] == [bob]
    assert [urge.member for urge in Urge.objects.all()] == [bob]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "2201-01-01", "soon"])
def test_a_day_beyond_the_calendar_is_unknown(ada: Member, day: str) -> None:
    assert browser(ada).get("/diary/week/", {"day": day}).status_code == 404
    assert browser(ada).get(f"/diary/on/{day}/").status_code == 404
