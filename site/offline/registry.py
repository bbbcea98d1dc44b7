"""What works without a connection: each app that has such pages names them when it is ready.

This app knows none of them. A part says where it begins, which pages it has, what changes when
one of them does, and which of its files they need.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Part:
    """Pages of an app that work without a connection, as `register` was told."""

    name: str
    title: str | Promise
    start: str
    pages: Callable[[], Iterable[str]]
    version: Callable[[], str]
    root: Path
    patterns: Sequence[str] = ()
    stands_in_for: str = ""
    shortcut: str | Promise = ""

    @property
    def address(self) -> str:
        """Its first page; all others stand below it."""
        return reverse(self.start)

    @property
    def replaced(self) -> str:
        """Below which address its first page is shown where there is no connection; or empty."""
        return reverse(self.stands_in_for) if self.stands_in_for else ""

    @property
    def files(self) -> list[str]:
        """Its static files, by their paths below the static root."""
        found = [path for pattern in self.patterns for path in sorted(self.root.glob(pattern))]
        return [str(path.relative_to(self.root)) for path in found if path.is_file()]


_parts: dict[str, Part] = {}


def register(
    name: str,
    *,
    title: str | Promise,
    start: str,
    pages: Callable[[], Iterable[str]],
    version: Callable[[], str],
    root: Path,
    files: Sequence[str] = (),
    stands_in_for: str = "",
    shortcut: str | Promise = "",
) -> None:
    """Pages that a device keeps once one of them was opened, for when there is no connection.

    `title` (lazy) names them; `start` is the URL name of the first page, below which all others
    stand. `pages` gives their addresses, each the same for all visitors of one country and
    language; `version` another text whenever one of them reads differently. `files` are patterns
    below `root`, the app's static files.

    `stands_in_for` is the URL name of pages that are somebody's own and therefore never kept: the
    first page is shown in their place while there is no connection. `shortcut` (lazy) names these
    on a home screen, where others may read it.
    """
    _parts[name] = Part(name, title, start, pages, version, root, files, stands_in_for, shortcut)


def parts() -> list[Part]:
    """All of them: what anybody can use first, then what stands in for somebody's own."""
    return sorted(_parts.values(), key=lambda part: bool(part.stands_in_for))


def places() -> tuple[str, ...]:
    """Under which addresses such pages stand: our own, and those of each part."""
    return (reverse("offline"), *(part.address for part in parts()))


def stand_ins() -> tuple[tuple[str, str], ...]:
    """Below which address which page is shown while there is no connection."""
    return tuple((part.replaced, part.address) for part in parts() if part.replaced)


def has_stand_in(path: str) -> bool:
    """Whether another page is shown in place of this one while there is no connection."""
    return path.startswith(tuple(place for place, _page in stand_ins()))


def is_place(path: str) -> bool:
    """Whether a page of this address may be kept, and has the others kept when it is opened."""
    return path.startswith(places())
