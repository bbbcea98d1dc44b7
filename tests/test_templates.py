"""Every template compiles by itself: whatever tags it uses, it loads."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine, TemplateSyntaxError, engines
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


# All templates in one test: a thousand tests of a millisecond cost ten times that.
# Those of the gallery are specimens for people who build pages.
READ = [path for path in TEMPLATES if "gallery" not in path.parts and path.name != "gallery.html"]


def in_each(paths: list[Path], find: Callable[[str], object]) -> dict[str, object]:
    """What is found in the texts of templates, by their names; those without anything are left."""
    found = {str(path.relative_to(REPOSITORY)): find(path.read_text()) for path in paths}
    assert len(found) > 300
    return {name: what for name, what in found.items() if what}


def test_every_template_compiles(engine: Engine) -> None:
    def trouble(text: str) -> str:
        try:
            Template(text, engine=engine)
        except TemplateSyntaxError as error:
            return str(error)
        return ""

    assert in_each(TEMPLATES, trouble) == {}
    assert trouble("{% no_such_tag %}")


def unmarked_to_read(text: str) -> list[str]:
    """Words between tags that are not marked for translation."""
    left = " ".join(TAGS.sub(" ", NOT_READ.sub("", text)).split())
    return [word for word in WORD.findall(left) if word not in CALENDAR_NAMES]


def test_every_word_that_people_read_is_marked_for_translation() -> None:
    assert in_each(READ, unmarked_to_read) == {}
    assert unmarked_to_read('<p>Hello <b>{% translate "you" %}</b></p>') == ["Hello"]


# Attributes that are read aloud or shown, and what is handed to a component between quotes.
SPOKEN = re.compile(
    r"\b(?:aria-[a-z]*label|aria-roledescription|title|alt|placeholder)=" + '"([^"]*)"'
)
MARKING = r"translate|blocktranslate|load|include|extends|with|if|elif|for|url|asset|static"
HANDED = re.compile(rf"\{{% +(?! |(?:{MARKING})\b)(.*?)%\}}")
QUOTED = re.compile('(_\\()?"([^"]*)"')
SENTENCE = re.compile(r"[A-Z][a-z]+|.*[a-z] [a-z].*")
MARKED_BLOCK = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}", re.DOTALL)
KEYS = {"PageDown", "PageUp"}  # names of keys, for browsers
IN_BRACES = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")


def unmarked_in(text: str) -> list[str]:
    """Words in attributes and in arguments of components that are not marked for translation."""
    text = re.sub(r"\{#.*?#\}", "", text)
    # A translation inside an attribute has quotes of its own, which would end it.
    plain = IN_BRACES.sub(lambda found: found.group().replace('"', "'"), text)
    spoken = [IN_BRACES.sub("", one) for one in SPOKEN.findall(plain)]
    pairs = [pair for tag in HANDED.findall(text) for pair in QUOTED.findall(tag)]
    handed = [one for mark, one in pairs if not mark and SENTENCE.fullmatch(one)]
    return [one for one in (*spoken, *handed) if WORD.search(one) and one not in KEYS]


def test_every_word_that_people_hear_is_marked_for_translation() -> None:
    assert in_each(READ, lambda text: unmarked_in(MARKED_BLOCK.sub("", text))) == {}


def test_the_search_for_unmarked_words_finds_them() -> None:
    for wrong in (
        '<a title="Close">',
        '{% notice "Please wait" %}',
        '<img alt="A room {{ name }}">',
    ):
        assert unmarked_in(wrong)
    for right in (
        '<a title="{% translate "Close" %}">',
        '{% notice _("Please wait") kind="warning" %}',
        '<img alt="{{ name }}" class="Avatar">',
    ):
        assert unmarked_in(right) == []


# Sentences that reach people from Python: refusals of forms, and what a page says after a step.
SAYING = {"ValidationError", "add_error", "success", "error", "info", "warning", "add_message"}


def said_unmarked(source: str) -> list[str]:
    """The literal texts that are handed to such a call as they are."""
    return [
        argument.value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and _is_said(call.func)
        for argument in call.args
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and re.search(r"^[A-Z]| ", argument.value)
    ]


def _is_said(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        logs = isinstance(function.value, ast.Name) and function.value.id == "logger"
        return function.attr in SAYING and not logs
    return isinstance(function, ast.Name) and function.id in SAYING


def test_every_sentence_that_python_says_to_people_is_marked_for_translation() -> None:
    files = [
        path
        for root in ROOTS
        for path in (REPOSITORY / root).rglob("*.py")
        if "stripe_sandbox" not in path.parts
    ]
    found = {str(path.relative_to(REPOSITORY)): said_unmarked(path.read_text()) for path in files}
    assert len(found) > 250
    assert {path: texts for path, texts in found.items() if texts} == {}
    assert said_unmarked('messages.success(request, "Saved.")') == ["Saved."]
    assert said_unmarked('raise ValidationError("Please try again.")') == ["Please try again."]
    assert said_unmarked('form.add_error("capacity", _("Too few."))') == []


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
