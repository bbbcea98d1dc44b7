"""Loading the course presets."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify

from courses import shipped
from courses.curriculum.models import Course, Week, WeekLesson, WeekSkill
from courses.edited.actions import taken_away
from courses.lessons.models import LessonPage, ShippedLesson
from courses.resources.actions import load_worksheet
from courses.skills.actions import Named, load_skills, of_names
from courses.skills.models import Skill


@transaction.atomic
def load_presets(folder: Path = shipped.CONTENT) -> list[Course]:
    """Makes or renews skills, worksheets, courses, weeks and what is taught in them.

    What somebody has edited stays as it is, an edited course with all its weeks; what somebody
    deleted does not come back. Returns our courses that stand.
    A week gets the lessons that its course names, as far as they stand, and after them those that
    teach one of its skills (`_teach`); a lesson that is published later comes by `attach_lesson`.
    Raises KeyError for a week that names an unknown skill.
    """
    skills = load_skills(folder)
    for lesson in shipped.lessons(folder):
        load_worksheet(lesson["worksheet"], source=lesson["source"], licence=lesson["licence"])
    by_name = dict(LessonPage.objects.values_list("slug", "pk"))
    taught_in = _lessons_by_skill()
    gone = taken_away(Course)
    courses = []
    for entry in shipped.curricula(folder):
        course = _load_course(entry, gone)
        if course is None:
            continue
        edited = set(course.weeks.filter(edits__gt=0).values_list("number", flat=True))
        for row in entry["weeks"] if not course.edits else []:
            if row["n"] in edited:
                continue
            week, skill_ids = _load_week(course, row, skills)
            named = [by_name[name] for name in row.get("lessons", []) if name in by_name]
            _teach(week, skill_ids, named, taught_in)
        courses.append(course)
    return courses


def _load_course(entry: dict[str, Any], gone: set[str]) -> Course | None:
    """The course as written, as edited, or None where the clinic deleted it."""
    slug = slugify(entry["name"])
    course = Course.objects.filter(slug=slug).first()
    if course is None and slug in gone:
        return None
    if course is not None and course.edits:
        return course
    return Course.objects.update_or_create(
        slug=slug, defaults={"name": entry["name"], "gates": entry["gates"]}
    )[0]


def _lessons_by_skill() -> dict[int, list[tuple[int, bool]]]:
    """The lessons that teach each skill, oldest first: id, and whether it ships with Evenkeel."""
    pairs = LessonPage.objects.filter(skills__isnull=False).order_by("pk")
    found: dict[int, list[tuple[int, bool]]] = {}
    ours = Exists(ShippedLesson.objects.filter(lesson=OuterRef("pk")))
    for skill_id, lesson_id, ships in pairs.values_list("skills", "pk", ours):
        found.setdefault(skill_id, []).append((lesson_id, ships))
    return found


def _load_week(course: Course, row: dict[str, Any], skills: Named) -> tuple[Week, list[int]]:
    """The week as written, and the ids of its skills in order."""
    week, _ = Week.objects.update_or_create(
        course=course,
        number=row["n"],
        defaults={"module": row["module"], "topics": row.get("topics", [])},
    )
    of_week = of_names(row["skills"], skills)
    week.week_skills.exclude(skill__in=of_week).delete()
    for order, skill in enumerate(of_week, start=1):
        WeekSkill.objects.update_or_create(week=week, skill=skill, defaults={"order": order})
    return week, [skill.pk for skill in of_week]


@transaction.atomic
def attach_lesson(lesson: LessonPage) -> None:
    """Gives a published lesson to every week that teaches one of its skills.

    By the rule of `load_presets`; a week whose skills the lesson no longer teaches loses it, unless
    its course names it. Weeks without skills are nobody's preset and stay as they are; a week that
    somebody has edited has the lessons that were chosen for it, and no other.
    """
    skills = Skill.objects.filter(lessons=lesson)
    weeks = Week.objects.filter(
        Q(week_skills__skill__in=skills) | Q(week_lessons__lesson=lesson, week_skills__isnull=False)
    )
    taught_in = _lessons_by_skill()
    untouched = weeks.filter(edits=0).distinct()
    for week in untouched.prefetch_related("week_skills", "week_lessons"):
        named = [taught.lesson_id for taught in week.week_lessons.all() if taught.named]
        _teach(week, [taught.skill_id for taught in week.week_skills.all()], named, taught_in)


def _teach(
    week: Week,
    skill_ids: list[int],
    named: list[int],
    taught_in: dict[int, list[tuple[int, bool]]],
) -> None:
    """Sets a week's lessons: those its course names, then those that teach its skills, in order.

    Where lessons are named, ours have their places, and only what a clinic wrote itself follows.
    """
    by_skill = [
        lesson_id
        for skill in skill_ids
        for lesson_id, ships in taught_in.get(skill, [])
        if not (named and ships)
    ]
    # dict: a lesson that teaches two of the week's skills stands once, at its first skill
    lessons = list(dict.fromkeys([*named, *by_skill]))
    week.week_lessons.exclude(lesson_id__in=lessons).delete()
    for order, lesson_id in enumerate(lessons, start=1):
        WeekLesson.objects.update_or_create(
            week=week,
            lesson_id=lesson_id,
            defaults={"order": order, "named": lesson_id in named},
        )
