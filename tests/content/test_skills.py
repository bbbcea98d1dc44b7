"""The skills library holds every skill the curriculum names, and every acronym spells itself."""

import re
from typing import Any

import pytest

from courses.lessons.reading import reading_grade, sentences, words

from .texts import CURRICULUM_FILE, MODULES, NEEDS_FILE, SKILL_FILES, read

SKILL_KEYS = {
    "name", "slug", "module", "acronym", "companion", "summary", "steps", "when", "when_not",
    "needs", "example", "practice", "doing",
}  # fmt: skip
DOING_KEYS = {"intro", "one_is_enough", "read_aloud", "ending"}
SPELLINGS = {
    "STOP": "STOP",
    "TIPP": "TIPP",
    "ACCEPTS": "ACCEPTS",
    "IMPROVE the moment": "IMPROVE",
    "PLEASE": "PLEASE",
    "HALT": "HALT",
    "RAIN": "RAIN",
    "DEAR MAN": "DEARMAN",
    "GIVE": "GIVE",
    "FAST": "FAST",
}
# Part of a skill that is taught, or a way to rest: for the library alone.
PRACTICES = {
    "Paced breathing", "Muscle relaxation", "Safe place imagery", "Heart-focused breathing",
}  # fmt: skip
SKILLS: list[dict[str, Any]] = [read(path) for path in SKILL_FILES]
WEEKS: list[dict[str, Any]] = [
    week for curriculum in read(CURRICULUM_FILE)["curricula"] for week in curriculum["weeks"]
]

every_skill = pytest.mark.parametrize("skill", SKILLS, ids=lambda skill: skill["slug"])


def test_skills_are_those_of_the_curriculum_and_four_practices() -> None:
    named = {name for week in WEEKS for name in week["skills"]}
    listed = [skill["name"] for skill in SKILLS]
    assert len(listed) == len(set(listed))
    assert set(listed) == named | PRACTICES


def test_skills_belong_to_the_module_that_teaches_them() -> None:
    # The short presets borrow a skill from another module now and then; the long one is the rule.
    course = read(CURRICULUM_FILE)["curricula"][0]
    assert course["name"] == "24-week skills course"
    taught = {name: week["module"] for week in course["weeks"] for name in week["skills"]}
    assert {
        skill["name"]: skill["module"] for skill in SKILLS if skill["name"] not in PRACTICES
    } == taught


@every_skill
def test_skill_has_exactly_its_fields(skill: dict[str, Any]) -> None:
    assert SKILL_KEYS <= set(skill) <= SKILL_KEYS | {"further"}
    assert {"intro", "ending"} <= set(skill["doing"]) <= DOING_KEYS
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", skill["slug"])
    assert skill["module"] in MODULES
    assert isinstance(skill["acronym"], bool)
    assert skill["summary"].count(".") == 1
    assert skill["summary"].endswith(".")
    assert len(skill["steps"]) >= 3
    for step in skill["steps"]:
        shape = {"letter", "name", "text"} if skill["acronym"] else {"name", "text"}
        assert set(step) - {"asks"} == shape
        assert step["text"].endswith((".", ".”"))
        assert 1 <= len(re.findall(r"[.?](?=\s|”|$)", step["text"])) <= 4


@every_skill
def test_skill_says_when_it_helps_with_an_example_and_two_minutes_of_practice(
    skill: dict[str, Any],
) -> None:
    assert 1 <= len(sentences(skill["when"])) <= 3
    assert len(skill["when"]) <= 500
    assert 40 <= len(skill["when_not"]) <= 500
    assert 60 <= len(words(skill["example"])) <= 120
    assert 40 <= len(words(skill["practice"])) <= 90
    for name in ("when", "when_not", "example", "practice"):
        assert skill[name].endswith((".", "?", ".”", "?”"))
        assert not re.search(r"[\"']", skill[name]), "quotes are typographic"


def test_every_example_is_plainly_invented_and_about_somebody_else() -> None:
    named = [re.match(r"(\S+) is made up\.", skill["example"]) for skill in SKILLS]
    assert None not in named
    names = [found.group(1) for found in named if found]
    assert len(names) == len(set(names))


@every_skill
def test_skill_steps_spell_its_acronym(skill: dict[str, Any]) -> None:
    if skill["acronym"]:
        assert "".join(step["letter"] for step in skill["steps"]) == SPELLINGS[skill["name"]]
        assert all(step["name"].startswith(step["letter"][0]) for step in skill["steps"])
    else:
        assert skill["name"] not in SPELLINGS


def test_companion_skills_come_from_outside_the_standard_list() -> None:
    assert {skill["name"] for skill in SKILLS if skill["companion"]} == {
        "HALT", "RAIN", "Safe place imagery", "Heart-focused breathing",
    }  # fmt: skip


def test_slugs_are_unique() -> None:
    slugs = [skill["slug"] for skill in SKILLS]
    assert len(slugs) == len(set(slugs))


def test_what_people_need_leads_to_skills_and_every_situation_is_met() -> None:
    needs = read(NEEDS_FILE)["needs"]
    assert len({need["slug"] for need in needs}) == len(needs) >= 10
    slugs = {skill["slug"] for skill in SKILLS}
    for need in needs:
        fields = {"slug", "words", "lead", "also", "situations", "skills"}
        assert set(need) - {"urgent"} == fields, need["slug"]
        assert need["also"] == list(dict.fromkeys(map(str.lower, need["also"]))), need["slug"]
        assert 1 <= len(need["skills"]) == len(set(need["skills"])), need["slug"]
        assert set(need["skills"]) <= slugs, need["slug"]
        assert need["lead"].endswith(".")
        assert reading_grade(need["lead"]) <= 7, need["slug"]
    situations = {situation for need in needs for situation in need["situations"]}
    used = {situation for skill in SKILLS for situation in skill["needs"]}
    assert situations <= used
    assert used - situations == {"every day"}
    assert all(1 <= len(skill["needs"]) == len(set(skill["needs"])) for skill in SKILLS)


def test_the_most_urgent_needs_come_first_and_speak_of_help() -> None:
    needs = read(NEEDS_FILE)["needs"]
    urgent = [need.get("urgent", False) for need in needs]
    assert urgent == sorted(urgent, reverse=True)
    assert urgent.count(True) >= 4
    lead = {need["slug"]: need["lead"] for need in needs}
    assert [need["slug"] for need in needs[:2]] == ["hurt-myself", "not-safe-with-somebody"]
    assert "dear-man" not in needs[1]["skills"]
    assert "safe place first" in needs[1]["lead"]
    for slug in ("hurt-myself", "not-safe-with-somebody", "about-to-do-something", "panic"):
        assert re.search(r"\b[Cc]all\b", lead[slug])
    assert "let a person know now" in lead["too-much"]
    assert "get safe first" in lead["old-memory"]
    assert "doctor" in lead["panic"]


@pytest.mark.parametrize("word", [
    "regret", "sleep", "ask", "panic", "ashamed", "angry", "numb", "alone", "craving", "hard day",
])  # fmt: skip
def test_needs_are_in_the_words_that_people_use(word: str) -> None:
    assert any(word in need["words"] for need in read(NEEDS_FILE)["needs"])


@pytest.mark.parametrize("name", ["TIPP", "PLEASE", "DEAR MAN", "RAIN", "Mindfulness of thoughts"])
def test_skills_that_can_harm_say_when_not_to_use_them(name: str) -> None:
    skill = next(skill for skill in SKILLS if skill["name"] == name)
    assert len(skill["when_not"]) > 40


def test_curriculum_is_the_given_one() -> None:
    curricula = read(CURRICULUM_FILE)["curricula"]
    assert {c["name"]: (len(c["weeks"]), c["gates"]) for c in curricula} == {
        "24-week skills course": (24, [1, 9, 18]),
        "14-week skills course": (14, [1]),
        "12-week foundations": (12, [1, 3, 6, 10]),
        "8-week introduction": (8, [1]),
    }
    for curriculum in curricula:
        assert [week["n"] for week in curriculum["weeks"]] == list(
            range(1, len(curriculum["weeks"]) + 1)
        )
        assert all(week["skills"] or week["topics"] for week in curriculum["weeks"])


def test_run_sheets_fill_their_minutes() -> None:
    for sheet in read(CURRICULUM_FILE)["run_sheets"]:
        stages = {name: minutes for name, minutes in sheet.items() if name != "minutes"}
        assert sum(stages.values()) == sheet["minutes"]
