"""The exercises of a skill: which one is meant by a key, and where it is done."""

from django.urls import reverse

from courses.exercises.shapes import Exercise
from courses.skills.models import Skill


def exercise_of(skill: Skill | None, key: str) -> Exercise | None:
    """The skill's exercise of that key, if it has one; the empty key is that of its own steps."""
    found = skill.exercises if skill else ()
    return next((one for one in found if one.key == key), None)


def exercise_url(skill: Skill, key: str) -> str:
    """Where the exercise of that key is done."""
    if key:
        return reverse("skill-do-further", args=[skill.slug, key])
    return reverse("skill-do", args=[skill.slug])
