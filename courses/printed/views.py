"""A skill on paper: its worksheet and its cards as pages, and all of it as PDF. For everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from courses.paper.queries import may_be_added, papers_of_skill
from courses.paper.views import paper_answer
from courses.printed.access import open_deck, open_sheet
from courses.resources.exercises import PartOfSheet
from courses.skills.access import open_skill
from courses.skills.exercises import exercise_url
from courses.skills.gone import kind_where_gone
from courses.skills.models import Skill
from help.reader import chosen_country
from help.shapes import NOBODY_SAID
from whole.pages import whole_page

# From the address of a paper to the page that offers it.
BACK = {"skill": "../../", "worksheet": "../../worksheet/", "cards": "../../cards/"}


@require_safe
@kind_where_gone
@whole_page
def worksheet(request: HttpRequest, slug: str) -> HttpResponse:
    """What its exercises ask, to print or to answer in a notebook. One query."""
    skill, parts = open_sheet(slug)
    context = {"skill": skill, "parts": parts, "do_url": exercise_url(skill, parts[0].key)}
    return render(request, "courses/printed/worksheet.html", context)


@require_safe
@kind_where_gone
@whole_page
def cards(request: HttpRequest, slug: str) -> HttpResponse:
    """A card for each step, to turn over. One query."""
    return cards_page(request, *open_deck(slug))


def cards_page(request: HttpRequest, skill: Skill, parts: tuple[PartOfSheet, ...]) -> HttpResponse:
    """The cards of a skill whose door was asked, or as it stands in the editor's form."""
    asks = skill.is_shown and any(step.asked for part in parts for step in part.steps)
    context = {"skill": skill, "parts": parts, "asks": asks}
    return render(request, "courses/printed/cards.html", context)


@require_safe
@kind_where_gone
def paper(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One of its papers, with the numbers of the reader's country.

    Where too many are asked for at once, one with the numbers that hold anywhere: those are made
    ahead, so that nobody is sent away because others ask for everything.
    """
    skill = open_skill(slug)
    wanted = papers_of_skill(skill, country=chosen_country(request)).get(kind)
    if wanted is None:
        raise Http404("no such paper of it")
    if not may_be_added(wanted, now=clock.now()):
        wanted = papers_of_skill(skill, country=NOBODY_SAID)[kind]
    return paper_answer(request, wanted, back=BACK[kind], called=skill.slug)
