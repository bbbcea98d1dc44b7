"""A skill that lessons show: who is told of a change, and what is left when it goes."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.rich_text import RichText

from accounts.roles import Role
from courses.curriculum.models import Course, WeekSkill
from courses.exercises.shapes import read_exercise
from courses.lessons.checklist import exercises
from courses.lessons.exercises import ExerciseBlock, told_by
from courses.lessons.finished import LessonUnfinished
from courses.lessons.render import lesson_html
from courses.lessons.showing import Showing, lessons_showing
from courses.models import LessonPage, Skill
from tests.courses.conftest import Browser
from tests.courses.sent import skill_form, step, take_back
from tests.courses.test_lessons import edit

ASKS: list[dict[str, str]] = [{"prompt": "What did you nearly do?", "answer": "text"}]
STEPS: list[dict[str, Any]] = [
    {"letter": "S", "name": "Stop", "text": "Freeze for a moment.", "asks": ASKS},
    {"letter": "T", "name": "Take a step back", "text": "Breathe out."},
]
NOT_OFFERED = "This is not offered at the moment"


@pytest.fixture
def editor(browser: Browser) -> Client:
    """A facilitator's browser."""
    return browser(Role.FACILITATOR)


@pytest.fixture
def stop(editor: Client) -> Skill:
    """A published skill that no lesson shows yet."""
    return Skill.objects.create(
        slug="halt-here", name="ST", module="DT", summary="Wait.", acronym=True, steps=STEPS
    )


def shows(*skills: Skill) -> dict[str, Any]:
    return {"body": [("exercise", {"heading": "", "skill": skill}) for skill in skills]}


def tide() -> LessonPage:
    found: LessonPage = LessonPage.objects.get(slug="tide")
    return found


def drafted(page: LessonPage, **fields: Any) -> None:
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()


def page_of(editor: Client, skill: Skill, name: str = "edit") -> str:
    return editor.get(reverse(f"skills:{name}", args=[skill.pk])).content.decode()


def test_a_skill_knows_the_lessons_that_show_it(editor: Client, stop: Skill) -> None:
    anchor = Skill.objects.get(slug="anchor")
    assert lessons_showing(stop) == []
    edit(tide(), **shows(anchor))
    assert lessons_showing(stop) == []
    drafted(tide(), **shows(anchor, stop))
    lesson = tide()
    assert lessons_showing(stop) == [Showing(lesson.pk, lesson.title, True, False)]
    edit(lesson, **shows(stop))
    assert lessons_showing(stop) == [Showing(lesson.pk, lesson.title, False, False)]
    stop.steps = [*STEPS, {"name": "Pause", "text": "Wait."}]
    stop.save()
    assert lessons_showing(stop) == [Showing(lesson.pk, lesson.title, False, True)]
    assert [one.title for one in lessons_showing(anchor)] == []


def test_what_is_asked_is_not_told_in_a_lesson(editor: Client, stop: Skill) -> None:
    edit(tide(), **shows(stop))
    stop.steps = [STEPS[0] | {"asks": []}, STEPS[1]]
    stop.save()
    assert [one.is_behind for one in lessons_showing(stop)] == [False]


def test_more_lessons_ask_nothing_more(editor: Client, stop: Skill) -> None:
    edit(tide(), **shows(stop))
    with CaptureQueriesContext(connection) as one:
        assert len(lessons_showing(stop)) == 1
    lessons = list(LessonPage.objects.all())
    for lesson in lessons:
        edit(lesson, **shows(stop, stop))
    with CaptureQueriesContext(connection) as many:
        assert len(lessons_showing(stop)) == len(lessons) > 1
    assert len(many) == len(one) == 2


def test_its_page_names_and_links_the_lessons(editor: Client, stop: Skill) -> None:
    says = "These lessons show its steps"
    assert says not in page_of(editor, stop)
    edit(tide(), **shows(stop), title="Tide <b>")
    link = reverse("wagtailadmin_pages:edit", args=[tide().pk])
    page = page_of(editor, stop)
    assert "in the words they were saved with; after a change is published, save them" in page
    assert f'<a href="{link}">Tide &lt;b&gt;</a>' in page
    assert "Lessons tell it in words of their own" not in page
    stop.steps = STEPS[:1]
    stop.save()
    assert "in other words than those it is published with" in page_of(editor, stop)
    stop.unpublish()
    page = page_of(editor, stop)
    assert "they are not published anew while it is not published:" in page
    assert "save them again" not in page
    # Of a lesson that teaches it in its own words, the page still says so.
    lesson = tide()
    lesson.skills.add(stop)
    lesson.save()
    assert "Lessons tell it in words of their own" in page_of(editor, stop)


def test_a_draft_of_a_skill_leaves_no_lesson_behind_it(editor: Client, stop: Skill) -> None:
    edit(tide(), **shows(stop))
    sent = skill_form(stop, publish=False, steps=[step("Pause", "Wait a little.")])
    address = reverse("skills:edit", args=[stop.pk])
    assert editor.post(address, sent).status_code == 302
    page = page_of(editor, stop)
    assert "Wait a little." in page
    assert "after a change is published, save them again" in page
    assert "in other words than" not in page
    stop.refresh_from_db()
    sent = skill_form(stop, steps=[step("Pause", "Wait a little.")])
    assert editor.post(address, sent).status_code == 302
    assert "in other words than those it is published with" in page_of(editor, stop)


def test_words_of_a_draft_are_in_no_lesson_that_never_took_them(
    editor: Client, stop: Skill
) -> None:
    """A row that is not published holds a draft."""
    block = ExerciseBlock()

    def stored() -> Any:
        return block.get_prep_value(block.to_python({"heading": "", "skill": stop.pk}))["words"]

    assert stored()["steps"]
    stop.unpublish()
    assert stored() is None
    drafted(tide(), body=[("exercise", {"heading": "", "skill": stop})])
    kept = tide().get_latest_revision().content["body"]
    assert "Freeze for a moment." not in kept
    [found] = exercises(tide().get_latest_revision_as_object())
    assert found.quotes == ("ST",)


def test_taking_it_back_names_who_uses_it(editor: Client, stop: Skill) -> None:
    assert "is used by" not in page_of(editor, stop, "unpublish")
    edit(tide(), **shows(stop))
    week = Course.objects.earliest("pk").weeks.earliest("number")
    WeekSkill.objects.create(week=week, skill=stop, order=9)
    page = page_of(editor, stop, "unpublish")
    assert f"the lesson “{tide().title}”, which shows its steps" in page
    assert f"week {week.number} of “{week.course.name}”" in page
    assert "not offered at the moment" in page
    assert "Lessons keep their words" in page
    assert "Weeks do not name it any more" in page


def test_a_skill_that_lessons_show_is_not_deleted(editor: Client, stop: Skill) -> None:
    drafted(tide(), **shows(stop))
    page = page_of(editor, stop, "delete")
    assert f"the draft of the lesson “{tide().title}”, which shows its steps" in page
    editor.post(reverse("skills:delete", args=[stop.pk]))
    assert Skill.objects.filter(pk=stop.pk).exists()
    drafted(tide(), body=[])
    editor.post(reverse("skills:delete", args=[stop.pk]))
    assert not Skill.objects.filter(pk=stop.pk).exists()


def test_what_is_not_offered_says_so_kindly_and_tells_no_draft(editor: Client, stop: Skill) -> None:
    edit(tide(), **shows(stop))
    address = reverse("skill-do", args=[stop.slug])
    html = lesson_html(tide().pk, tide().live_revision_id or 0)
    assert f'href="{address}"' in html
    visitor = Client()
    assert visitor.get(address).status_code == 200
    take_back(editor, stop)
    # The lesson was compiled with its link, and is kept so.
    assert f'href="{address}"' in lesson_html(tide().pk, tide().live_revision_id or 0)
    for name in ("skill-do", "skill", "skill-worksheet", "skill-flash-cards"):
        taken_back, never_was = (
            visitor.get(reverse(name, args=[slug])) for slug in (stop.slug, "never-was")
        )
        assert taken_back.status_code == never_was.status_code == 404
        said = taken_back.content.decode()
        assert NOT_OFFERED in said
        assert f'href="{reverse("skills")}"' in said
        assert "ST" not in said.split("<main")[1].split("</main>")[0].replace("STOP", "")
        assert said.replace(stop.slug, "never-was") == never_was.content.decode()
    paper = visitor.get(reverse("skill-paper", args=[stop.slug, "skill"]))
    assert paper.status_code == 404
    further = visitor.get(reverse("skill-do-further", args=["anchor", "none"]))
    assert (further.status_code, NOT_OFFERED in further.content.decode()) == (404, True)


def test_a_block_without_its_skill_says_what_to_do(editor: Client, stop: Skill) -> None:
    edit(tide(), **shows(stop))
    Skill.objects.filter(pk=stop.pk).delete()
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[tide().pk])).content.decode()
    assert "courses/kept-words" in page
    assert "They come when the lesson is saved." in page
    block = ExerciseBlock()
    value = tide().get_latest_revision_as_object().body[0].value
    assert told_by(value) == read_exercise({"title": "ST", "spells": True, "steps": STEPS})
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    assert "If it was deleted, choose another" in str(refused.value.block_errors["skill"])
    assert block.child_blocks["words"].value_for_form(None) == ""
    assert json.loads(block.get_form_state(value)["words"])["news"] == "gone"


def test_what_keeps_a_lesson_from_being_published_is_said_as_it_is(
    editor: Client, stop: Skill
) -> None:
    def asks(**fields: Any) -> list[str]:
        draft = tide().get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(draft, name, value)
        with pytest.raises(LessonUnfinished) as refused:
            draft.save_revision().publish()
        return refused.value.asks

    edit(tide(), **shows(stop))
    stop.unpublish()
    [unpublished] = asks()
    assert unpublished.startswith("The skill “ST”, whose steps it shows, is not published.")
    Skill.objects.filter(pk=stop.pk).delete()
    [deleted] = asks()
    assert deleted.startswith("The skill “ST”, whose steps it shows, is deleted.")
    empty = ("exercise", {"heading": "", "skill": None})
    [unchosen] = asks(body=[empty, empty])
    assert unchosen.startswith("Please choose a skill.")
    half = ("teaching", {"heading": "", "text": RichText("")})
    assert [one[:22] for one in asks(body=[empty, half])] == [
        "Please choose a skill.",
        "Something under “lesso",
    ]


def test_a_block_says_that_the_words_changed_since(editor: Client, stop: Skill) -> None:
    def news() -> str:
        value = tide().get_latest_revision_as_object().body[0].value
        return str(json.loads(ExerciseBlock().get_form_state(value)["words"])["news"])

    edit(tide(), **shows(stop))
    assert news() == ""
    stop.steps = STEPS[:1]
    stop.save()
    assert news() == "changed"


def test_a_lesson_says_which_skills_are_not_published(editor: Client, stop: Skill) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[tide().pk])
    assert "ST (not published)" not in editor.get(address).content.decode()
    stop.unpublish()
    page = editor.get(address).content.decode()
    assert "ST (not published)" in page
    assert "Anchor (not published)" not in page
