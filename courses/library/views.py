"""The library of skills, for everybody."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.library.access import open_need
from courses.library.finding import find, needs_in
from courses.library.queries import help_for, lessons_of, shelves, steps_of
from courses.library.ways import ways_to_do, ways_to_print
from courses.skills.access import open_skill
from courses.skills.gone import kind_where_gone
from courses.skills.models import Skill
from courses.skills.needs import needs, needs_met_by
from design.shapes import Link
from searching.danger import danger_in
from searching.limits import may_search
from searching.words import LONGEST, shown
from whole.pages import same_for_visitors, whole_page
from whole.version import known_version, version


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every skill, by need and by module; or, with a question, what was found."""
    typed = shown(request.GET.get("q", ""))
    if typed:
        return _found(request, typed)
    context = {"needs": needs(), "shelves": shelves(), "longest": LONGEST}
    return same_for_visitors(render(request, "courses/library/library.html", context))


@require_safe
@whole_page
def helps(request: HttpRequest, need: str) -> HttpResponse:
    """What helps when somebody needs this."""
    opened = open_need(need)
    context = {
        "need": opened,
        "help": help_for(opened),
        "others": [one for one in needs() if one.slug != opened.slug],
        "crumbs": _crumbs(opened.words),
    }
    return render(request, "courses/library/need.html", context)


@require_safe
@kind_where_gone
@whole_page
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """One skill: what it is for, when, when not, its steps, an example, two minutes of practice,
    and where it is taught."""
    return skill_page(request, open_skill(slug))


def skill_page(request: HttpRequest, opened: Skill) -> HttpResponse:
    """The page of a skill whose door was asked, or as it stands in the editor's form."""
    context = {
        "skill": opened,
        "steps": steps_of(opened),
        "ways": ways_to_do(opened),
        "printed": ways_to_print(opened),
        "needs": needs_met_by(opened, needs()),
        "lessons": lessons_of(opened),
        "crumbs": _crumbs(opened.name),
    }
    return render(request, "courses/library/skill.html", context)


def _crumbs(title: str) -> list[Link]:
    return [Link(_("Skills"), reverse("skills")), Link(title)]


def _found(request: HttpRequest, typed: str) -> HttpResponse:
    """What was typed is kept nowhere and logged nowhere."""
    danger = danger_in(typed)
    context: dict[str, object] = {
        "needs": needs(),
        "typed": typed,
        "longest": LONGEST,
        "danger": danger,
        "urged": needs_in(danger),
    }
    too_often = not may_search(get_adapter().get_client_ip(request) or "")
    if not too_often:
        with known_version(version()):
            context["found"] = find(typed, danger)
    context["too_often"] = too_often
    status = 429 if too_often else 200
    response = render(request, "courses/library/found.html", context, status=status)
    # What somebody looked for stays in no cache on the way; the browser's own may keep it.
    response.headers["Cache-Control"] = "private"
    return response
