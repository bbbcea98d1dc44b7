"""Typed once in the editor, shown in six ways: each with the same words, none with another's."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from courses.lessons.render import lesson_html
from courses.lessons.slides import slides_of
from courses.models import LessonPage, Skill
from courses.paper.queries import lesson_paper, papers_of_skill
from tests.courses.conftest import Browser
from tests.courses.papers import made, plain
from tests.courses.sent import skill_form, step
from tests.courses.test_lessons import edit

STEPS = [
    step(
        "Reach", "Take hold of what is near.", letter="R",
        asks=[{"kind": "text", "prompt": "What can you touch?", "help": "One thing is enough."}],
    ),
    step(
        "Own", "Say that it is here.", letter="O",
        asks=[{"kind": "list", "prompt": "What is here with you?", "help": ""}],
    ),
    step("Pause", "Wait for one long breath.", letter="P"),
    step("Ease", "Let go of the rest.", letter="E"),
]  # fmt: skip
NAMES = [one["name"] for one in STEPS]
MEANINGS = [one["text"] for one in STEPS]
PROMPTS = ["What can you touch?", "What is here with you?"]
DRAFTED = "Grip harder."


@pytest.fixture
def rope(browser: Browser) -> Skill:
    """A skill that a facilitator typed and published; a further draft of it waits."""
    editor = browser(Role.FACILITATOR)
    sent = skill_form(name="ROPE", acronym="on", steps=STEPS)
    assert editor.post(reverse("skills:add"), sent).status_code == 302
    skill = Skill.objects.get(slug="rope")
    later = skill_form(skill, publish=False, acronym="on", steps=[STEPS[0] | {"text": DRAFTED}])
    assert editor.post(reverse("skills:edit", args=[skill.pk]), later).status_code == 302
    assert DRAFTED in skill.revisions.latest("pk").content["steps"][0]["text"]
    return skill


@pytest.fixture
def lesson(rope: Skill) -> LessonPage:
    """A lesson that shows its steps."""
    page: LessonPage = LessonPage.objects.get(slug="tide")
    edit(page, body=[("exercise", {"heading": "", "skill": rope})])
    page.refresh_from_db()
    return page


def test_lesson_section(lesson: LessonPage) -> None:
    seen = lesson_html(lesson.pk, lesson.live_revision_id)
    assert [words for words in [*NAMES, *MEANINGS] if words not in seen] == []
    assert reverse("skill-do", args=["rope"]) in seen
    assert DRAFTED not in seen


@pytest.mark.parametrize("name", ["skill-do", "skill-worksheet", "skill-flash-cards"])
def test_exercise_worksheet_and_flash_cards(rope: Skill, name: str) -> None:
    answer = Client().get(reverse(name, args=[rope.slug]))
    seen = answer.content.decode()
    assert answer.status_code == 200
    assert [words for words in [*NAMES, *MEANINGS, *PROMPTS] if words not in seen] == []
    assert DRAFTED not in seen


def test_pdf_of_the_skill_and_of_the_lesson(rope: Skill, lesson: LessonPage) -> None:
    paper = made(papers_of_skill(rope, country="GB")["skill"]).text
    home = made(lesson_paper(lesson.pk, lesson.live_revision_id, country="GB")).text
    for seen in (paper, home):
        assert [words for words in [*NAMES, *MEANINGS] if plain(words) not in seen] == []
        assert DRAFTED not in seen


def test_room_slide(lesson: LessonPage) -> None:
    slide = slides_of([lesson.live_revision_id])[-1]
    assert (slide.stage, slide.title) == ("new_skill", "ROPE")
    assert slide.points == ("R · Reach", "O · Own", "P · Pause", "E · Ease")
