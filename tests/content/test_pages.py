"""The public pages are whole, honest, and never far from help."""

import re
from pathlib import Path
from typing import Any

import pytest

from .texts import PAGE_FILES, prose, read, strings

SLUGS = {
    "home", "how-groups-work", "programme", "about", "questions", "contact", "not-crisis-care",
    "trademark", "facilitators", "groups", "lessons",
}  # fmt: skip
PAGE_KEYS = {"slug", "title", "menu_title", "seo_description", "intro", "body"}

every_page = pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: path.stem)


def page(slug: str) -> dict[str, Any]:
    (path,) = [path for path in PAGE_FILES if path.stem == slug]
    found: dict[str, Any] = read(path)
    return found


def questions() -> list[dict[str, Any]]:
    return [
        item
        for block in page("questions")["body"]
        if "questions" in block
        for item in block["questions"]["items"]
    ]


def test_pages_are_those_we_promise() -> None:
    assert {path.stem for path in PAGE_FILES} == SLUGS


@every_page
def test_page_has_exactly_its_fields(path: Path) -> None:
    data = read(path)
    assert set(data) == PAGE_KEYS
    assert data["slug"] == path.stem
    assert len(data["menu_title"]) <= 24
    assert 60 <= len(data["seo_description"]) <= 160
    assert data["intro"].strip()


@every_page
def test_page_body_is_made_of_known_blocks(path: Path) -> None:
    for block in read(path)["body"]:
        ((kind, value),) = block.items()
        assert value["heading"].strip()
        if kind == "section":
            assert set(value) == {"heading", "html"}
        elif kind == "callout":
            assert set(value) == {"kind", "heading", "html"}
            assert value["kind"] in {"info", "care"}
        elif kind == "steps":
            assert set(value) == {"heading", "items"}
            assert all(set(item) == {"name", "text"} for item in value["items"])
            assert len(value["items"]) >= 2
        elif kind == "modules":
            assert set(value) == {"heading", "items"}
            assert [item["module"] for item in value["items"]] == ["M", "DT", "ER", "IE"]
        elif kind == "next_groups":
            assert set(value) == {"heading", "text", "most"}
        else:
            assert kind == "questions"
            assert set(value) == {"heading", "items"}
            assert all(set(item) == {"question", "html"} for item in value["items"])


def test_questions_are_asked_once_and_end_as_questions() -> None:
    asked = [item["question"] for item in questions()]
    assert 12 <= len(asked) <= 16
    assert len(asked) == len(set(asked))
    assert all(question.endswith("?") for question in asked)


@pytest.mark.parametrize(
    "slug", ["home", "how-groups-work", "about", "questions", "contact", "not-crisis-care"]
)
def test_page_says_where_crisis_help_is(slug: str) -> None:
    text = " ".join(prose(page(slug)).split())
    assert "numbers below" in text or "numbers at the foot" in text or "number stands below" in text
    assert "crisis help page" not in text


def test_trademark_notice_claims_no_affiliation() -> None:
    text = prose(page("trademark"))
    assert "registered trademark of its author" in text
    assert "not affiliated" in text


@every_page
def test_page_leaves_money_and_figures_to_data(path: Path) -> None:
    text = " ".join(strings(read(path)))
    assert not re.search(r"[$€£¥%]|\b(?:EUR|USD|GBP|CHF)\b", text)
    assert not re.search(r"\b(?:studies|research) (?:show|prove)|\bpercent\b", text)


@every_page
def test_page_has_no_testimonials(path: Path) -> None:
    text = prose(read(path)).lower()
    assert not re.search(
        r"\b(?:testimonial|saved my life|changed my life|changed everything)\b", text
    )
