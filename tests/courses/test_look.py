"""A compiled lesson is kept for its look and its language: another look compiles it anew."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from config import REPOSITORY
from courses.lessons import render
from courses.lessons.render import lesson_html
from courses.models import LessonPage

BODY = "courses/lesson_body.html"
BLOCK = "courses/blocks/care.html"
COMPONENT = "design/lesson_part.html"


@pytest.fixture
def next_release(settings: Settings, tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """Gives a template other words, or the site other translations, as a new release does."""
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]
    settings.LOCALE_PATHS = [tmp_path / "locale"]

    def release(name: str, content: str) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
        settings.TEMPLATES = [dict(settings.TEMPLATES[0])]  # loads templates anew
        render._look.cache_clear()  # a new release is a new process

    render._look.cache_clear()
    yield release
    render._look.cache_clear()


def is_kept(page: LessonPage) -> bool:
    """Whether the lesson is there without being compiled; afterwards it is."""
    with CaptureQueriesContext(connection) as asked:
        lesson_html(page.pk, page.live_revision_id)
    return len(asked) == 0


@pytest.mark.parametrize("name", [BODY, BLOCK, COMPONENT])
def test_a_changed_template_is_seen_at_once(
    tide: LessonPage, next_release: Callable[[str, str], None], name: str
) -> None:
    assert "Brand new." not in lesson_html(tide.pk, tide.live_revision_id)
    assert is_kept(tide)

    next_release(name, "Brand new.")

    assert "Brand new." in lesson_html(tide.pk, tide.live_revision_id)
    assert is_kept(tide)


def test_a_template_that_no_lesson_needs_changes_nothing(
    tide: LessonPage, next_release: Callable[[str, str], None]
) -> None:
    lesson_html(tide.pk, tide.live_revision_id)

    next_release("pages/home_page.html", "Brand new.")

    assert is_kept(tide)


def test_changed_translations_compile_it_anew(
    tide: LessonPage, next_release: Callable[[str, str], None]
) -> None:
    lesson_html(tide.pk, tide.live_revision_id)

    next_release("locale/xx/LC_MESSAGES/django.mo", "")

    assert not is_kept(tide)


def test_each_language_has_a_copy_of_its_own(tide: LessonPage) -> None:
    lesson_html(tide.pk, tide.live_revision_id)

    with translation.override("cy"):
        assert not is_kept(tide)
        assert is_kept(tide)
    assert is_kept(tide)


@pytest.mark.parametrize(
    "file", ["site/design/tags/lesson.py", "site/design/icons.py", "courses/lessons/blocks.py"]
)
def test_the_code_of_tags_and_blocks_is_part_of_its_look(file: str) -> None:
    """How a change of it makes another digest: tests/design/test_look.py."""
    assert any(REPOSITORY / file in folder.rglob("*.py") for folder in render.code_of_a_body())
