"""Where a skill was, and is not offered at the moment.

Lessons that were given keep their links, and people keep theirs: each leads to a kind page. It says
the same of a skill that never was, so that nobody learns of drafts.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class SkillNotOffered(Http404):
    """No such skill, none that is published, or nothing of this kind to do with it."""


def kind_where_gone(view: View[P]) -> View[P]:
    """A view that answers SkillNotOffered with a page of its own, and 404."""

    @wraps(view)
    def kind(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SkillNotOffered:
            return render(request, "courses/not_offered.html", status=404)

    return kind
