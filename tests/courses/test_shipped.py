"""What ships follows our text until somebody edits it; what somebody edited or deleted stays so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts.models import Account
from accounts.roles import Role
from courses.curriculum.actions import load_presets
from courses.curriculum.editing import (
    Taught,
    change_course,
    change_week,
    delete_course,
    remove_week,
    start_course,
)
from courses.curriculum.run_sheets import run_sheet
from courses.edited.actions import free_slug, keep_edit, take_away
from courses.lessons.actions import publish_shipped_lessons
from courses.models import Course, LessonIndexPage, LessonPage, Skill, Week, Worksheet
from tests.courses.conftest import SKILLS, Write, lesson
from tests.factories import NOW, make_staff


@pytest.fixture
def by(db: None) -> Account:
    """Who edits."""
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def folder(shelf: LessonIndexPage, write: Write) -> Path:
    """The shipped texts, loaded once."""
    texts = write(lesson("tide", skills=["TIDE"]), lesson("goodbye", skills=[]))
    load(texts)
    return texts


def load(folder: Path) -> None:
    """As `manage.py setup` does."""
    publish_shipped_lessons(LessonIndexPage.objects.get(), folder)
    load_presets(folder)


def rewrite(folder: Path, name: str, change: Callable[[Any], None]) -> None:
    """The next release says something else."""
    told = yaml.safe_load((folder / name).read_text())
    change(told)
    (folder / name).write_text(yaml.safe_dump(told))


def say_other_things(folder: Path) -> None:
    """Another release: each text is another."""

    def skills(told: Any) -> None:
        told["summary"] += " Anew."

    def courses(told: Any) -> None:
        told["curricula"][0]["gates"] = [1, 2]
        for week in told["curricula"][0]["weeks"]:
            week["topics"] = ["Anew"]

    def sheet(told: Any) -> None:
        told["worksheet"]["title"] += " anew"

    for path in (folder / "skills").glob("*.yaml"):
        rewrite(folder, f"skills/{path.name}", skills)
    rewrite(folder, "curriculum.yaml", courses)
    for slug in ("tide", "goodbye"):
        rewrite(folder, f"lessons/{slug}.yaml", sheet)


def edit(row: Any, by: Account, **words: Any) -> None:
    """Somebody saves the row on its page."""
    keep_edit(row, seen=row.edits, by=by, now=NOW, act="skill.changed")
    for name, value in words.items():
        setattr(row, name, value)
    row.save()


def told() -> dict[str, Any]:
    """Every text that ships, by where it stands."""
    found: dict[str, Any] = dict(Skill.objects.values_list("slug", "summary"))
    found |= {
        f"{slug} sheet": title for slug, title in Worksheet.objects.values_list("slug", "title")
    }
    found |= {
        str(number): topics for number, topics in Week.objects.values_list("number", "topics")
    }
    return found | dict(Course.objects.values_list("slug", "gates"))


def test_untouched_texts_follow_another_release(folder: Path) -> None:
    say_other_things(folder)
    load(folder)
    assert told() == {
        "anchor": "Feel the floor. Anew.",
        "tide": "Wait it out. Anew.",
        "lighthouse": "Look ahead. Anew.",
        "tide sheet": "tide sheet anew",
        "goodbye sheet": "goodbye sheet anew",
        "1": ["Anew"], "2": ["Anew"], "3": ["Anew"],
        "harbour-course": [1, 2],
    }  # fmt: skip


def test_edited_texts_stay_while_the_others_follow(folder: Path, by: Account) -> None:
    edit(Skill.objects.get(slug="tide"), by, summary="Ours.", name="The tide")
    edit(Worksheet.objects.get(slug="tide"), by, title="Our sheet")
    week = Week.objects.get(number=2)
    goodbye = LessonPage.objects.get(slug="goodbye")
    change_week(week, Taught("M", ["Ours"], [], [goodbye.pk]), seen=0, by=by, now=NOW)
    say_other_things(folder)
    load(folder)
    load(folder)
    now = told()
    assert (now["tide"], now["anchor"]) == ("Ours.", "Feel the floor. Anew.")
    assert (now["tide sheet"], now["goodbye sheet"]) == ("Our sheet", "goodbye sheet anew")
    assert (now["1"], now["2"], now["3"]) == (["Anew"], ["Ours"], ["Anew"])
    week.refresh_from_db()
    assert [one.lesson.slug for one in week.week_lessons.all()] == ["goodbye"]
    # A skill that is called otherwise now is still the one that our texts mean.
    assert LessonPage.objects.get(slug="tide").skills.get().name == "The tide"


def test_an_edited_course_keeps_its_weeks(folder: Path, by: Account) -> None:
    course = Course.objects.get()
    remove_week(course.weeks.get(number=2), seen=0, by=by, now=NOW)
    say_other_things(folder)
    load(folder)
    assert list(course.weeks.values_list("number", "topics")) == [
        (1, ["Welcome"]),
        (2, ["Goodbye"]),
    ]
    assert Course.objects.get().gates == [1, 2]  # the gate of week 3 went along
    change_course(course, name="Ours", gates=[1], stages=(), seen=1, by=by, now=NOW)
    load(folder)
    assert (Course.objects.get().name, Course.objects.get().gates) == ("Ours", [1])


def test_what_was_deleted_does_not_come_back(folder: Path, by: Account) -> None:
    course = Course.objects.get()
    copy = start_course("Copy", like=course, by=by, now=NOW)
    delete_course(course, by=by, now=NOW)
    delete_course(copy, by=by, now=NOW)
    lighthouse = Skill.objects.get(slug="lighthouse")
    take_away(lighthouse, slug="lighthouse", by=by, now=NOW, act="skill.deleted")
    for page in LessonPage.objects.all():
        page.delete()
    sheet = Worksheet.objects.get(slug="goodbye")
    take_away(sheet, slug="goodbye", by=by, now=NOW, act="worksheet.deleted")
    load(folder)
    load(folder)
    assert not Course.objects.exists()
    assert set(Skill.objects.values_list("slug", flat=True)) == {"anchor", "tide"}
    assert not Worksheet.objects.filter(slug="goodbye").exists()
    assert Worksheet.objects.filter(slug="tide").exists()


def test_a_week_does_without_a_skill_that_was_deleted(
    shelf: LessonIndexPage, write: Write, by: Account
) -> None:
    folder = write()
    load(folder)
    week = Week.objects.get(number=2)
    week.week_skills.filter(skill__slug="lighthouse").delete()
    take_away(
        Skill.objects.get(slug="lighthouse"), slug="lighthouse", by=by, now=NOW, act="skill.deleted"
    )
    load(folder)
    assert [one.skill.slug for one in week.week_skills.all()] == ["tide"]


def test_what_the_clinic_wrote_is_not_taken_for_ours(
    shelf: LessonIndexPage, write: Write, by: Account
) -> None:
    own = Skill(slug=free_slug(Skill, "Anchor"), name="Anchor", module="M", summary="Own.", edits=1)
    own.save()
    namesake = Skill.objects.create(
        slug="high-water", name="TIDE", module="M", summary="Own too.", edits=1
    )
    course = start_course("Harbour course", like=None, by=by, now=NOW)
    load(write())
    own.refresh_from_db()
    assert (own.slug, own.summary) == ("anchor", "Own.")
    assert Skill.objects.get(name="TIDE") == namesake
    assert Course.objects.get() == course
    assert not course.weeks.exists()
    assert Skill.objects.count() == len(SKILLS)


def test_a_course_without_a_sheet_of_its_own_has_ours(folder: Path) -> None:
    rewrite(
        folder,
        "curriculum.yaml",
        lambda told: told["run_sheets"][0].update(arrive=15, new_skill=65),
    )
    assert run_sheet(90, folder) == (("arrive", 15), ("new_skill", 65), ("wind_down", 10))
