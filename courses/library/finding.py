"""Finding skills by words, however they are spelled.

There are so few that they are looked through in memory, without an index: what a search finds is
what everybody may see at that moment, and no draft was ever in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.skills.models import Skill
from courses.skills.needs import Need, needs, needs_met_by
from courses.skills.queries import shown_skills
from searching.tries import Try, tries
from searching.words import COMMON, WORD, words_in
from whole.version import kept

CACHE_KEY = "courses.library.entries"
KEPT_SECONDS = 60
# How much it tells that a word stands there.
NAME, COMES_FIRST, OWN_WORDS, ABOUT = 9, 6, 4, 2


@dataclass(frozen=True)
class Entry:
    """A skill as it is found: what is shown of it, and its words with how much each tells."""

    pk: int
    slug: str
    name: str
    summary: str
    companion: bool
    tells: Mapping[str, int]


@dataclass(frozen=True)
class Found:
    """Needs and skills, the best first, and how they were found."""

    how: Try
    needs: tuple[Need, ...]
    skills: tuple[Entry, ...]


def find(typed: str) -> Found | None:
    """The first try that finds anything; None where none does."""
    for one in tries(words_in(typed), vocabulary):
        found = Found(one, needs_having(one), skills_having(one))
        if found.needs or found.skills:
            return found
    return None


def skills_having(wanted: Try) -> tuple[Entry, ...]:
    """The skills that have what is looked for, the best first."""
    told = [(_points(wanted, entry.tells), entry) for entry in entries()]
    best = sorted((one for one in told if one[0]), key=lambda one: (-one[0], one[1].name))
    return tuple(entry for _, entry in best)


def needs_having(wanted: Try) -> tuple[Need, ...]:
    """The needs whose words have what is looked for."""
    return tuple(need for need in needs() if _points(wanted, _words_of_need(need)))


def vocabulary() -> frozenset[str]:
    """Every word that skills and needs are found by, in lower case."""
    skills = frozenset(word for entry in entries() for word in entry.tells)
    return skills.union(*map(_words_of_need, needs()))


def entries() -> tuple[Entry, ...]:
    """Every shown skill. One query after a change, then none."""
    return kept(CACHE_KEY, _read, seconds=KEPT_SECONDS)


def _read() -> tuple[Entry, ...]:
    known = needs()
    return tuple(_entry(skill, known) for skill in shown_skills().defer("example", "practice"))


def _entry(skill: Skill, known: tuple[Need, ...]) -> Entry:
    met = needs_met_by(skill, known)
    names = [step.name for step in skill.told_steps]
    tells: dict[str, int] = {}
    for points, texts in (
        (ABOUT, [skill.summary, skill.when, *names]),
        (OWN_WORDS, [*(need.words for need in met), *skill.needs]),
        (COMES_FIRST, [need.words for need in met if skill.slug in need.skills]),
        (NAME, [skill.name, skill.slug, skill.slug.replace("-", "")]),
    ):
        tells |= dict.fromkeys(_words_in(texts), points)
    return Entry(skill.pk, skill.slug, skill.name, skill.summary, skill.companion, tells)


def _words_of_need(need: Need) -> dict[str, int]:
    return dict.fromkeys(_words_in([need.words, *need.situations]), OWN_WORDS)


def _words_in(texts: list[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text.casefold())} - COMMON


def _points(wanted: Try, tells: Mapping[str, int]) -> int:
    """How much the words tell together; 0 where one is missing that has to be there."""
    each = [max((tells.get(way, 0) for way in ways), default=0) for ways in wanted.ways]
    return sum(each) if any(each) and (wanted.loosely or all(each)) else 0
