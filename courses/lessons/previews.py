"""The ways in which an editor sees a lesson that is not published yet.

Each app's views add their own: `courses` what a visitor sees, an app above it what its people see.
A mode is a preview's name, or the name, a colon and what was chosen in it: "member:tuesdays:6".
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
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


def preview_in(mode: str) -> tuple[Show, str]:
    """The view that shows a mode, and what was chosen in it. Raises Http404 for one of nobody's."""
    name, _colon, chosen = mode.partition(":")
    if name not in _previews:
        raise Http404
    return _previews[name].show, chosen
