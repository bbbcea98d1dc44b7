"""The door to an exercise: everybody's, as far as its skill is shown."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.exercises.shapes import Exercise
from courses.skills.models import Skill
from courses.skills.queries import shown_skills


def open_exercise(slug: str, key: str) -> tuple[Skill, Exercise]:
    """The exercise of that key. Raises 404 where the skill is not shown or has none of that key."""
    skill = get_object_or_404(shown_skills(), slug=slug)
    for exercise in skill.exercises:
        if exercise.key == key:
            return skill, exercise
    raise Http404(_("There is nothing to do here."))
