"""Courses, weeks and run sheets come from the texts, however often they are loaded."""

from pathlib import Path

import pytest
import yaml

from courses.curriculum.actions import load_presets
from courses.curriculum.queries import outline_of
from courses.curriculum.run_sheets import run_sheet
from courses.lessons.actions import publish_shipped_lessons
from courses.models import Course, LessonIndexPage, LessonPage, Skill, Week, WeekLesson, Worksheet
from courses.shipped import run_sheets
from tests.courses.conftest import Write, lesson
from tests.factories import lesson_words


def taught(course: Course) -> list[tuple[int, str]]:
    """(week number, lesson's slug) in order."""
    rows = WeekLesson.objects.filter(week__course=course).order_by("week__number", "order")
    return list(rows.values_list("week__number", "lesson__slug"))


def test_load_presets_makes_courses_weeks_and_skills(shelf: LessonIndexPage, write: Write) -> None:
    [course] = load_presets(write(lesson("tide", skills=["TIDE"])))
    assert (course.slug, course.name, course.gates) == ("harbour-course", "Harbour course", [1, 3])
    second = course.weeks.get(number=2)
    names = list(second.week_skills.values_list("skill__name", flat=True))
    assert names == ["Lighthouse", "TIDE"]
    assert course.weeks.get(number=1).topics == ["Welcome"]
    assert Worksheet.objects.get().title == "tide sheet"


def test_load_presets_gives_weeks_their_lessons_in_the_order_of_skills(
    shelf: LessonIndexPage, write: Write
) -> None:
    folder = write(
        lesson("tide", skills=["TIDE"]),
        lesson("both", skills=["Lighthouse", "TIDE"]),
        lesson("anchor", skills=["Anchor"]),
    )
    publish_shipped_lessons(shelf, folder)
    [course] = load_presets(folder)
    assert taught(course) == [(1, "anchor"), (2, "both"), (2, "tide")]


def test_load_presets_again_changes_nothing(shelf: LessonIndexPage, write: Write) -> None:
    folder = write(lesson("tide", skills=["TIDE"]))
    publish_shipped_lessons(shelf, folder)
    [course] = load_presets(folder)
    before = (taught(course), list(Week.objects.values_list("pk", "number")), Skill.objects.count())
    load_presets(folder)
    after = (taught(course), list(Week.objects.values_list("pk", "number")), Skill.objects.count())
    assert after == before


def test_load_presets_picks_up_a_lesson_that_came_later(
    shelf: LessonIndexPage, write: Write
) -> None:
    [course] = load_presets(write(lesson("tide", skills=["TIDE"])))
    assert taught(course) == []
    folder = write(lesson("tide", skills=["TIDE"]))
    publish_shipped_lessons(shelf, folder)
    load_presets(folder)
    assert taught(course) == [(2, "tide")]


def name_lessons(folder: Path, number: int, *slugs: str) -> None:
    """Writes into the course which lessons its week has."""
    file = folder / "curriculum.yaml"
    told = yaml.safe_load(file.read_text())
    told["curricula"][0]["weeks"][number - 1]["lessons"] = list(slugs)
    file.write_text(yaml.safe_dump(told))


def test_a_week_has_the_lessons_its_course_names_in_that_order(
    shelf: LessonIndexPage, write: Write
) -> None:
    folder = write(
        lesson("tide", skills=["TIDE"]),
        lesson("tide-again", skills=["TIDE"]),
        lesson("goodbye", skills=[]),
    )
    name_lessons(folder, 2, "tide-again")
    name_lessons(folder, 3, "goodbye", "tide")
    publish_shipped_lessons(shelf, folder)
    [course] = load_presets(folder)
    assert taught(course) == [(2, "tide-again"), (3, "goodbye"), (3, "tide")]


def test_a_lesson_of_the_clinics_own_follows_those_that_are_named(
    shelf: LessonIndexPage, write: Write
) -> None:
    folder = write(lesson("tide", skills=["TIDE"]), lesson("tide-again", skills=["TIDE"]))
    name_lessons(folder, 2, "tide-again")
    publish_shipped_lessons(shelf, folder)
    [course] = load_presets(folder)
    own = LessonPage(
        slug="our-tide", title="Our tide", module="DT", teaser="Ours.", source="us", licence="ours",
        **lesson_words(),
    )  # fmt: skip
    own.skills = [Skill.objects.get(name="TIDE")]
    shelf.add_child(instance=own)
    own.save_revision().publish()
    assert taught(course) == [(2, "tide-again"), (2, "our-tide")]
    own.skills = []
    own.save_revision().publish()
    assert taught(course) == [(2, "tide-again")]


def test_a_course_that_stops_naming_a_lesson_lets_it_go(
    shelf: LessonIndexPage, write: Write
) -> None:
    folder = write(lesson("tide", skills=["TIDE"]), lesson("goodbye", skills=[]))
    name_lessons(folder, 2, "goodbye", "tide")
    publish_shipped_lessons(shelf, folder)
    [course] = load_presets(folder)
    name_lessons(folder, 2, "tide")
    load_presets(folder)
    assert taught(course) == [(2, "tide")]


def test_load_presets_refuses_a_week_with_an_unknown_skill(
    shelf: LessonIndexPage, write: Write
) -> None:
    folder = write()
    text = (folder / "curriculum.yaml").read_text()
    (folder / "curriculum.yaml").write_text(text.replace("- TIDE", "- Teleport"))
    with pytest.raises(KeyError, match="Teleport"):
        load_presets(folder)
    assert not Course.objects.exists()


def test_outline_gathers_weeks_into_runs_of_a_module(shelf: LessonIndexPage, write: Write) -> None:
    [course] = load_presets(write())
    runs = outline_of(course)
    assert [(run.module.value, run.first, run.last, run.joins) for run in runs] == [
        ("M", 1, 1, True),
        ("DT", 2, 2, False),
        ("M", 3, 3, True),
    ]
    assert runs[1].weeks[0].skills == ("Lighthouse", "TIDE")


def test_shipped_presets_load_with_every_skill(db: None) -> None:
    courses = load_presets()
    assert {course.weeks.count() for course in courses} == {24, 14, 12, 8}


def test_run_sheet_of_a_preset_is_as_written(write: Write) -> None:
    assert run_sheet(90, write()) == (("arrive", 5), ("new_skill", 75), ("wind_down", 10))


@pytest.mark.parametrize("minutes", range(45, 181, 5))
def test_run_sheet_fills_any_length_exactly(minutes: int) -> None:
    sheet = run_sheet(minutes)
    assert sum(part for _, part in sheet) == minutes
    assert [stage for stage, _ in sheet] == [key for key in run_sheets()[0] if key != "minutes"]
    assert all(part >= 1 for _, part in sheet)


def test_shipped_skills_fit_their_columns(db: None) -> None:
    """SQLite would keep what PostgreSQL refuses."""
    load_presets()
    for skill in Skill.objects.all():
        skill.full_clean()
