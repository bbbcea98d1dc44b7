"""What the editor of a skill looks at before it is published: its pages, as visitors see them."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.doing.views import exercise_page
from courses.library.views import skill_page
from courses.printed.views import cards_page
from courses.resources.exercises import deck_of
from courses.skills.models import Skill
from courses.skills.previews import preview

NOTHING = "courses/desk/nothing_to_see.html"


def _page(skill: Skill) -> Iterator[tuple[str, str]]:
    yield "", _("Page")


def _exercises(skill: Skill) -> Iterator[tuple[str, str]]:
    """Its own steps first, then each further exercise by its title."""
    yield "", _("Exercise")
    yield from ((each.key, each.title) for each in skill.exercises if each.key)


def _cards(skill: Skill) -> Iterator[tuple[str, str]]:
    yield "", _("Cards")


@preview("page", _page, place=10)
def page_in_draft(request: HttpRequest, skill: Skill, chosen: str) -> HttpResponse:
    """Its page in the library."""
    return skill_page(request, _with_an_address(skill))


@preview("exercise", _exercises, place=20)
def exercise_in_draft(request: HttpRequest, skill: Skill, chosen: str) -> HttpResponse:
    """One of its exercises, to try out. Raises Http404 for a key that none of them has."""
    of = {each.key: each for each in _with_an_address(skill).exercises}
    if chosen in of:
        return exercise_page(request, skill, of[chosen])
    if chosen:
        raise Http404
    says = _("No step asks for anything yet. Add what a step asks, and it can be done here.")
    return TemplateResponse(request, NOTHING, {"skill": skill, "says": says})


@preview("cards", _cards, place=30)
def cards_in_draft(request: HttpRequest, skill: Skill, chosen: str) -> HttpResponse:
    """A card for each step."""
    parts = deck_of(_with_an_address(skill))
    if parts:
        return cards_page(request, skill, parts)
    says = _("There are no cards yet: each step becomes one.")
    return TemplateResponse(request, NOTHING, {"skill": skill, "says": says})


def _with_an_address(skill: Skill) -> Skill:
    """A skill that was never saved has none, and its pages link to each other."""
    skill.slug = skill.slug or slugify(skill.name) or "new"
    return skill
