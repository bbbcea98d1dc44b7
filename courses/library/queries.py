"""The library's shelves: skills by module and by need, and what belongs to one skill."""

from dataclasses import dataclass

from django.db.models import QuerySet

from courses.exercises.telling import steps_to_read
from courses.lessons.models import LessonPage
from courses.library.ways import Way, ways_to_do
from courses.skills.models import Module, Skill
from courses.skills.needs import Need
from courses.skills.queries import shown_skills
from design.shapes import Step

# What a list shows of a skill, and what it is sorted by; its long texts stay where they are.
LISTED = ("slug", "name", "module", "companion", "summary", "needs", "acronym")


@dataclass(frozen=True)
class Shelf:
    """The skills of a module; `anchor` is its place on the page."""

    module: Module
    anchor: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True)
class Remedy:
    """A skill that comes first, and the ways to do it."""

    skill: Skill
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Help:
    """What there is for a need: what comes first, in order, and what else may help."""

    first: tuple[Remedy, ...]
    further: tuple[Skill, ...]


def shelves() -> list[Shelf]:
    """Every shown skill by its module; no module without skills. One query."""
    skills = list(listed())
    return [
        Shelf(module, module.name.lower().replace("_", "-"), found)
        for module in Module
        if (found := tuple(skill for skill in skills if skill.module == module))
    ]


def help_for(need: Need) -> Help:
    """The shown skills for a need. Of the others those come first that share more with it. Two
    queries."""
    by_slug = shown_skills().in_bulk(need.skills, field_name="slug")
    first = [by_slug[slug] for slug in need.skills if slug in by_slug]
    others = [one for one in listed() if one not in first and need.has_situation_of(one)]
    others.sort(key=lambda skill: -len(need.situations.intersection(skill.needs)))
    return Help(tuple(Remedy(one, tuple(ways_to_do(one))) for one in first), tuple(others))


def lessons_of(skill: Skill) -> list[LessonPage]:
    """The published lessons that teach it, for their titles and teasers; none for a skill that is
    not saved yet."""
    if skill.pk is None:
        return []
    lessons = LessonPage.objects.live().public().filter(skills=skill)
    return list(lessons.defer("body", "slides", "key_points").order_by("title"))


def steps_of(skill: Skill) -> list[Step]:
    """Its steps as they are read."""
    return steps_to_read(skill.told_steps)


def listed() -> QuerySet[Skill]:
    """The shown skills with what a list needs of them."""
    return shown_skills().only(*LISTED)
