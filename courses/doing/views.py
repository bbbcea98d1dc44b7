"""The page on which somebody does a skill."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.doing.access import open_exercise
from courses.doing.words import sentences
from whole.pages import whole_page


@require_safe
@whole_page
def do_skill(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """An exercise with all its steps; the script shows them one by one. One query for visitors."""
    skill, exercise = open_exercise(slug, key)
    context = {"skill": skill, "exercise": exercise, "sentences": sentences()}
    return render(request, "courses/doing/exercise.html", context)
