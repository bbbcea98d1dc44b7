"""Which function makes the words of which kind of letter.

The outbox knows no session and no member: an app above it registers a kind in its `letters.py` and
imports that module in `AppConfig.ready`, so that web and worker know the same kinds.
"""

from collections.abc import Callable

from outbox.models import Letter
from outbox.rendered import Rendered

Render = Callable[[Letter], Rendered | None]


class UnknownKind(LookupError):
    """No app registered this kind of letter: a wrong name, or a `letters.py` never imported."""


_renders: dict[str, Render] = {}


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


def render_of(kind: str) -> Render:
    """The function that renders letters of `kind`. Raises UnknownKind."""
    try:
        return _renders[kind]
    except KeyError as missing:
        raise UnknownKind(kind) from missing


def all_kinds() -> list[str]:
    """Every registered kind, by name."""
    return sorted(_renders)
