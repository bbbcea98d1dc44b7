"""From a skill to what can be done with it: addresses that other areas answer."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.exercises.shapes import Exercise
from courses.resources.exercises import deck_of, sheet_of
from courses.skills.exercises import exercise_url
from courses.skills.models import Skill


@dataclass(frozen=True)
class Way:
    """A way to go, with the name of what is there. Devices keep those they can."""

    title: str
    url: str
    needs_connection: bool = False


def ways_to_do(skill: Skill) -> list[Way]:
    """Its exercises, the first of them first; none for one that is only read."""
    # In the editor's preview a new skill leads nowhere yet.
    return [_way(skill, exercise) for exercise in skill.exercises] if skill.is_shown else []


def ways_to_print(skill: Skill) -> list[Way]:
    """Its worksheet and its cards, where there is something on them, and its page on paper."""
    if not skill.is_shown:
        return []
    paper = reverse("skill-paper", args=[skill.slug, "skill"])
    ways = [Way(_("This page as PDF"), paper, needs_connection=True)]
    if deck_of(skill):
        ways.insert(0, Way(_("Cards"), reverse("skill-flash-cards", args=[skill.slug])))
    if sheet_of(skill):
        sheet = reverse("skill-worksheet", args=[skill.slug])
        ways.insert(0, Way(_("Worksheet"), sheet, needs_connection=True))
    return ways


def _way(skill: Skill, exercise: Exercise) -> Way:
    return Way(exercise.title, exercise_url(skill, exercise.key))
