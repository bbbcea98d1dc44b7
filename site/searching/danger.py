"""Words of danger: whoever types them is led to people first, whatever else is found.

Too much rather than too little is heard as danger: one line about numbers too many does no harm.
Apostrophes, hyphens and drawn-out letters make no difference, and slips of the key little. Which
words are meant says `danger_words`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from searching.danger_words import (
    ARMED,
    EATING,
    EITHER,
    EVERYDAY,
    MYSELF,
    ONESELF,
    OTHERS,
    SOMEBODY,
    TAKEN,
)
from searching.words import shown

APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)")
BETWEEN_WORDS = re.compile(r"[\W_]+")
DRAWN_OUT = re.compile(r"(\w)\1{2,}")
ONESELF_TOO = re.compile(rf"\b{MYSELF}\b")
# How alike a spelling must be: “suside” and “suacide” are, “subside” and “social” are not.
ALIKE = 0.76
NEARLY = {
    "oneself": ("suicide", "suicidal", "overdose"),
    "taken": ("overdose",),
    "eating": ("bulimia", "bulimic", "anorexia", "anorexic"),
}
# Spelled nearly so, and right as they are.
OTHER_WORDS = frozenset({"overdo", "overdone", "overdue", "oversee", "overuse", "overused"})


@dataclass(frozen=True)
class Danger:
    """What was heard: harm to oneself; harm by somebody, to the reader or to somebody near them;
    harm by the reader to others; that something was taken or swallowed; an eating disorder."""

    oneself: bool = False
    somebody: bool = False
    others: bool = False
    taken: bool = False
    eating: bool = False

    @property
    def now(self) -> bool:
        """Whether the numbers to call have to come before everything else."""
        return self.oneself or self.somebody or self.others or self.taken

    def __bool__(self) -> bool:
        return self.now or self.eating


def danger_in(typed: str) -> Danger:
    """What of danger is in the words that somebody typed."""
    heard = [_heard(said) for said in _readings(typed)]
    kinds = [kind.name for kind in fields(Danger)]
    return Danger(**{kind: any(getattr(one, kind) for one in heard) for kind in kinds})


def _heard(said: str) -> Danger:
    """Each kind is looked for in what is left once the kinds before it are taken out: first what is
    said every day, then what somebody else does, then what is done to others."""
    telling = EVERYDAY.taken_out(said)
    not_by_them = SOMEBODY.taken_out(telling)
    rest = OTHERS.taken_out(not_by_them)
    others = rest != not_by_them
    either, armed = EITHER.within(rest), ARMED.within(rest)
    taken = TAKEN.within(telling) or _nearly(telling, "taken")
    oneself = ONESELF.within(rest) or _nearly(rest, "oneself")
    return Danger(
        oneself=either or oneself or taken or (others and bool(ONESELF_TOO.search(rest))),
        somebody=either or not_by_them != telling,
        others=others or armed,
        taken=taken,
        eating=EATING.within(said) or _nearly(said, "eating"),
    )


def _readings(typed: str) -> Iterator[str]:
    """The words in small letters, with drawn-out letters as one and as two: “diiie”, “killll”."""
    plain = unicodedata.normalize("NFKC", shown(typed)).casefold()
    words = BETWEEN_WORDS.sub(" ", APOSTROPHES.sub("", plain)).strip()
    yield DRAWN_OUT.sub(r"\1\1", words)
    yield DRAWN_OUT.sub(r"\1", words)


def _nearly(said: str, what: str) -> bool:
    """Whether one of the words is a slip of the key for one of those."""
    return any(
        word[0] == meant[0]
        and word not in OTHER_WORDS
        and SequenceMatcher(None, word, meant).ratio() >= ALIKE
        for word in said.split()
        for meant in NEARLY[what]
    )
