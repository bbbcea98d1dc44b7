"""The ways in which an editor sees a lesson that is not published yet.

Each app adds its own: `courses` what a visitor sees, an app above it what its people see. A mode is
a preview's name, or the name, a colon and what was chosen in it: "member:tuesdays:6".
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

# The lesson as it stands in the editor's form, and what was chosen.
Show = Callable[[HttpRequest, Page, str], HttpResponse]


@dataclass(frozen=True)
class Preview:
    """A way to look at a lesson. The one with the lowest `place` is shown first."""

    name: str
    label: Promise
    place: int
    show: Show


_previews: dict[str, Preview] = {}


def preview(name: str, label: Promise, *, place: int) -> Callable[[Show], Show]:
    """Adds the decorated view to what the editor may choose from."""

    def add(show: Show) -> Show:
        _previews[name] = Preview(name, label, place, show)
        return show

    return add


def preview_modes() -> list[tuple[str, Promise]]:
    """What the editor chooses from, as Wagtail asks for it."""
    in_order = sorted(_previews.values(), key=lambda one: one.place)
    return [(one.name, one.label) for one in in_order]


def show_preview(request: HttpRequest, lesson: Page, mode: str) -> HttpResponse:
    """The lesson in this mode. Raises Http404 for one that nobody added."""
    name, _colon, chosen = mode.partition(":")
    if name not in _previews:
        raise Http404
    return _previews[name].show(request, lesson, chosen)


@preview("visitor", _("As a visitor"), place=20)
def as_visitor(request: HttpRequest, lesson: Page, chosen: str) -> HttpResponse:
    """The teaser."""
    return TemplateResponse(request, "courses/lesson_page.html", lesson.get_context(request))
