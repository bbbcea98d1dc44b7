"""Letters carry the clinic's name and the way to crisis help; discreet ones say nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from pytest_django import Settings

from config import REPOSITORY
from help.brand import brand
from outbox.compose import compose, letter_frame
from outbox.rendered import Rendered

TEXT = """{% extends "letters/base.txt" %}{% block content %}Hello {{ name }},



here is your link: {{ link }}{% endblock %}"""
HTML = """{% extends "letters/base.html" %}{% block content %}<p>Hello {{ name }},
<a href="{{ link }}">here</a></p>{% endblock %}"""
LETTERS = sorted((REPOSITORY / "templates" / "letters").iterdir())


@pytest.fixture
def templates(tmp_path: Path, settings: Settings) -> None:
    """One letter of the test's own, beside the site's."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "drill.txt").write_text(TEXT)
    (folder / "drill.html").write_text(HTML)
    first = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], tmp_path]}]


def letter(*, discreet: bool = False, country: str = "DE", subject: str = "Your link") -> Rendered:
    context: dict[str, Any] = {
        "name": "Zoë O’Neil & Sons <x>",
        "link": "https://c.example/j/?a=1&b=2",
    }
    return compose("drill", context, subject=subject, discreet=discreet, country=country)


@pytest.mark.django_db
def test_text_is_plain_and_html_is_escaped(templates: None) -> None:
    made = letter()
    assert "Hello Zoë O’Neil & Sons <x>," in made.text
    assert "https://c.example/j/?a=1&b=2" in made.text
    assert "Hello Zoë O’Neil &amp; Sons &lt;x&gt;," in made.html
    assert "\n\n\n" not in made.text
    assert "\n-- \n" in made.text
    assert made.text.endswith("\n")


@pytest.mark.django_db
def test_an_ordinary_letter_names_the_clinic_and_the_lines_of_its_readers_country(
    templates: None,
) -> None:
    german, british = letter(country="DE"), letter(country="GB")
    assert german.from_address == f"{brand().sender_name} <care@localhost>"
    assert "112" in german.text
    assert "112" in german.html
    assert "116 123" in british.text
    assert f"{site_settings.SITE_URL}/help/" in german.text


@pytest.mark.django_db
def test_a_discreet_letter_says_neither_who_nor_what(templates: None) -> None:
    made = letter(discreet=True, subject="Your appointment")
    ordinary = letter()
    assert "Evenkeel" in ordinary.from_address + ordinary.html
    for words in (made.from_address, made.subject, made.text, made.html):
        assert "Evenkeel" not in words
        assert "crisis" not in words.casefold()
    assert f"{site_settings.SITE_URL}/help/numbers/" in made.text
    assert f"{site_settings.SITE_URL}/help/numbers/" in made.html
    assert made.reply_to == ""
    assert brand().discreet_sender_name in made.from_address


@pytest.mark.django_db
def test_a_subject_stays_on_one_line(templates: None) -> None:
    assert letter(subject="Your\r\nBcc: evil@example.org").subject == "Your Bcc: evil@example.org"


@pytest.mark.django_db
def test_the_frame_has_whole_addresses() -> None:
    assert letter_frame(discreet=True, country="GB")["help_url"].startswith("http://")
    assert letter_frame(discreet=False, country="GB")["help_url"].endswith("/help/GB/")
    assert letter_frame(discreet=False, country="ZZ")["help_url"].endswith("/help/")


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_no_letter_asks_for_anything_from_elsewhere(path: Path) -> None:
    words = path.read_text()
    asked = re.findall(
        r"""\b(?:src|srcset|background)\s*=|url\(|@import|<link|<script|<img""", words
    )
    assert asked == []


@pytest.mark.parametrize(
    "name", sorted({path.stem for path in LETTERS if path.suffix == ".html"} - {"action"})
)
def test_every_letter_has_a_text_beside_its_html(name: str) -> None:
    assert {f"{name}.html", f"{name}.txt"} <= {path.name for path in LETTERS}
