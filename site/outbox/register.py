"""Which function makes the words of which kind of letter.

The outbox knows no session and no member: an app above it registers a kind in its `letters.py` and
imports that module in `AppConfig.ready`, so that web and worker know the same kinds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from outbox.models import Letter
from outbox.rendered import Rendered

T = TypeVar("T")
Render = Callable[[Letter], Rendered | None]
RenderAbout = Callable[[T], Rendered | None]
# What many letters are about, by their ids, in as many statements for many as for one.
Read = Callable[[Sequence[Letter]], Mapping[UUID, T]]


class UnknownKind(LookupError):
    """No app registered this kind of letter: a wrong name, or a `letters.py` never imported."""


_renders: dict[str, Render] = {}
_abouts: dict[str, tuple[Read[Any], RenderAbout[Any]]] = {}


def letter_kind(name: str) -> Callable[[Render], Render]:
    """Registers the decorated function as the words of letters of kind `name`.

    The function is called at sending time, outside any transaction, perhaps more than once, and in
    the letter's language: gettext and `clock.words` write for its reader. It
    reads what `letter.about` points to and returns None when nothing is to be said any more; the
    letter is then marked skipped.
    """

    def register(render: Render) -> Render:
        _renders[name] = render
        return render

    return register


def mass_letter_kind(name: str, *, read: Read[T]) -> Callable[[RenderAbout[T]], RenderAbout[T]]:
    """The same for a kind of which many leave at once: `read` finds what all of them are about.

    The function gets what `read` found for its letter. A letter that `read` leaves out is skipped.
    """

    def register(render: RenderAbout[T]) -> RenderAbout[T]:
        _abouts[name] = read, render
        _renders[name] = lambda letter: _with(read([letter]), render)(letter)
        return render

    return register


def render_of(kind: str) -> Render:
    """The function that renders letters of `kind`. Raises UnknownKind."""
    try:
        return _renders[kind]
    except KeyError as missing:
        raise UnknownKind(kind) from missing


def renders_of(letters: Sequence[Letter]) -> Iterator[tuple[Letter, Callable[[], Rendered | None]]]:
    """Each letter, and what makes its words. What they are about is read first, for all at once.

    Where that fails, each letter reads for itself, so that one which cannot be read stops no other.
    """
    by_read: dict[Read[Any], list[Letter]] = {}
    for letter in letters:
        if letter.kind in _abouts:
            by_read.setdefault(_abouts[letter.kind][0], []).append(letter)
    found: dict[UUID, Render] = {}
    for read, group in by_read.items():
        with suppress(Exception):  # it is raised again, and logged, where each reads for itself
            about = read(group)
            found |= {each.pk: _with(about, _abouts[each.kind][1]) for each in group}
    for letter in letters:
        yield letter, partial(_made, found.get(letter.pk), letter)


def _with(about: Mapping[UUID, Any], render: RenderAbout[Any]) -> Render:
    return lambda letter: render(about[letter.pk]) if letter.pk in about else None


def _made(render: Render | None, letter: Letter) -> Rendered | None:
    return (render or render_of(letter.kind))(letter)


def all_kinds() -> list[str]:
    """Every registered kind, by name."""
    return sorted(_renders)
