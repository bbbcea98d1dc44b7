"""Writing a lesson: a draft may be unfinished, publishing asks kindly for the rest."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, WorkflowState
from wagtail.test.utils.form_data import rich_text, streamfield

from accounts.models import Account
from accounts.roles import Role
from courses.lessons.finished import LessonUnfinished
from courses.models import LessonPage
from pages.models import HomePage
from tests.factories import make_staff
from tests.pages.sending import SEND, add, decide, form, letters_to, sent_lesson
from tests.signin import sign_in


@pytest.fixture
def facilitator(home: HomePage, client: Client) -> Client:
    """A facilitator in the editor."""
    return sign_in(client, make_staff(Role.FACILITATOR))


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


# --- the checks beside the form -------------------------------------------------------------------


def test_the_editor_shows_the_checks_of_the_draft_as_it_was_saved(facilitator: Client) -> None:
    facilitator.post(add(), form(source="The team"))
    lesson = LessonPage.objects.get(slug="pace")
    whole = facilitator.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    part = facilitator.get(reverse("lesson-checklist", args=[lesson.pk]))
    for text in (whole, part.content.decode()):
        assert "Please say under which licence the text may be used." in text
        assert "Nothing to practise in the session yet." in text
        assert "where it comes from" not in text
    assert "no-store" in part.headers["Cache-Control"]
    assert "Before you publish" in whole
    assert "data-content-readability-score" not in whole

    draft = lesson.get_latest_revision_as_object()
    draft.licence = "Ours"
    draft.save_revision(clean=False)
    part = facilitator.get(reverse("lesson-checklist", args=[lesson.pk]))
    assert "The team. Ours." in part.content.decode()


def test_a_new_lesson_says_when_its_checks_come(facilitator: Client) -> None:
    page = facilitator.get(add()).content.decode()
    assert "The checks appear as soon as your first words are saved." in page


def test_a_public_page_keeps_the_editors_own_checks(home: HomePage, client: Client) -> None:
    marketer = sign_in(client, make_staff(Role.MARKETER))
    page = marketer.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()
    assert "Before you publish" not in page
    assert "data-content-readability-score" in page


def test_checks_open_to_those_who_may_edit_the_lesson(facilitator: Client) -> None:
    lesson = LessonPage.objects.get(slug="stop")
    address = reverse("lesson-checklist", args=[lesson.pk])
    assert facilitator.get(address).status_code == 200
    assert facilitator.post(address).status_code == 405
    for none in (9_999, lesson.get_parent().pk):
        assert facilitator.get(reverse("lesson-checklist", args=[none])).status_code == 404
    for role in (Role.MARKETER, Role.COORDINATOR):
        other = sign_in(Client(), make_staff(role))
        answer = other.get(address)
        assert answer.status_code == 404, role
        assert "Reading grade" not in answer.content.decode()
    visitor = Client().get(address, follow=True)
    assert "Reading grade" not in visitor.content.decode()


# --- whichever way a lesson is published ----------------------------------------------------------


def unfinished(lesson: LessonPage) -> Revision:
    """An autosaved draft of `lesson` without a licence and with half a block."""
    draft = lesson.get_latest_revision_as_object()
    draft.licence = ""
    draft.body = [("teaching", {"heading": "", "text": ""})]
    return draft.save_revision(user=lesson.owner, clean=False)


def test_sending_asks_for_the_same_as_publishing(asked: None, writer: Account) -> None:
    text = sign_in(Client(), writer).post(add(), form() | SEND).content.decode()
    for sentence in (
        "Please write the teaser: two sentences that visitors may read.",
        "Please say under which licence the text may be used.",
        "The lesson is still empty.",
    ):
        assert sentence in text
    assert not WorkflowState.objects.exists()


def test_an_unfinished_draft_is_not_published_by_an_approval(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson = sent_lesson(writer)
    unfinished(lesson)
    answer = decide(sign_in(Client(), coordinator), lesson, "approve")
    assert answer.status_code == 302
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_an_unfinished_draft_is_not_published_in_bulk(asked: None, coordinator: Account) -> None:
    lesson = LessonPage.objects.get(slug="stop")
    shown = lesson.live_revision_id
    unfinished(lesson)
    browser = sign_in(Client(), coordinator)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = browser.post(f"{bulk}?id={lesson.pk}", follow=True).content.decode()
    assert "Nothing was published, because something is not finished: STOP" in answer
    assert LessonPage.objects.get(pk=lesson.pk).live_revision_id == shown


def test_an_unfinished_draft_is_not_published_by_its_schedule(writer: Account) -> None:
    lesson = LessonPage.objects.get(slug="stop")
    LessonPage.objects.filter(pk=lesson.pk).update(owner=writer)
    lesson.refresh_from_db()
    shown, late = lesson.live_revision_id, timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=unfinished(lesson).pk).update(approved_go_live_at=late)
    other = LessonPage.objects.get(slug="rain")
    draft = other.get_latest_revision_as_object()
    draft.teaser = "Rain at its hour."
    Revision.objects.filter(pk=draft.save_revision().pk).update(approved_go_live_at=late)

    call_command("publish_scheduled")
    call_command("publish_scheduled")

    assert LessonPage.objects.get(slug="stop").live_revision_id == shown
    assert LessonPage.objects.get(slug="rain").teaser == "Rain at its hour."
    [(subject, text, html)] = letters_to(writer, lesson)
    assert subject == "Your lesson was not published"
    for words in ("“STOP” should have been published now", "under which licence"):
        assert words in text
        assert words in html


def test_no_code_publishes_an_unfinished_lesson(home: HomePage) -> None:
    lesson = LessonPage.objects.get(slug="stop")
    lesson.get_latest_revision().publish()
    with pytest.raises(LessonUnfinished) as refused:
        unfinished(lesson).publish()
    assert refused.value.asks == [
        "Please say under which licence the text may be used.",
        "Something under “lesson” is half written. Please finish it or take it out.",
    ]


def test_every_shipped_lesson_is_finished(home: HomePage) -> None:
    for lesson in LessonPage.objects.all():
        lesson.get_latest_revision().publish()
