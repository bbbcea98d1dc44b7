"""Writing a lesson: a draft may be unfinished, publishing asks kindly for the rest."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.roles import Role
from courses.models import LessonIndexPage, LessonPage
from pages.models import HomePage
from tests.factories import make_staff
from tests.signin import sign_in


@pytest.fixture
def facilitator(home: HomePage, client: Client) -> Client:
    """A facilitator in the editor."""
    return sign_in(client, make_staff(Role.FACILITATOR))


def form(**fields: Any) -> dict[str, Any]:
    """A lesson's form, filled as little as a draft needs."""
    empty = {
        "title": "Pace",
        "slug": "pace",
        "module": "M",
        "teaser": "",
        "source": "",
        "licence": "",
        "reading_minutes": "5",
        "skills": [],
        "worksheet": "",
        "key_points": streamfield([]),
        "body": streamfield([]),
        "slides": streamfield([]),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    sent: dict[str, Any] = nested_form_data({**empty, **fields})
    return sent


def add() -> str:
    shelf = LessonIndexPage.objects.get()
    return reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", shelf.pk])


def test_unfinished_draft_is_kept(facilitator: Client) -> None:
    response = facilitator.post(add(), form())
    assert response.status_code == 302
    page = LessonPage.objects.get(slug="pace")
    assert not page.live


def test_publishing_an_unfinished_lesson_says_what_is_missing(facilitator: Client) -> None:
    response = facilitator.post(add(), form(**{"action-publish": "1"}))
    text = response.content.decode()
    assert response.status_code == 200
    for sentence in (
        "Please write the teaser: two sentences that visitors may read.",
        "Please add the key points: three to five sentences to take home.",
        "Please say under which licence the text may be used.",
        "The lesson is still empty.",
    ):
        assert sentence in text
    assert not LessonPage.objects.filter(slug="pace", live=True).exists()


def test_publishing_a_finished_lesson_shows_its_teaser(facilitator: Client) -> None:
    body = streamfield([("teaching", {"heading": "Why", "text": rich_text("<p>Because.</p>")})])
    finished = form(
        teaser="Breathe at your own pace. It helps on busy days.",
        source="The team",
        licence="Free to use here",
        key_points=streamfield([("point", "Longer out than in.")]),
        body=body,
        **{"action-publish": "1"},
    )
    response = facilitator.post(add(), finished)
    assert response.status_code == 302, response.content.decode()[-3000:]
    text = Client().get("/lessons/pace/").content.decode()
    assert "Breathe at your own pace." in text
    assert "Longer out than in." not in text
