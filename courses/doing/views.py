"""The page on which somebody does a skill."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import my_members
from courses.doing.access import open_exercise, open_with
from courses.doing.words import sentences, sentences_of_keeping
from courses.exercises.shapes import Exercise
from courses.kept.models import KeptCard
from courses.kept.queries import answers_of
from courses.skills.gone import kind_where_gone
from courses.skills.models import Skill
from whole.pages import whole_page


@require_safe
@kind_where_gone
@whole_page
def do_skill(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """An exercise with all its steps; the script shows them one by one. One query for visitors.

    With `?card=` a member goes on with what they kept. A card that is gone, that never was or that
    is somebody else's leads to the exercise with the same sentence.
    """
    skill, exercise = open_exercise(slug, key)
    wanted = request.GET.get("card", "")
    if wanted and request.user.is_anonymous:
        return redirect_to_login(request.get_full_path())
    try:
        card = open_with(request, wanted, skill=skill, exercise=exercise) if wanted else None
    except Http404:
        messages.info(
            request,
            _(
                "That card is not among yours any more; it may have been deleted. What you wrote "
                "on this device, if anything, is here as you left it."
            ),
        )
        return redirect(request.path)
    may_keep = bool(my_members(request))
    return exercise_page(request, skill, exercise, may_keep=may_keep, card=card)


def exercise_page(
    request: HttpRequest,
    skill: Skill,
    exercise: Exercise,
    *,
    may_keep: bool = False,
    card: KeptCard | None = None,
) -> HttpResponse:
    """An exercise whose door was asked, or as it stands in the editor's form."""
    context = {
        "skill": skill,
        "exercise": exercise,
        "sentences": sentences() | (sentences_of_keeping() if may_keep else {}),
        "may_keep": may_keep,
        "card": card,
        "card_answers": answers_of(card) if card else None,
    }
    return render(request, "courses/doing/exercise.html", context)
