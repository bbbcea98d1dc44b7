"""The glossary as lessons use it: kept in each process for as long as no word changes."""

import hashlib
from dataclasses import dataclass

from courses.glossary.models import GlossaryWord
from whole.version import kept_around

CACHE_KEY = "courses.glossary"
# Where nobody told the version (the worker, a preview), a changed word shows after these seconds.
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Entry:
    """A word that lessons explain: where it stands on a page, its forms, its explanation."""

    anchor: str
    word: str
    said_as: tuple[str, ...]
    explanation: str


@dataclass(frozen=True)
class Glossary:
    """All words that lessons explain; another digest where anything in them is another."""

    entries: tuple[Entry, ...]
    digest: str


def glossary() -> Glossary:
    """The words that lessons explain. One query after a change around pages, then none."""
    return kept_around(CACHE_KEY, _read, seconds=KEPT_SECONDS)


def _read() -> Glossary:
    entries = tuple(
        Entry(row.anchor, row.word, row.said_as, row.explanation)
        for row in GlossaryWord.objects.filter(in_lessons=True)
    )
    return Glossary(entries, hashlib.sha256(repr(entries).encode()).hexdigest()[:12])
