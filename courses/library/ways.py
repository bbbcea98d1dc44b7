"""From a skill to what can be done with it: addresses that other areas answer."""

from dataclasses import dataclass

from django.urls import reverse

from courses.exercises.shapes import Exercise
from courses.skills.models import Skill


@dataclass(frozen=True)
class Way:
    """A way to go, with the name of what is there."""

    title: str
    url: str


def ways_to_do(skill: Skill) -> list[Way]:
    """Its exercises, the first of them first; none for one that is only read."""
    # In the editor's preview a new skill has no address yet.
    return [_way(skill, exercise) for exercise in skill.exercises] if skill.slug else []


def _way(skill: Skill, exercise: Exercise) -> Way:
    if exercise.key:
        further = reverse("skill-do-further", args=[skill.slug, exercise.key])
        return Way(exercise.title, further)
    return Way(exercise.title, reverse("skill-do", args=[skill.slug]))
