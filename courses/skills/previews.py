"""The ways in which an editor sees a skill before it is published.

The areas that show skills stand above this one: what they show is added by `desk.views.previews`. A
mode is the name of a preview, or the name, a colon and what was chosen: "exercise:daily-check".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

Words = Any  # a string, or one that is translated when it is read
# The skill as it stands in the editor's form, and what was chosen.
Show = Callable[[HttpRequest, Any, str], HttpResponse]
# What there is to choose of a skill, and how the editor reads it.
Choices = Callable[[Any], Iterable[tuple[str, Words]]]


@dataclass(frozen=True)
class Preview:
    """A way to look at a skill. The one with the lowest `place` is shown first."""

    name: str
    place: int
    choices: Choices
    show: Show


_previews: dict[str, Preview] = {}


def preview(name: str, choices: Choices, *, place: int) -> Callable[[Show], Show]:
    """Adds the decorated view to what the editor may choose from."""

    def add(show: Show) -> Show:
        _previews[name] = Preview(name, place, choices, show)
        return show

    return add


def preview_modes(skill: Any) -> list[tuple[str, Words]]:
    """What the editor chooses from, as Wagtail asks for it."""
    in_order = sorted(_previews.values(), key=lambda one: one.place)
    return [
        (f"{one.name}:{chosen}" if chosen else one.name, label)
        for one in in_order
        for chosen, label in one.choices(skill)
    ]


def preview_in(mode: str) -> tuple[Show, str]:
    """The view that shows a mode, and what was chosen in it. Raises Http404 for one of nobody's."""
    name, _colon, chosen = mode.partition(":")
    if name not in _previews:
        raise Http404
    return _previews[name].show, chosen
