"""Query counts do not grow with what a page shows."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonPage
from pages.models import HomePage
from tests.pages.conftest import MakeGroup


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
