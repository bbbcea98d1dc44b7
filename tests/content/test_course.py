"""Every week of every course is taught by lessons of ours."""

from typing import Any

import pytest

from courses.lessons.reading import reading_grade, words

from .texts import CURRICULUM_FILE, LESSON_FILES, lesson_text, read

COURSES = {course["name"]: course["weeks"] for course in read(CURRICULUM_FILE)["curricula"]}
LESSONS = {path.stem: read(path) for path in LESSON_FILES}
every_course = pytest.mark.parametrize("weeks", COURSES.values(), ids=COURSES)


def test_the_courses_are_the_four_we_promise() -> None:
    assert [len(weeks) for weeks in COURSES.values()] == [24, 14, 12, 8]


@every_course
def test_every_week_is_taught_by_lessons_that_stand(weeks: list[dict[str, Any]]) -> None:
    for week in weeks:
        print(f"{week['n']:>3} {week['module']:<3}", *week["lessons"])  # noqa: T201
    gaps = {week["n"]: [name for name in week["lessons"] if name not in LESSONS] for week in weeks}
    assert {number: names for number, names in gaps.items() if names} == {}
    assert [week["n"] for week in weeks if not week["lessons"]] == []


@every_course
def test_every_skill_is_taught_by_the_week_that_names_it(weeks: list[dict[str, Any]]) -> None:
    met: set[str] = set()
    untaught = []
    for week in weeks:
        met.update(skill for name in week["lessons"] for skill in LESSONS[name]["skills"])
        untaught += [(week["n"], skill) for skill in week["skills"] if skill not in met]
    assert untaught == []


@every_course
def test_no_lesson_is_read_twice_in_a_course(weeks: list[dict[str, Any]]) -> None:
    read_in = [name for week in weeks for name in week["lessons"]]
    assert sorted(set(read_in)) == sorted(read_in)


@every_course
def test_what_is_no_skill_has_a_lesson_of_its_own(weeks: list[dict[str, Any]]) -> None:
    for week in weeks:
        beside = [name for name in week["lessons"] if not LESSONS[name]["skills"]]
        # "Review, Ending and looking ahead": as many lessons as topics
        assert len(beside) == len(week.get("topics", [])), week["n"]


def test_every_lesson_has_a_place() -> None:
    taught = {name for weeks in COURSES.values() for week in weeks for name in week["lessons"]}
    assert sorted(set(LESSONS) - taught) == []


def test_lessons_differ() -> None:
    """Titles, teasers, headings of the worksheets and the people in examples are each one's own."""
    for part in ("title", "teaser"):
        said = [lesson[part] for lesson in LESSONS.values()]
        assert len(set(said)) == len(said), part
    people = [
        block["example"]["html"].split(" is a made-up")[0].split()[-1]
        for lesson in LESSONS.values()
        for block in lesson["body"]
        if "example" in block and " is a made-up" in block["example"]["html"]
    ]
    assert sorted({name for name in people if people.count(name) > 1}) == []


def test_the_table_of_lengths_and_grades() -> None:
    """Printed with -s, for whoever writes the next lesson."""
    for name, lesson in LESSONS.items():
        text = lesson_text(lesson)
        print(f"{name:<30} {len(words(text)):>5} words  grade {reading_grade(text):.1f}")  # noqa: T201
        assert reading_grade(text) <= 8
