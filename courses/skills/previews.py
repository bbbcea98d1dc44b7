"""The ways in which an editor sees a skill before it is published.

The areas that show skills stand above this one; what they show is added to by `desk.previews`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise

# The skill as it stands in the editor's form.
Show = Callable[[HttpRequest, Any], HttpResponse]


@dataclass(frozen=True)
class Preview:
    """A way to look at a skill. The one with the lowest `place` is shown first."""

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


def preview_in(mode: str) -> Show:
    """The view that shows a mode. Raises Http404 for one that is none."""
    if mode not in _previews:
        raise Http404
    return _previews[mode].show
