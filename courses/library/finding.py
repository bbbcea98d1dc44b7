"""Finding skills by words, however they are spelled.

There are so few that they are looked through in memory, without an index: what a search finds is
what everybody may see at that moment, and no draft was ever in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from courses.skills.models import Skill
from courses.skills.needs import Need, need_called, needs, needs_met_by
from courses.skills.queries import shown_skills
from searching.danger import Danger, danger_in
from searching.tries import Try, tries
from searching.words import COMMON, MEANT, WORD, forms_of
from whole.version import kept

CACHE_KEY = "courses.library.findables"
WORDS_KEY = "courses.library.words"
KEPT_SECONDS = 60
# Words that only find a need are held against a slip of the key from so many letters on.
LONG_ENOUGH = 6
# A word of a name that is long enough to say which skill is meant, and what may stand beside it.
TELLING = 4
BESIDE_A_NAME = frozenset({"skill", "skills", "dbt"})
# How much it tells that a word stands there.
NAME, COMES_FIRST, OWN_WORDS, ABOUT = 9, 6, 4, 2


@dataclass(frozen=True)
class Findable:
    """A skill as it is found: what is shown of it, and its words with how much each tells.

    `called`: the telling words of its name, apart and together; `names`: all of it as one word.
    """

    pk: int
    slug: str
    name: str
    summary: str
    companion: bool
    tells: Mapping[str, int]
    called: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class Found:
    """Needs and skills, the best first, and how they were found."""

    how: Try
    needs: tuple[Need, ...]
    skills: tuple[Findable, ...]


def find(typed: str, danger: Danger) -> Found | None:
    """The first try that finds anything; None where none does.

    Words of danger find their need, and besides it only what has them as they were typed.
    """
    first = needs_in(danger)
    for one in tries(typed, vocabulary, as_typed=bool(danger)):
        others = tuple(need for need in needs_having(one) if need not in first)
        having = skills_having(one)
        if danger and (first or others or having):
            return Found(one, first + others, having)
        if others or having:
            return _with_its_skills(Found(one, others, called_first(having, one.words)))
    return None


def needs_in(danger: Danger) -> tuple[Need, ...]:
    """The needs that come first when this was heard."""
    heard = (
        (danger.oneself, "hurt-myself"),
        (danger.somebody, "not-safe-with-somebody"),
        (danger.others, "about-to-do-something"),
    )
    found = [need_called(slug) for is_heard, slug in heard if is_heard]
    return tuple(need for need in found if need is not None)


def skills_having(wanted: Try) -> tuple[Findable, ...]:
    """The skills that have what is looked for, the best first."""
    told = [(_points(wanted, one.tells), one) for one in findables()]
    best = sorted((one for one in told if one[0]), key=lambda one: (-one[0], one[1].name))
    return tuple(found for _, found in best)


def called_first(having: Sequence[Findable], words: Sequence[str]) -> tuple[Findable, ...]:
    """The skills whose name has one of the words, those first that have more of it; then the
    others of those that have what is looked for. “dear men” is DEAR MAN."""
    said = {form for word in words if len(word) >= TELLING for form in forms_of(word)}
    said |= _pairs(words)
    # Those that have what is looked for, then the others: the order that is left among equals.
    by_pk = {one.pk: one for one in (*having, *findables())}
    called = [one for one in by_pk.values() if one.called & said or is_named(one, words)]
    called.sort(key=lambda one: (not is_named(one, words), -len(one.called & said)))
    return (*called, *(one for one in having if one not in called))


def _pairs(words: Sequence[str]) -> set[str]:
    """Each two neighbours as one word."""
    return {first + second for first, second in pairwise(words)}


def is_named(skill: Findable, words: Sequence[str]) -> bool:
    """Whether the words are its name and nothing else, apart or together."""
    return "".join(word for word in words if word not in BESIDE_A_NAME) in skill.names


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
    return kept(WORDS_KEY, _read_vocabulary, seconds=KEPT_SECONDS)


def _read_vocabulary() -> frozenset[str]:
    skills = frozenset(word for one in findables() for word in one.tells)
    also = {word for need in needs() for word in _words_in(need.also)}
    telling = {word for word in also - MEANT if len(word) >= LONG_ENOUGH and not danger_in(word)}
    return skills.union(telling, *map(_words_of_need, needs()))


def findables() -> tuple[Findable, ...]:
    """Every shown skill. One query after a change, then none."""
    return kept(CACHE_KEY, _read, seconds=KEPT_SECONDS)


def _with_its_skills(found: Found) -> Found:
    """Where only needs were found: with the skills that come first for the first of them."""
    if found.skills:
        return found
    by_slug = {one.slug: one for one in findables()}
    skills = tuple(by_slug[slug] for slug in found.needs[0].skills if slug in by_slug)
    return replace(found, skills=skills)


def _read() -> tuple[Findable, ...]:
    known = needs()
    return tuple(_findable(skill, known) for skill in shown_skills().defer("example", "practice"))


def _findable(skill: Skill, known: tuple[Need, ...]) -> Findable:
    met = needs_met_by(skill, known)
    steps = [step.name for step in skill.told_steps]
    tells: dict[str, int] = {}
    for points, texts in (
        (ABOUT, [skill.summary, skill.when, *steps]),
        (OWN_WORDS, [*(need.words for need in met), *skill.needs]),
        (COMES_FIRST, [need.words for need in met if skill.slug in need.skills]),
        (NAME, [skill.name, skill.slug, skill.slug.replace("-", "")]),
    ):
        tells |= dict.fromkeys(_words_in(texts), points)
    words = WORD.findall(skill.name.casefold())
    telling = [word for word in words if word not in COMMON]
    called = {word for word in telling if len(word) >= TELLING} | _pairs(telling)
    names = {"".join(words), "".join(telling), skill.slug.replace("-", "")} - {""}
    return Findable(
        skill.pk, skill.slug, skill.name, skill.summary, skill.companion, tells,
        called=frozenset(called), names=frozenset(names),
    )  # fmt: skip


def _words_of_need(need: Need) -> dict[str, int]:
    return dict.fromkeys(_words_in([need.words, *need.situations]), OWN_WORDS)


def _words_in(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text.casefold())} - COMMON


def _points(wanted: Try, tells: Mapping[str, int]) -> int:
    """How much the words tell together; 0 where one is missing that has to be there."""
    each = [max((tells.get(way, 0) for way in ways), default=0) for ways in wanted.ways]
    return sum(each) if any(each) and (wanted.loosely or all(each)) else 0
