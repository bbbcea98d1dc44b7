"""The ways in which an editor sees something before it is published.

The areas that show it stand above the one that knows it, so each adds its own. A mode is the name
of a preview, or the name, a colon and what was chosen in it: "exercise:daily-check".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

Words = Any  # a string, or one that is translated when it is read
# The row as it stands in the editor's form, and what was chosen.
Show = Callable[[HttpRequest, Any, str], HttpResponse]
# What there is to choose of a row, and how the editor reads it.
Choices = Callable[[Any], Iterable[tuple[str, Words]]]


@dataclass(frozen=True)
class Preview:
    """A way to look at a row. The one with the lowest `place` is shown first."""

    name: str
    place: int
    choices: Choices
    show: Show


class Previews:
    """The ways to look at rows of one kind."""

    def __init__(self) -> None:
        self._by_name: dict[str, Preview] = {}

    def add(self, name: str, choices: Choices, *, place: int) -> Callable[[Show], Show]:
        """Adds the decorated view to what the editor may choose from."""

        def add(show: Show) -> Show:
            self._by_name[name] = Preview(name, place, choices, show)
            return show

        return add

    def modes(self, row: Any) -> list[tuple[str, Words]]:
        """What the editor chooses from, as Wagtail asks for it."""
        in_order = sorted(self._by_name.values(), key=lambda one: one.place)
        return [
            (f"{one.name}:{chosen}" if chosen else one.name, label)
            for one in in_order
            for chosen, label in one.choices(row)
        ]

    def serve(self, request: HttpRequest, row: Any, mode: str) -> HttpResponse:
        """The unsaved row as that view shows it. Raises Http404 for a mode that is none."""
        name, _colon, chosen = mode.partition(":")
        if name not in self._by_name:
            raise Http404
        request.is_preview = True  # type: ignore[attr-defined]
        return self._by_name[name].show(request, row, chosen)
