"""A small set of texts, so that these tests do not change when the shipped words do."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.test import Client
from wagtail.models import Page

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.curriculum.actions import load_presets
from courses.lessons.actions import publish_shipped_lessons
from courses.models import Course, LessonIndexPage, LessonPage, Skill
from courses.skills.actions import load_skills
from pages.editor.permissions import grant_permissions
from tests.factories import NOW, make_staff
from tests.signin import sign_in

SKILLS: list[dict[str, Any]] = [
    {"name": "Anchor", "slug": "anchor", "module": "M", "summary": "Feel the floor.", "steps": []},
    {"name": "TIDE", "slug": "tide", "module": "DT", "acronym": True, "summary": "Wait it out."},
    {"name": "Lighthouse", "slug": "lighthouse", "module": "DT", "summary": "Look ahead."},
]
CURRICULUM = {
    "curricula": [
        {
            "name": "Harbour course",
            "gates": [1, 3],
            "weeks": [
                {"n": 1, "module": "M", "topics": ["Welcome"], "skills": ["Anchor"]},
                {"n": 2, "module": "DT", "skills": ["Lighthouse", "TIDE"]},
                {"n": 3, "module": "M", "topics": ["Goodbye"], "skills": []},
            ],
        }
    ],
    "run_sheets": [
        {"minutes": 90, "arrive": 5, "new_skill": 75, "wind_down": 10},
        {"minutes": 120, "arrive": 10, "new_skill": 95, "wind_down": 15},
    ],
}


def lesson(slug: str, *, skills: list[str], **fields: Any) -> dict[str, Any]:
    """A short lesson in the shipped schema, with every kind of block."""
    return {
        "slug": slug,
        "title": slug.title(),
        "module": "DT",
        "skills": skills,
        "teaser": f"What {slug} is about. Anyone may read this.",
        "reading_minutes": 3,
        "key_points": [f"Only members read the key point of {slug}."],
        "body": [
            {"teaching": {"heading": "Why", "html": f"<p>Secret teaching of {slug}.</p>"}},
            {
                "steps": {
                    "heading": "How",
                    "acronym": True,
                    "items": [{"letter": "T", "name": "Turn", "text": "Turn around."}],
                }
            },
            {"example": {"heading": "Ines", "html": "<p>Ines is invented.</p>"}},
            {"practice": {"heading": "Now", "minutes": 5, "html": "<p>Try.</p>", "steps": ["Sit"]}},
            {"week_practice": {"heading": "Later", "html": "<p>Again.</p>", "steps": ["Walk"]}},
            {"care": {"heading": "If not", "html": "<p>Rest <b>first</b>.</p>"}},
        ],
        "worksheet": {
            "slug": slug,
            "title": f"{slug} sheet",
            "intro": "",
            "questions": [
                {"key": "a", "kind": "scale", "label": "How strong?", "min": 0, "max": 10},
                {"key": "b", "kind": "choice", "label": "Which?", "choices": ["This", "That"]},
                {"key": "c", "kind": "long", "label": "What happened?", "help": "A few words."},
            ],
        },
        "slides": [
            {"stage": "new_skill", "title": f"{slug} slide", "points": ["one", "two"]},
            {"stage": "practice_plan", "title": "Plan", "points": ["three"]},
        ],
        "source": "The harbour team",
        "licence": "Free to use here",
    } | fields


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the given lessons, with skills and curriculum, and returns the folder."""

    return partial(write_texts, tmp_path)


def write_texts(folder: Path, *lessons: dict[str, Any]) -> Path:
    """Writes the small set of texts, with these lessons."""
    (folder / "lessons").mkdir(exist_ok=True)
    (folder / "skills").mkdir(exist_ok=True)
    for skill in SKILLS:
        (folder / "skills" / f"{skill['slug']}.yaml").write_text(yaml.safe_dump(skill))
    (folder / "curriculum.yaml").write_text(yaml.safe_dump(CURRICULUM))
    for entry in lessons:
        (folder / "lessons" / f"{entry['slug']}.yaml").write_text(yaml.safe_dump(entry))
    return folder


@pytest.fixture
def shelf(db: None) -> LessonIndexPage:
    """An empty shelf."""
    return make_shelf()


def make_shelf() -> LessonIndexPage:
    """A shelf without lessons."""
    root = Page.objects.get(depth=1)
    made: LessonIndexPage = root.add_child(
        instance=LessonIndexPage(title="Lessons", slug="lessons")
    )
    return made


@pytest.fixture
def tide(shelf: LessonIndexPage, write: Write) -> LessonPage:
    """One published lesson, shipped by us."""
    [made] = publish_shipped_lessons(shelf, write(lesson("tide", skills=["TIDE"])))
    return made


@pytest.fixture(scope="module")
def shipped_skills(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All skills that ship, loaded once for the tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_skills()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def skills(shipped_skills: None, db: None) -> list[Skill]:
    """All skills that ship."""
    return list(Skill.objects.all())


Browser = Callable[[Role], Client]


@pytest.fixture(scope="module")
def harbour(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The harbour course with its lessons, made once for the tests of a module."""
    folder = write_texts(
        tmp_path_factory.mktemp("texts"),
        lesson("anchor", skills=["Anchor"]),
        lesson("tide", skills=["TIDE"]),
        lesson("goodbye", skills=[]),
    )
    with django_db_blocker.unblock(), transaction.atomic():
        publish_shipped_lessons(make_shelf(), folder)
        load_presets(folder)
        grant_permissions()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def course(harbour: None, db: None) -> Course:
    """The harbour course with its three weeks, as it ships; the clock stands at NOW."""
    clock.move_to(NOW)
    return Course.objects.get()


@pytest.fixture
def staff(course: Course) -> dict[Role, Account]:
    """Who has signed in, by role."""
    return {}


@pytest.fixture
def browser(staff: dict[Role, Account]) -> Browser:
    """A browser in which that role is signed in: one person for each role."""

    def open_browser(role: Role) -> Client:
        if role not in staff:
            staff[role] = make_staff(role)
        return sign_in(Client(), staff[role])

    return open_browser
