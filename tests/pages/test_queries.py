"""Query counts do not grow with what a page shows."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from courses.models import LessonIndexPage, LessonPage, WeekLesson
from groups.models import CohortLesson, CohortWeek
from groups.weeks.actions import plan_weeks
from pages.models import HomePage
from tests.factories import make_enrollment
from tests.pages.conftest import MakeGroup
from tests.signin import sign_in


def queries(client: Client, path: str) -> int:
    """Queries of a first visit: nothing in the cache but what the process knows by heart."""
    client.get(path)
    for each in caches.all():
        each.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", ["/", "/groups/", "/programme/"])
def test_page_asks_as_often_for_one_group_as_for_three(
    client: Client, home: HomePage, make_group: MakeGroup, path: str
) -> None:
    make_group()
    one = queries(client, path)
    make_group()
    make_group()
    assert queries(client, path) == one


def test_home_page_asks_at_most_fifteen_times(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    make_group()
    # One for the version, two for the clinic's own crisis help.
    assert queries(client, "/") <= 15


def test_group_page_asks_as_often_for_one_session_as_for_three(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    one, three = make_group(sessions=1), make_group(sessions=3)
    assert queries(client, f"/groups/{one.slug}/") == queries(client, f"/groups/{three.slug}/")


def test_shelf_asks_as_often_for_one_lesson_as_for_three(client: Client, home: HomePage) -> None:
    for slug in ("halt", "rain", "dear-man"):
        LessonPage.objects.get(slug=slug).unpublish()
    three = queries(client, "/lessons/")
    for slug in ("stop", "improve"):
        LessonPage.objects.get(slug=slug).unpublish()
    assert queries(client, "/lessons/") == three


def test_lessons_ask_as_often_in_a_clinic_of_ten_as_of_two_hundred(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    """The shelf, a teaser and the programme for visitors; a lesson and today for a member."""
    kept = LessonPage.objects.exclude(slug="wise-mind").values_list("pk", flat=True)[:8]
    LessonPage.objects.exclude(slug="wise-mind").exclude(pk__in=list(kept)).update(live=False)
    cohort = make_group()
    [planned, *_later] = plan_weeks(cohort)
    _shelve(planned, 1)
    seat, meeting = make_enrollment(cohort), planned.session
    clock.move_to(meeting.ends_at)
    member = sign_in(Client(), seat.member.account)
    lesson = reverse("lesson", args=[seat.pk, 1, "wise-mind"])

    def asked() -> list[int]:
        visits = [(client, "/lessons/"), (client, "/lessons/extra-0/"), (client, "/programme/")]
        return [queries(*visit) for visit in [*visits, (member, lesson), (member, "/today/")]]

    ten = asked()
    assert "lesson-teaching" in member.get(lesson).content.decode()
    _shelve(planned, 190)
    assert LessonPage.objects.live().count() == 200
    assert client.get("/lessons/").content.decode().count('href="/lessons/extra-') == 191
    assert member.get("/today/").content.decode().count("/1/extra-") == 191
    assert asked() == ten


def _shelve(planned: CohortWeek, count: int) -> None:
    """So many more published lessons, which the week teaches. Nobody reads them: none has words."""
    shelf = LessonIndexPage.objects.get()
    words = LessonPage.objects.exclude(live_revision=None).earliest("pk").live_revision_id
    have = LessonPage.objects.filter(slug__startswith="extra-").count()
    for at in range(have, have + count):
        lesson = LessonPage(
            title=f"Extra {at}", slug=f"extra-{at}", module="M", teaser="About it.",
            source="ours", licence="ours",
        )  # fmt: skip
        shelf.add_child(instance=lesson)
        WeekLesson.objects.create(week=planned.week, lesson=lesson, order=100 + at)
        CohortLesson.objects.create(
            cohort_week=planned, lesson=lesson, order=100 + at, revision_id=words,
            title=lesson.title, teaser=lesson.teaser, reading_minutes=5,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "most", "bytes_"),
    [
        ("/", 15, 16_900),
        ("/groups/", 18, 11_800),
        ("/groups/{group}/", 12, 12_300),
        ("/programme/", 21, 22_900),
        ("/lessons/stop/", 8, 7_600),
    ],
)
def test_what_a_visitors_page_asks_and_weighs_has_a_limit(
    client: Client, home: HomePage, make_group: MakeGroup, path: str, most: int, bytes_: int
) -> None:
    """For the first after a change; those who follow ask once (tests/whole). Never up."""
    address = path.format(group=make_group().slug)
    make_group()
    assert queries(client, address) <= most
    assert len(client.get(address).content) <= bytes_
