"""The way back from a card to the exercise that it was written in."""

from urllib.parse import urlencode

from django.urls import reverse

from courses.exercises.shapes import Exercise
from courses.kept.models import KeptCard
from courses.skills.models import Skill


def exercise_of(skill: Skill | None, key: str) -> Exercise | None:
    """The skill's exercise of that key, if it still has one."""
    found = skill.exercises if skill else ()
    return next((one for one in found if one.key == key), None)


def way_on(card: KeptCard) -> str:
    """The exercise's address with this card in it; empty where there is no such exercise now."""
    skill = card.skill
    exercise = exercise_of(skill, card.exercise)
    if skill is None or exercise is None:
        return ""
    return f"{exercise_url(skill, exercise)}?{urlencode({'card': card.pk})}"


def place_of(card: KeptCard) -> str:
    """Where a device keeps what is written in its exercise; empty where the skill is gone."""
    return f"{card.skill.slug}/{card.exercise}" if card.skill else ""


def exercise_url(skill: Skill, exercise: Exercise) -> str:
    """Where the exercise is done."""
    if exercise.key:
        return reverse("skill-do-further", args=[skill.slug, exercise.key])
    return reverse("skill-do", args=[skill.slug])
