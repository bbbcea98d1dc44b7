"""A facilitator sends a lesson, a coordinator approves it or sends it back."""

import json
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow, WorkflowState

from accounts.models import Account
from accounts.roles import Role, give_role
from audit.models import Entry
from courses.lessons.in_line import approval_asked
from courses.models import LessonPage, Skill
from outbox.models import Letter
from pages.editor.actions import trust_facilitators
from pages.models import HomePage
from pages.setup import set_up_site
from tests.factories import NOW, make_member, make_staff
from tests.letters import delivered, empty_the_mailbox
from tests.pages.sending import PUBLISH, SEND, add, decide, edit, finished, letters_to, sent_lesson
from tests.signin import sign_in

# --- on: from the writer to the reader ------------------------------------------------------------


def test_a_lesson_is_sent_approved_and_published_and_both_are_told(
    asked: None, writer: Account, coordinator: Account
) -> None:
    browser = sign_in(Client(), writer)
    assert "Send to a coordinator" in browser.get(add()).content.decode()
    assert browser.post(add(), finished() | SEND).status_code == 302

    lesson = LessonPage.objects.get(slug="pace")
    assert not lesson.live
    assert Client().get("/lessons/pace/").status_code == 404
    [(subject, text, html)] = letters_to(coordinator, lesson)
    assert subject == "A lesson waits for your approval"
    for words in ("Noor Hansen has written “Pace” and asks you to read it.", "send it back"):
        assert words in text
        assert words in html
    assert letters_to(writer, lesson) == []
    mine = browser.get(reverse("wagtailadmin_home")).content.decode()
    assert "Waits for a coordinator since" in mine

    desk = sign_in(Client(), coordinator)
    assert "1 lesson waits for your approval" in desk.get(reverse("today")).content.decode()
    assert "waits for your approval" not in browser.get(reverse("today")).content.decode()
    first_page = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "These lessons wait for you" in first_page
    assert f'href="{edit(lesson)}"' in first_page
    assert "Sent by Noor Hansen" in desk.get(reverse("desk-lessons")).content.decode()
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    answer = desk.post(edit(lesson), finished() | approve, follow=True)
    assert "“Pace” is approved and published." in answer.content.decode()

    assert "Breathe at your own pace." in Client().get("/lessons/pace/").content.decode()
    [(subject, text, html)] = letters_to(writer, lesson)
    assert subject == "Your lesson was approved"
    assert "“Pace” was approved and is published." in text
    assert "“Pace” was approved and is published." in html
    assert "your approval" not in desk.get(reverse("today")).content.decode()
    for page in (browser, desk):
        shown = page.get(reverse("wagtailadmin_home")).content.decode()
        assert "lessons-in-line" not in shown
    assert len(delivered(to=coordinator.email)) == 1


def test_a_lesson_comes_back_with_a_note_and_is_sent_again(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson, desk = sent_lesson(writer), sign_in(Client(), coordinator)
    decide(desk, lesson, "reject", "Please add an example & a pause.")

    said = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "“Tides” went back to Noor Hansen with your note." in said
    assert not LessonPage.objects.get(pk=lesson.pk).live
    [(subject, text, html)] = letters_to(writer, lesson)
    assert subject == "Your lesson came back with a note"
    assert "Sam Whitlock has read “Tides” and asks for a change first." in text
    assert "Please add an example & a pause." in text
    assert "Please add an example &amp; a pause." in html
    browser = sign_in(Client(), writer)
    mine = browser.get(reverse("wagtailadmin_home")).content.decode()
    assert "Came back from Sam Whitlock" in mine
    today = browser.get(reverse("today")).content.decode()
    assert "a coordinator approves them" in today
    assert f'<a href="{edit(lesson)}">“Tides” came back</a>: Please add an example' in today
    assert "came back" not in desk.get(reverse("today")).content.decode()
    assert "Please add an example &amp; a pause." in mine

    again = finished(title="Tides", slug="tides") | SEND
    assert browser.post(edit(lesson), again).status_code == 302
    assert "came back" not in browser.get(reverse("today")).content.decode()
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert [subject for subject, *_ in letters_to(coordinator, lesson)] == [
        "A lesson waits for your approval"  # the first one was of no use any more
    ]


def test_whoever_sends_a_lesson_is_told_who_reads_it(
    asked: None, writer: Account, coordinator: Account
) -> None:
    browser = sign_in(Client(), writer)

    def told(address: str, **fields: str) -> str:
        answer = browser.post(address, finished(**fields) | SEND, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    said = told(add())
    assert "“Pace” waits for a coordinator. You hear by letter what was decided." in said
    assert "submitted for moderation" not in said
    lesson = LessonPage.objects.get(slug="pace")
    decide(sign_in(Client(), coordinator), lesson, "reject", "Please add an example.")
    coordinator.is_active = False
    coordinator.save()
    again = told(edit(lesson))
    assert "“Pace” is sent, but nobody can read it yet: there is no coordinator." in again
    assert "submitted for moderation" not in again
    assert WorkflowState.objects.for_instance(lesson).latest("pk").status == "in_progress"


def test_what_was_decided_is_said_of_the_lesson_and_of_nothing_else_with_its_number(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson, desk = sent_lesson(writer), sign_in(Client(), coordinator)
    other = ContentType.objects.get_for_model(Skill)
    WorkflowState.objects.create(
        workflow=Workflow.objects.get(active=True), status=WorkflowState.STATUS_NEEDS_CHANGES,
        content_type=other, base_content_type=other, object_id=str(lesson.pk),
    )  # fmt: skip
    decide(desk, lesson, "approve", "")
    said = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "“Tides” is approved and published." in said


@pytest.mark.parametrize("note", ["", "  \n "])
def test_a_lesson_is_not_sent_back_without_a_note(
    asked: None, writer: Account, coordinator: Account, note: str
) -> None:
    lesson, desk = sent_lesson(writer), sign_in(Client(), coordinator)
    asks = "Please write in a sentence what should change"
    decide(desk, lesson, "reject", note)  # a page without scripts
    assert asks in desk.get(edit(lesson)).content.decode()
    window = {"x-requested-with": "XMLHttpRequest"}
    step = WorkflowState.objects.get().current_task_state
    for name in ("workflow_action", "collect_workflow_action_data"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk, "reject", step.pk])
        assert asks in desk.post(address, {"comment": note}, headers=window).json()["html"]
    by_hand = {
        "action-workflow-action": "1", "workflow-action-name": "reject",
        "workflow-action-extra-data": json.dumps({"comment": note}),
    }  # fmt: skip
    typed = finished(title="Tides", slug="tides", teaser="Typed just now.")
    page = desk.post(edit(lesson), typed | by_hand).content.decode()
    assert asks in page
    assert "Typed just now." in page
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert letters_to(writer, lesson) == []

    by_hand["workflow-action-extra-data"] = json.dumps({"comment": "More pauses."})
    page = desk.post(edit(lesson), typed | by_hand, follow=True).content.decode()
    assert "“Tides” went back to Noor Hansen with your note." in page
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES


def test_a_lesson_that_came_back_without_a_note_says_no_other(
    asked: None, writer: Account, coordinator: Account
) -> None:
    """A note is asked for since; older lessons came back without."""
    lesson = sent_lesson(writer)
    step = WorkflowState.objects.get().current_task_state
    step.reject(user=coordinator, comment="")
    [(subject, text, _html)] = letters_to(writer, lesson)
    assert subject == "Your lesson came back"
    assert "There is no note." in text


def test_a_letter_that_waited_too_long_is_not_sent(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson = sent_lesson(writer)
    decide(sign_in(Client(), coordinator), lesson, "approve")
    assert letters_to(coordinator, lesson) == []
    assert len(letters_to(writer, lesson)) == 1


def test_whoever_sent_a_lesson_takes_it_back(asked: None, writer: Account) -> None:
    lesson, browser = sent_lesson(writer), sign_in(Client(), writer)
    assert "Take it back" in browser.get(edit(lesson)).content.decode()
    browser.post(edit(lesson), finished(slug="tides") | {"action-cancel-workflow": "1"})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_publishing_past_the_approval_tells_the_writer_too(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson, desk = sent_lesson(writer), sign_in(Client(), coordinator)
    page = desk.get(edit(lesson)).content.decode()
    assert 'name="action-publish"' not in page  # the large button approves
    assert desk.post(edit(lesson), finished(slug="tides") | PUBLISH).status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    assert [subject for subject, *_ in letters_to(writer, lesson)] == ["Your lesson was approved"]


def test_an_approved_lesson_with_an_hour_opens_then_and_its_letter_says_so(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson = sent_lesson(writer)
    draft = lesson.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=3)
    draft.save_revision(user=writer)
    desk = sign_in(Client(), coordinator)
    decide(desk, lesson, "approve")
    said = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "“Tides” is approved. It is published on" in said
    lesson.refresh_from_db()
    assert (lesson.live, lesson.approved_schedule) == (False, True)
    [(_, text, html)] = letters_to(writer, lesson)
    assert "“Tides” was approved. It is published on" in text
    assert "It is published on" in html


def test_discreet_letters_name_no_lesson_and_carry_no_note(
    asked: None, writer: Account, coordinator: Account
) -> None:
    make_member(writer, discreet=True)
    make_member(coordinator, discreet=True)
    lesson = sent_lesson(writer)
    told = delivered(to=coordinator.email)
    decide(sign_in(Client(), coordinator), lesson, "reject", "More pauses.")
    told += delivered(to=writer.email)
    assert [letter.subject for letter in told] == ["A text waits for you", "Your text came back"]
    for letter in told:
        for words in ("Tides", "lesson", "More pauses.", "Noor", "Sam"):
            assert words not in letter.subject + letter.text.split("http")[0]


# --- on: what is refused --------------------------------------------------------------------------


def test_publishing_by_hand_saves_a_draft_and_nothing_more(asked: None, writer: Account) -> None:
    browser = sign_in(Client(), writer)
    assert 'name="action-publish"' not in browser.get(add()).content.decode()
    browser.post(add(), finished() | PUBLISH)
    lesson = LessonPage.objects.get(slug="pace")
    browser.post(edit(lesson), finished() | PUBLISH)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    browser.post(f"{bulk}?id={lesson.pk}")
    taught = LessonPage.objects.get(slug="stop")
    browser.post(reverse("wagtailadmin_pages:unpublish", args=[taught.pk]))
    assert not LessonPage.objects.get(slug="pace").live
    assert LessonPage.objects.get(slug="stop").live


def test_a_writer_cannot_approve_what_they_sent(asked: None, writer: Account) -> None:
    lesson = sent_lesson(writer)
    assert decide(sign_in(Client(), writer), lesson, "approve").status_code in {302, 403}
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_a_marketer_sees_nothing_of_it(asked: None, writer: Account) -> None:
    marketer = make_staff(Role.MARKETER, "words@example.org")
    lesson, browser = sent_lesson(writer), sign_in(Client(), marketer)
    assert "Tides" not in browser.get(reverse("wagtailadmin_home")).content.decode()
    assert browser.get(edit(lesson)).status_code in {302, 403}
    assert browser.get(reverse("lesson-checklist", args=[lesson.pk])).status_code == 404
    assert browser.get(reverse("desk-lessons")).status_code == 403
    assert decide(browser, lesson, "approve").status_code in {302, 403}
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert delivered(to=marketer.email) == []
    page = browser.get(edit(HomePage.objects.get())).content.decode()
    assert 'name="action-submit"' not in page


def test_a_coordinator_without_second_factor_gets_nothing(
    asked: None, writer: Account, coordinator: Account
) -> None:
    lesson, browser = sent_lesson(writer), Client()
    browser.force_login(coordinator)
    for address in (reverse("wagtailadmin_home"), edit(lesson), reverse("desk-lessons")):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("mfa_activate_totp"))
    decide(browser, lesson, "approve")
    browser.post(reverse("desk-lessons"), {"who": "facilitators"})
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert approval_asked()


def test_whoever_has_both_roles_publishes_directly(asked: None, coordinator: Account) -> None:
    give_role(coordinator, Role.FACILITATOR)
    browser = sign_in(Client(), coordinator)
    assert 'name="action-publish"' in browser.get(add()).content.decode()
    browser.post(add(), finished() | PUBLISH)
    assert LessonPage.objects.get(slug="pace").live
    assert delivered(to=coordinator.email) == []


# --- the switch -----------------------------------------------------------------------------------


def test_the_switch_works_at_once_for_both_and_leaves_a_trail(
    writer: Account, coordinator: Account
) -> None:
    browser, desk = sign_in(Client(), writer), sign_in(Client(), coordinator)
    address = reverse("desk-lessons")
    assert "without anybody's approval" in desk.get(address).content.decode()
    assert 'name="action-submit"' not in browser.get(add()).content.decode()
    lesson = LessonPage.objects.get(slug="stop")
    assert desk.get(edit(lesson)).status_code in {302, 403}

    answer = desk.post(address, {"who": "coordinators"}, follow=True)
    assert "From now on a coordinator approves each lesson." in answer.content.decode()
    desk.post(address, {"who": "coordinators"})  # pressed twice
    browser.post(add(), finished() | PUBLISH)  # opened before
    assert not LessonPage.objects.get(slug="pace").live
    assert desk.get(edit(lesson)).status_code == 200

    desk.post(address, {"who": "facilitators"})
    browser.post(edit(LessonPage.objects.get(slug="pace")), finished() | PUBLISH)
    assert LessonPage.objects.get(slug="pace").live
    assert desk.get(edit(lesson)).status_code in {302, 403}
    acts = Entry.objects.filter(act__startswith="lessons.").order_by("pk")
    assert [(entry.act, entry.actor_id) for entry in acts] == [
        ("lessons.approval_asked", coordinator.pk),
        ("lessons.approval_waived", coordinator.pk),
    ]


def test_a_choice_that_is_none_changes_nothing(asked: None, coordinator: Account) -> None:
    answer = sign_in(Client(), coordinator).post(reverse("desk-lessons"), {"who": "nobody"})
    assert answer.status_code == 400
    assert "Nothing was changed." in answer.content.decode()
    assert approval_asked()


def test_what_waits_is_its_writers_again_when_the_switch_goes_off(
    asked: None, writer: Account, coordinator: Account
) -> None:
    waits, back = sent_lesson(writer), sent_lesson(writer, "back")
    desk = sign_in(Client(), coordinator)
    step = WorkflowState.objects.get(object_id=str(back.pk)).current_task_state
    step.reject(user=coordinator, comment="Not yet.")
    delivered()
    empty_the_mailbox()

    assert trust_facilitators(by=coordinator, now=NOW)

    assert not WorkflowState.objects.active().exists()
    [(subject, text, html)] = letters_to(writer, waits)
    assert subject == "Your lesson is yours to publish"
    assert "“Tides” no longer waits for anybody." in text
    assert "“Tides” no longer waits for anybody." in html
    assert "lessons-in-line" not in desk.get(reverse("wagtailadmin_home")).content.decode()
    browser = sign_in(Client(), writer)
    browser.post(edit(waits), finished(title="Tides", slug="tides") | PUBLISH)
    assert LessonPage.objects.get(slug="tides").live


def test_a_site_of_before_stays_without_approval_after_an_upgrade(home: HomePage) -> None:
    set_up_site(name="", now=NOW)
    assert not approval_asked()
    assert not Workflow.objects.active().exists()  # Wagtail's own would lead to nobody


def test_the_first_page_asks_as_often_for_one_lesson_as_for_three(
    asked: None, writer: Account, coordinator: Account
) -> None:
    def queries(account: Account) -> int:
        browser = sign_in(Client(), account)
        browser.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as asked_for:
            browser.get(reverse("wagtailadmin_home"))
        return len(asked_for)

    sent_lesson(writer)
    one = queries(writer), queries(coordinator)
    sent_lesson(writer, "second")
    sent_lesson(writer, "third")
    assert (queries(writer), queries(coordinator)) == one


def test_nothing_of_a_lesson_stands_in_the_trail_or_in_a_letters_row(
    asked: None, writer: Account
) -> None:
    sent_lesson(writer)
    kept = json.dumps(list(Letter.objects.values_list("about", "key"))) + json.dumps(
        list(Entry.objects.values_list("facts", flat=True))
    )
    assert "Tides" not in kept
    assert Letter.objects.exists()
