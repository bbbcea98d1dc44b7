"""Sending lessons and deciding about them, as the editor's pages post it."""

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import Account
from courses.models import LessonIndexPage, LessonPage
from pages.editor.actions import send_for_approval
from tests.answers import Answer
from tests.factories import lesson_words
from tests.letters import delivered

SEND, PUBLISH = {"action-submit": "1"}, {"action-publish": "1"}


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


def finished(**more: Any) -> dict[str, Any]:
    """The form of a lesson that has all that publishing asks for."""
    body = streamfield([("teaching", {"heading": "Why", "text": rich_text("<p>Because.</p>")})])
    fields = {
        "teaser": "Breathe at your own pace.",
        "source": "The team",
        "licence": "Free to use here",
        "key_points": streamfield([("point", "Longer out than in.")]),
        "body": body,
    }
    return form(**(fields | more))


def sent_lesson(by: Account, slug: str = "tides") -> LessonPage:
    """A finished lesson of `by` that waits for an approval."""
    lesson = LessonPage(
        title=slug.title(), slug=slug, module="DT", teaser="About it.", source="us", licence="ours",
        live=False, owner=by, **lesson_words(),
    )  # fmt: skip
    LessonIndexPage.objects.get().add_child(instance=lesson)
    lesson.save_revision(user=by)
    send_for_approval(lesson, by=by)
    return lesson


def edit(lesson: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def decide(browser: Client, lesson: LessonPage, action: str, note: str = "") -> Answer:
    """What the editor's window posts for “Approve” and for “Request changes”."""
    step = WorkflowState.objects.for_instance(lesson).get().current_task_state
    name = "wagtailadmin_pages:workflow_action"
    return browser.post(reverse(name, args=[lesson.pk, action, step.pk]), {"comment": note})


def letters_to(account: Account, lesson: Page) -> list[tuple[str, str, str]]:
    """Subject, text and HTML of each letter, which lead to the same page of the editor."""
    found = []
    for letter in delivered(to=account.email):
        assert edit(lesson) in letter.text
        assert edit(lesson) in letter.html
        found.append((letter.subject, " ".join(letter.text.split()), letter.html))
    return found
