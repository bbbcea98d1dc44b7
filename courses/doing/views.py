"""The page on which somebody does a skill."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.doing.access import open_exercise
from courses.doing.words import sentences
from courses.exercises.shapes import Exercise
from courses.skills.models import Skill
from whole.pages import whole_page


@require_safe
@whole_page
def do_skill(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """An exercise with all its steps; the script shows them one by one. One query for visitors."""
    return exercise_page(request, *open_exercise(slug, key))


def exercise_page(request: HttpRequest, skill: Skill, exercise: Exercise) -> HttpResponse:
    """An exercise whose door was asked, or as it stands in the editor's form."""
    context = {"skill": skill, "exercise": exercise, "sentences": sentences()}
    return render(request, "courses/doing/exercise.html", context)
