"""Every template compiles by itself: whatever tags it uses, it loads."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template

from config import REPOSITORY

ROOTS = ("templates", "site", "courses", "groups", "payments")
TEMPLATES = sorted(
    path
    for root in ROOTS
    for pattern in ("*.html", "*.txt")
    for path in (REPOSITORY / root).rglob(pattern)
    if "templates" in path.parts and "stripe_sandbox" not in path.parts
)

# Comments, styles, scripts, what is marked, and the values that become classes.
NOT_READ = re.compile(
    r"\{#.*?#\}|<style.*?</style>|<script.*?</script>|\{% *blocktranslate.*?endblocktranslate *%\}"
    r"|\{% block (?:main_class|body_attributes) %\}.*?\{% endblock %\}"
    r"|\{% setvar kind %\}.*?\{% endsetvar %\}",
    re.DOTALL,
)
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{3,}")
LONGEST_LINE = 120
CALENDAR_NAMES = {"METHOD", "SEQUENCE", "STATUS", "UID"}  # as the calendar standard spells them


@pytest.fixture(scope="session")
def engine() -> Engine:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    return backend.engine


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_template_compiles(path: Path, engine: Engine) -> None:
    Template(path.read_text(), engine=engine)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_word_that_people_read_is_marked_for_translation(path: Path) -> None:
    if "gallery" in path.parts or path.name == "gallery.html":
        return  # specimens for those who build pages
    text = NOT_READ.sub("", path.read_text())
    left = " ".join(TAGS.sub(" ", text).split())
    assert [word for word in WORD.findall(left) if word not in CALENDAR_NAMES] == []


def test_no_line_of_a_template_is_longer_than_an_eye_follows() -> None:
    pages = sorted(page for root in ROOTS for page in (REPOSITORY / root).rglob("*.html"))

    assert pages
    assert [
        f"{page.relative_to(REPOSITORY)}:{number}"
        for page in pages
        for number, line in enumerate(page.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ] == []


def test_no_library_is_a_builtin() -> None:
    # A builtin would also reach into Wagtail's own templates and change what their tags mean.
    options = settings.TEMPLATES[0]["OPTIONS"]
    assert isinstance(options, dict)
    assert "builtins" not in options


ABBREVIATED = re.compile(r"\|date:\"[^\"]*[eT][^\"]*\"|timeZoneName|\{% *now [^%]*[eT]")


def test_no_page_letter_or_script_abbreviates_a_time_zone() -> None:
    """PST is nobody's place: pages and letters name the city (`place`)."""
    scripts = [path for root in ROOTS for path in (REPOSITORY / root).rglob("static/**/*.js")]
    assert scripts
    assert [
        f"{path.relative_to(REPOSITORY)}: {found.group()}"
        for path in [*TEMPLATES, *scripts]
        for found in ABBREVIATED.finditer(path.read_text())
    ] == []
