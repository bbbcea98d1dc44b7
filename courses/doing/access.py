"""The doors to an exercise: everybody's, as far as its skill is shown; to a card one's own."""

from django.http import Http404, HttpRequest

from courses.exercises.shapes import Exercise
from courses.kept.access import own_card
from courses.kept.models import KeptCard
from courses.skills.access import open_skill
from courses.skills.exercises import exercise_of
from courses.skills.gone import SkillNotOffered
from courses.skills.models import Skill


def open_exercise(slug: str, key: str) -> tuple[Skill, Exercise]:
    """The exercise of that key. Raises SkillNotOffered where the skill is not shown or has none of
    that key."""
    skill = open_skill(slug)
    exercise = exercise_of(skill, key)
    if exercise is None:
        raise SkillNotOffered
    return skill, exercise


def open_with(request: HttpRequest, card_id: str, *, skill: Skill, exercise: Exercise) -> KeptCard:
    """The reader's own card of this exercise. Raises 404 for any other, PinNeeded as
    `courses.kept.access` says."""
    card = own_card(request, card_id)
    if card.skill_id != skill.pk or card.exercise != exercise.key:
        raise Http404
    return card
