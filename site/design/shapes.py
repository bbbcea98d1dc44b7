"""What components take: small frozen rows that views build and templates hand over.

Templates read attributes and keys alike, so a plain dict with the same names serves as well.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A way to go: in breadcrumbs, navigation and tabs. A crumb without url is the page itself."""

    title: str
    url: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Heading:
    """A column of a ``data_table`` that sorts the list: ``url`` is where it is sorted by it, the
    other way round where it is already; ``sorted`` is ``ascending``, ``descending`` or empty."""

    title: str
    url: str = ""
    sorted: str = ""

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Step:
    """One step of a skill or of instructions; ``letter`` spells an acronym when there is one."""

    title: str
    text: str = ""
    letter: str = ""


@dataclass(frozen=True)
class Stage:
    """One part of a session's run sheet; ``state`` is ``done``, ``current`` or ``next``."""

    title: str
    minutes: int
    state: str = "next"
    key: str = ""
