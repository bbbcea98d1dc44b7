"""The steps of a skill inside a lesson: typed once, kept as they were given, shown in each way."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.roles import Role
from courses.desk.exercises import ASKS, StepBlock
from courses.lessons.changes import changes_between
from courses.lessons.checklist import Weight, exercises
from courses.lessons.exercises import ExerciseBlock
from courses.lessons.parts import text_of
from courses.lessons.render import lesson_html, render_body
from courses.lessons.slides import MOST_POINTS, Slide, slides_in_draft, slides_of
from courses.models import LessonPage, Skill
from courses.paper.sheets import card, part_of
from tests.courses.conftest import Browser
from tests.courses.test_lessons import edit

STEPS = [
    {"letter": "S", "name": "Stop", "text": "Freeze for a moment."},
    {"letter": "T", "name": "Take a step back", "text": "Breathe out."},
]


@pytest.fixture
def editor(browser: Browser) -> Client:
    """A facilitator's browser."""
    return browser(Role.FACILITATOR)


@pytest.fixture
def stop(editor: Client) -> Skill:
    """A published skill whose letters spell it."""
    return Skill.objects.create(
        slug="halt-here", name="ST", module="DT", summary="Wait.", acronym=True, steps=STEPS
    )


@pytest.fixture
def lesson(stop: Skill) -> LessonPage:
    """A lesson that shows its steps, published."""
    page: LessonPage = LessonPage.objects.get(slug="tide")
    edit(page, body=[("exercise", {"heading": "", "skill": stop})])
    page.refresh_from_db()
    return page


def form(page: LessonPage, **fields: Any) -> dict[str, Any]:
    """The lesson's form as its page sends it, with a block for each given skill."""
    sent: dict[str, Any] = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "module": "DT",
            "teaser": "About it.",
            "source": "us",
            "licence": "ours",
            "reading_minutes": "5",
            "skills": [],
            "worksheet": "",
            "key_points": streamfield([("point", "One.")]),
            "slides": streamfield([]),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }
        | fields
    )
    return sent


def shown(skill: Skill | str, heading: str = "", words: str = "") -> Any:
    chosen = skill.pk if isinstance(skill, Skill) else skill
    return streamfield([("exercise", {"heading": heading, "skill": chosen, "words": words})])


def reword(stop: Skill, text: str = "Quite other words.") -> None:
    stop.steps = [STEPS[0] | {"text": text}, STEPS[1]]
    stop.save()


def test_the_same_words_stand_in_lesson_slide_and_paper(lesson: LessonPage, stop: Skill) -> None:
    revision = lesson.live_revision_id
    html = lesson_html(lesson.pk, revision)
    [slide] = [one for one in slides_of([revision]) if one.title == "ST"]
    [block] = lesson.body
    paper = part_of("exercise", block.value, {})
    for step in STEPS:
        assert step["name"] in html
        assert step["text"] in html
        assert f"{step['letter']} · {step['name']}" in slide.points
    assert slide == Slide("new_skill", "ST", ("S · Stop", "T · Take a step back"))
    assert (paper["kind"], paper["heading"], paper["letters"]) == ("steps", "ST", True)
    assert [(item["mark"], item["name"]) for item in paper["items"]] == [
        ("S", "Stop"),
        ("T", "Take a step back"),
    ]
    assert "Freeze for a moment." in str(paper["items"][0]["body"])
    assert "Freeze for a moment." in text_of(lesson)
    assert "halt-here" not in text_of(lesson)


def test_a_step_without_its_letter_has_its_number_on_every_paper(stop: Skill) -> None:
    stop.steps = [STEPS[0], {"name": "Go on", "text": "Walk."}]
    block = {"heading": "", "skill": stop, "words": stop.own_exercise}
    for paper in (part_of("exercise", block, {})["items"], card(stop)["steps"]):
        assert [step["mark"] for step in paper] == ["S", "2"]


def test_what_was_given_keeps_its_words(lesson: LessonPage, stop: Skill) -> None:
    given = lesson.live_revision_id
    reword(stop)
    assert "Freeze for a moment." in lesson_html(lesson.pk, given)
    assert "Quite other words." not in lesson_html(lesson.pk, given)
    stop.delete()
    pinned: LessonPage = Revision.objects.get(pk=given).as_object()
    assert "Freeze for a moment." in render_body(pinned)
    assert [slide.title for slide in slides_of([given])][-1] == "ST"
    assert slides_in_draft(pinned)[-1].points == ("S · Stop", "T · Take a step back")
    assert part_of("exercise", pinned.body[0].value, {})["heading"] == "ST"


def test_saving_takes_the_new_words_and_the_editor_is_told(
    editor: Client, lesson: LessonPage, stop: Skill
) -> None:
    [fine] = exercises(lesson)
    assert fine.weight is Weight.FINE
    reword(stop)
    [changed] = exercises(LessonPage.objects.get(pk=lesson.pk))
    assert (changed.weight, changed.quotes) == (Weight.ADVICE, ("ST",))
    assert "Saving the lesson takes the new ones" in changed.says
    checks = editor.get(reverse("lesson-checklist", args=[lesson.pk])).content.decode()
    assert "words changed since" in checks
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    # What the page carries is no source of words: it takes them from the skill.
    forged = json.dumps({"title": "ST", "steps": [{"name": "Forged", "text": "Words."}]})
    sent = form(lesson, body=shown(stop, "Three letters", forged)) | {"action-publish": "1"}
    answer = editor.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    lesson.refresh_from_db()
    html = lesson_html(lesson.pk, lesson.live_revision_id)
    assert "Quite other words." in html
    assert "Three letters" in html
    assert "Forged" not in html
    [fine] = exercises(lesson)
    assert fine.weight is Weight.FINE


def test_a_draft_of_a_skill_does_not_reach_a_lesson(
    editor: Client, lesson: LessonPage, stop: Skill
) -> None:
    draft: Skill = stop.get_latest_revision_as_object()
    draft.steps = [STEPS[0] | {"text": "Not yet for anybody."}]
    draft.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    sent = form(lesson, body=shown(stop)) | {"action-publish": "1"}
    assert editor.post(address, sent).status_code == 302
    lesson.refresh_from_db()
    assert "Freeze for a moment." in lesson_html(lesson.pk, lesson.live_revision_id)
    assert "Not yet for anybody." not in str(lesson.live_revision.content)


def test_an_unpublished_skill_is_not_shown_by_a_new_version(
    editor: Client, lesson: LessonPage, stop: Skill
) -> None:
    stop.unpublish()
    [found] = exercises(LessonPage.objects.get(pk=lesson.pk))
    assert found.weight is Weight.MUST
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    sent = form(lesson, body=shown(stop)) | {"action-publish": "1"}
    before = lesson.live_revision_id
    assert "This skill is not published." in editor.post(address, sent).content.decode()
    lesson.refresh_from_db()
    assert lesson.live_revision_id == before
    assert "Freeze for a moment." in lesson_html(lesson.pk, before)


def test_a_changed_word_is_seen_between_versions(lesson: LessonPage, stop: Skill) -> None:
    before = lesson.live_revision
    reword(stop)
    draft: LessonPage = lesson.get_latest_revision_as_object()
    [block] = draft.body
    draft.body = [("exercise", {"heading": "", "skill": stop})]
    draft.body[0].id = block.id
    after = draft.save_revision()
    [change] = [one for one in changes_between(lesson, before, after) if "Stop" in one.html]
    assert "<del>Freeze for a moment</del><ins>Quite other words</ins>." in change.html
    assert "&#x27;text&#x27;" not in change.html
    assert "Take a step back<br>Breathe out." in change.html


def test_many_steps_share_slides(lesson: LessonPage, stop: Skill) -> None:
    stop.acronym = False
    stop.steps = [{"name": f"Step {number}", "text": "…"} for number in range(MOST_POINTS + 1)]
    stop.save()
    revision = edit(lesson, body=[("exercise", {"heading": "Eight", "skill": stop})])
    slides = [slide for slide in slides_of([revision.pk]) if slide.title == "Eight"]
    assert [len(slide.points) for slide in slides] == [4, 4]
    assert slides[0].points[0] == "Step 0"


def test_slides_of_exercises_ask_nothing_more(lesson: LessonPage, stop: Skill) -> None:
    with CaptureQueriesContext(connection) as one:
        slides_of([lesson.live_revision_id])
    revision = edit(lesson, body=[("exercise", {"heading": "", "skill": stop})] * 3)
    with CaptureQueriesContext(connection) as three:
        slides = slides_of([revision.pk])
    assert len([slide for slide in slides if slide.title == "ST"]) == 3
    assert len(three) == len(one)


@pytest.mark.parametrize("broken", ["", "null", "[]", "{", '{"steps": 7}', '"steps"'])
def test_words_that_no_page_of_ours_sends_are_no_words(broken: str) -> None:
    block = ExerciseBlock()
    value = block.value_from_datadict({"b-heading": "", "b-skill": "", "b-words": broken}, {}, "b")
    assert not (value["words"] and value["words"].steps)
    html = block.render(value)
    assert "<h2>" in html


def test_every_block_shows_itself_before_it_is_chosen(editor: Client) -> None:
    address = reverse("wagtailadmin_block_preview")
    blocks: list[Any] = [ExerciseBlock(), StepBlock(), *(kind() for kind in ASKS.values())]
    expected = ["Proceed mindfully", "What did you nearly do?", "What happened?", "Who could you"]
    expected += ["Reminded", "Stay with it", "Breathe with it.", "What would be different"]
    for block, words in zip(blocks, expected, strict=True):
        answer = editor.get(address, {"id": block.definition_prefix})
        assert answer.status_code == 200
        assert words in answer.content.decode(), block


def test_a_lesson_beside_its_exercise_still_takes_text(
    editor: Client, lesson: LessonPage, stop: Skill
) -> None:
    body = streamfield(
        [
            ("teaching", {"heading": "Why", "text": rich_text("<p>Because.</p>")}),
            ("exercise", {"heading": "", "skill": stop.pk, "words": ""}),
        ]
    )
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert editor.post(address, form(lesson, body=body)).status_code == 302
    lesson.refresh_from_db()
    html = str(render_body(lesson.get_latest_revision_as_object()))
    assert html.index("Because.") < html.index("Freeze for a moment.")
