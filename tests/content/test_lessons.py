"""Every shipped lesson is whole: its parts, its letters, its sheet, its slides, its length."""

from pathlib import Path
from typing import Any

import pytest

from courses.lessons.reading import words
from courses.resources.questions import problems

from .texts import LESSON_FILES, MODULES, SKILL_FILES, html_problems, lesson_text, read

LESSON_KEYS = {
    "slug", "title", "module", "skills", "teaser", "reading_minutes", "key_points", "body",
    "worksheet", "slides", "source", "licence",
}  # fmt: skip
BLOCK_KEYS = {
    "teaching": {"heading", "html"},
    "steps": {"heading", "acronym", "items"},
    "example": {"heading", "html"},
    "practice": {"heading", "minutes", "html", "steps"},
    "week_practice": {"heading", "html", "steps"},
    "care": {"heading", "html"},
}
QUESTION_KEYS = {
    "short": {"key", "kind", "label", "help"},
    "long": {"key", "kind", "label", "help"},
    "list": {"key", "kind", "label", "help"},
    "scale": {"key", "kind", "label", "help", "min", "max"},
    "choice": {"key", "kind", "label", "help", "choices"},
    "daily": {"key", "kind", "label", "help", "columns"},
}
STAGES = ["mindfulness", "homework_review", "new_skill", "practice_plan"]
SPELLINGS = {
    "stop": "STOP",
    "improve": "IMPROVE",
    "halt": "HALT",
    "rain": "RAIN",
    "dear-man": "DEARMAN",
    "tipp": "TIPP",
    "accepts": "ACCEPTS",
    "please": "PLEASE",
    "give": "GIVE",
    "fast": "FAST",
}

ASK_A_DOCTOR = (
    "heart", "blood pressure", "asthma", "seizures", "allergy to cold", "eating disorder",
    "pregnant", "medicine",
)  # fmt: skip
PAINFUL = "If the picture turns painful, stop"
DIZZY = "dizzy or more afraid"

LESSONS = {path.stem: path for path in LESSON_FILES}
every_lesson = pytest.mark.parametrize("path", LESSON_FILES, ids=lambda path: path.stem)


def blocks_of(lesson: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block[kind] for block in lesson["body"] if kind in block]


@every_lesson
def test_lesson_has_exactly_its_fields(path: Path) -> None:
    lesson = read(path)
    assert set(lesson) == LESSON_KEYS
    assert lesson["slug"] == path.stem
    assert lesson["module"] in MODULES
    assert lesson["source"] == "Written by the Evenkeel team"
    assert lesson["licence"] == "CC BY 4.0"
    assert 3 <= len(lesson["key_points"]) <= 5
    assert all(point.endswith(".") for point in lesson["key_points"])
    assert lesson["teaser"].count(".") == 2


@every_lesson
def test_lesson_teaches_skills_of_the_library_in_their_module(path: Path) -> None:
    lesson = read(path)
    modules = {skill["name"]: skill["module"] for skill in map(read, SKILL_FILES)}
    assert {modules.get(name) for name in lesson["skills"]} <= {lesson["module"]}


@every_lesson
def test_lesson_body_has_every_part_in_its_shape(path: Path) -> None:
    lesson = read(path)
    for block in lesson["body"]:
        ((kind, value),) = block.items()
        assert set(value) == BLOCK_KEYS[kind]
        assert value["heading"].strip()
        assert html_problems(value.get("html", "")) == []
    kinds = [next(iter(block)) for block in lesson["body"]]
    assert set(kinds) == set(BLOCK_KEYS)
    assert kinds[0] == "teaching"
    assert kinds[-1] == "care"
    assert 5 <= blocks_of(lesson, "practice")[0]["minutes"] <= 15
    for block in blocks_of(lesson, "practice") + blocks_of(lesson, "week_practice"):
        assert len(block["steps"]) >= 2
        assert all(isinstance(step, str) and step.strip() for step in block["steps"])


@every_lesson
def test_lesson_steps_spell_their_acronym(path: Path) -> None:
    lesson = read(path)
    spelt = ""
    for block in blocks_of(lesson, "steps"):
        for item in block["items"]:
            assert set(item) == (
                {"letter", "name", "text"} if block["acronym"] else {"name", "text"}
            )
            if block["acronym"]:
                assert item["name"].startswith(item["letter"])
                spelt += item["letter"]
    assert spelt == SPELLINGS.get(path.stem, "")


@every_lesson
def test_lesson_example_says_that_its_person_is_made_up(path: Path) -> None:
    for example in blocks_of(read(path), "example"):
        assert "made-up" in example["html"]


@every_lesson
def test_lesson_care_note_points_to_help(path: Path) -> None:
    care = blocks_of(read(path), "care")[-1]["html"]
    # The box ends with the reader's numbers; a printed page cannot open another one.
    assert "one of the numbers below" in " ".join(care.split())
    assert "crisis help page" not in care


@every_lesson
def test_lesson_that_leads_to_tipp_says_who_should_ask_a_doctor_first(path: Path) -> None:
    # Cold water and hard exercise can harm; the slow breathing of TIPP is open to almost everyone.
    text = " ".join(lesson_text(read(path)).split())
    elsewhere = text.count("TIPP") - text.count("slow breathing of TIPP")
    if elsewhere:
        assert [cause for cause in ASK_A_DOCTOR if cause not in text] == []


@every_lesson
def test_lesson_length_and_reading_time_are_honest(path: Path) -> None:
    lesson = read(path)
    count = len(words(lesson_text(lesson)))
    assert 800 <= count <= 1200
    # Read slowly and with pauses, as people do with such texts: 120 to 200 words a minute.
    assert count / 200 <= lesson["reading_minutes"] <= count / 120


@every_lesson
def test_worksheet_is_complete(path: Path) -> None:
    sheet = read(path)["worksheet"]
    assert set(sheet) == {"slug", "title", "intro", "questions"}
    assert sheet["slug"] == path.stem
    assert 4 <= len(sheet["questions"]) <= 9
    assert problems(sheet["questions"]) == []
    keys = [question["key"] for question in sheet["questions"]]
    assert len(keys) == len(set(keys))
    for question in sheet["questions"]:
        assert set(question) == QUESTION_KEYS[question["kind"]]
        assert question["label"].strip()
        assert question["help"].strip()
        if question["kind"] == "scale":
            assert question["min"] < question["max"]
        if question["kind"] == "choice":
            assert len(question["choices"]) == len(set(question["choices"])) >= 2
            assert all(isinstance(choice, str) for choice in question["choices"])


@every_lesson
def test_slides_follow_the_run_sheet(path: Path) -> None:
    slides = read(path)["slides"]
    assert 6 <= len(slides) <= 9
    stages = [slide["stage"] for slide in slides]
    assert set(stages) == set(STAGES)
    assert stages == sorted(stages, key=STAGES.index)
    for slide in slides:
        assert set(slide) == {"stage", "title", "points"}
        assert 2 <= len(slide["points"]) <= 4
        assert all(isinstance(point, str) and len(point) <= 70 for point in slide["points"])


def test_a_picture_in_the_mind_may_be_left_wherever_it_is_asked_for() -> None:
    lesson = read(LESSONS["improve"])
    step = blocks_of(lesson, "steps")[0]["items"][0]["text"]
    sheet = lesson["worksheet"]["questions"][0]["help"]
    practice = blocks_of(lesson, "practice")[0]["html"]
    for text in (step, sheet, practice):
        told = " ".join(text.split())
        assert PAINFUL in told
        assert "name five things in the room" in told
    (skill,) = [one for one in map(read, SKILL_FILES) if one["slug"] == "improve"]
    assert PAINFUL in skill["steps"][0]["text"]


def test_prayer_may_be_skipped_also_by_whom_it_has_hurt() -> None:
    lesson = read(LESSONS["improve"])
    (skill,) = [one for one in map(read, SKILL_FILES) if one["slug"] == "improve"]
    for text in (
        blocks_of(lesson, "steps")[0]["items"][2]["text"],
        lesson["worksheet"]["questions"][2]["help"],
        skill["steps"][2]["text"],
    ):
        told = " ".join(text.split())
        assert "You may skip" in told
        assert "hurt you" in told


def test_slow_breathing_may_be_left_wherever_it_is_taught() -> None:
    library = {skill["slug"]: skill["steps"] for skill in map(read, SKILL_FILES)}
    improve, stop = read(LESSONS["improve"]), read(LESSONS["stop"])
    for text in (
        blocks_of(improve, "steps")[0]["items"][3]["text"],
        improve["worksheet"]["questions"][3]["help"],
        blocks_of(stop, "steps")[0]["items"][1]["text"],
        library["improve"][3]["text"],
        library["stop"][1]["text"],
        library["tipp"][2]["text"],
    ):
        told = " ".join(text.split())
        assert DIZZY in told
        assert "breathe as usual" in told


def test_rain_has_a_passage_for_panic() -> None:
    (panic,) = [
        " ".join(block["html"].split())
        for block in blocks_of(read(LESSONS["rain"]), "teaching")
        if "panic" in block["heading"]
    ]
    for words_of_care in (
        "This is panic", "come and go", "Is my life in danger, or is this an alarm?", "Soothe",
        "chest or fainting that is new", "doctor",
    ):  # fmt: skip
        assert words_of_care in panic
