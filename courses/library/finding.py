"""Finding skills by words, however they are spelled.

There are so few that they are looked through in memory, without an index: what a search finds is
what everybody may see at that moment, and no draft was ever in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from courses.skills.models import Skill
from courses.skills.needs import Need, need_called, needs, needs_met_by
from courses.skills.queries import shown_skills
from searching.danger import Danger, danger_in
from searching.tries import Try, tries
from searching.words import COMMON, MEANT, WORD, words_in
from whole.version import kept

CACHE_KEY = "courses.library.entries"
KEPT_SECONDS = 60
# Words that only find a need are held against a slip of the key from so many letters on.
LONG_ENOUGH = 6
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
    """The first try that finds anything; None where none does.

    Words of danger find their need, and besides it only what has them as they were typed.
    """
    danger = danger_in(typed)
    first = needs_in(danger)
    for one in tries(words_in(typed), vocabulary, as_typed=bool(danger)):
        others = tuple(need for need in needs_having(one) if need not in first)
        found = Found(one, first + others, skills_having(one))
        if found.needs or found.skills:
            return found if found.skills or danger else _with_its_skills(found)
    return None


def needs_in(danger: Danger) -> tuple[Need, ...]:
    """The needs that come first when this was heard."""
    heard = (danger.oneself, "hurt-myself"), (danger.somebody, "not-safe-with-somebody")
    found = [need_called(slug) for is_heard, slug in heard if is_heard]
    return tuple(need for need in found if need is not None)


def skills_having(wanted: Try) -> tuple[Entry, ...]:
    """The skills that have what is looked for, the best first."""
    told = [(_points(wanted, entry.tells), entry) for entry in entries()]
    best = sorted((one for one in told if one[0]), key=lambda one: (-one[0], one[1].name))
    return tuple(entry for _, entry in best)


def needs_having(wanted: Try) -> tuple[Need, ...]:
    """The needs whose words, or other words for the same, have what is looked for."""
    return tuple(
        need
        for need in needs()
        if _points(wanted, _words_of_need(need) | dict.fromkeys(_words_in(need.also), ABOUT))
    )


def vocabulary() -> frozenset[str]:
    """The words of skills and needs, in lower case.

    Of those that only find a need the long ones, and none of danger: nobody who types “diet” is
    told that they meant to die.
    """
    skills = frozenset(word for entry in entries() for word in entry.tells)
    also = {word for need in needs() for word in _words_in(need.also)}
    telling = {word for word in also - MEANT if len(word) >= LONG_ENOUGH and not danger_in(word)}
    return skills.union(telling, *map(_words_of_need, needs()))


def entries() -> tuple[Entry, ...]:
    """Every shown skill. One query after a change, then none."""
    return kept(CACHE_KEY, _read, seconds=KEPT_SECONDS)


def _with_its_skills(found: Found) -> Found:
    """Where only needs were found: with the skills that come first for the first of them."""
    by_slug = {entry.slug: entry for entry in entries()}
    skills = tuple(by_slug[slug] for slug in found.needs[0].skills if slug in by_slug)
    return replace(found, skills=skills)


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


def _words_in(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text.casefold())} - COMMON


def _points(wanted: Try, tells: Mapping[str, int]) -> int:
    """How much the words tell together; 0 where one is missing that has to be there."""
    each = [max((tells.get(way, 0) for way in ways), default=0) for ways in wanted.ways]
    return sum(each) if any(each) and (wanted.loosely or all(each)) else 0
