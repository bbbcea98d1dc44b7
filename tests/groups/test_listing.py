"""The coordinator's list of groups: it ends, and what it lists can be found."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from groups.models import Cohort
from spreadsheet.forms import PER_PAGE
from tests.factories import make_cohort, make_course, make_enrollment, make_staff
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return sign_in(Client(), make_staff(Role.COORDINATOR))


def listed(desk: Client, question: str = "") -> list[str]:
    page = desk.get(reverse("desk-cohorts") + question).content.decode()
    return re.findall(r'<a href="/desk/groups/([\w-]+)/">', page)


def test_the_list_ends_and_goes_on_on_the_next_page(desk: Client) -> None:
    course = make_course(slug="skills")
    for number in range(PER_PAGE + 3):
        day = date(2026, 9, 8) + timedelta(weeks=number)
        make_cohort(course=course, slug=f"group-{number:03}", first_on=day)
    first = desk.get(reverse("desk-cohorts"))
    assert len(first.content) < 100_000
    assert listed(desk)[0] == f"group-{PER_PAGE + 2:03}"  # the newest first
    assert len(listed(desk)) == PER_PAGE
    assert listed(desk, "?page=2") == ["group-002", "group-001", "group-000"]
    assert listed(desk, "?page=9") == listed(desk, "?page=2")
    assert len(listed(desk, "?page=nonsense")) == PER_PAGE


def test_a_group_is_found_by_its_name_its_course_or_its_state(desk: Client) -> None:
    make_cohort(slug="monday", name="Quiet Monday", course=make_course(slug="a", name="Short"))
    make_cohort(
        slug="friday", name="Friday", state=Cohort.State.RUNNING,
        course=make_course(slug="b", name="Twenty-four weeks"),
    )  # fmt: skip
    assert listed(desk, "?name=quiet") == ["monday"]
    assert listed(desk, "?name=WEEKS") == ["friday"]
    assert listed(desk, "?state=running") == ["friday"]
    assert listed(desk, "?name=quiet&state=running") == []
    assert set(listed(desk, "?state=nonsense")) == {"monday", "friday"}
    page = desk.get(reverse("desk-cohorts") + "?name=<b>nobody").content.decode()
    assert "No group like that" in page
    assert "&lt;b&gt;nobody" in page


def test_the_next_page_keeps_what_was_asked(desk: Client) -> None:
    course = make_course(slug="skills")
    for number in range(PER_PAGE + 1):
        make_cohort(course=course, slug=f"open-{number}", name=f"Evening {number}")
    make_cohort(course=course, slug="other", name="Morning")
    page = desk.get(reverse("desk-cohorts") + "?name=evening").content.decode()
    assert "name=evening&amp;page=2" in page
    assert len(listed(desk, "?name=evening&state=&page=2")) == 1


def test_a_full_page_asks_as_often_as_one_line(desk: Client) -> None:
    def queries() -> int:
        desk.get(reverse("desk-cohorts"))
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("desk-cohorts")).status_code == 200
        return len(asked)

    course = make_course(slug="skills")
    make_enrollment(make_cohort(course=course, slug="one"))
    one = queries()
    for number in range(PER_PAGE):
        make_enrollment(make_cohort(course=course, slug=f"group-{number}"))
    assert queries() == one
