"""Names as people write them: whatever the case, with and without accents, in parts. Pure.

No database folds letters like another one, and none as people do, so names are compared here.
"""

import re
from collections.abc import Collection
from enum import IntEnum
from unicodedata import combining, normalize

_WORD = re.compile(r"[^\W_]+")
# Letters that are no letter with an accent, as keyboards without them write them.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# The second way to write them: Mueller is Müller.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


class Likeness(IntEnum):
    """How well a name fits what was typed, the best first."""

    WHOLE = 0
    BEGINS = 1
    HOLDS = 2


def ways_to_write(name: str) -> frozenset[str]:
    """The name's words in small letters without accents, with a blank between; and once more with
    ä, ö, ü, å written out, where it has one."""
    if name.isascii():
        return frozenset({_words(name.lower())})
    small = normalize("NFC", name.casefold())
    apart = normalize("NFKD", small)
    bare = "".join(sign for sign in apart if not combining(sign)).translate(_PLAIN)
    ways = {_words(bare)}
    if (spelt := small.translate(_SPELT_OUT)) != small:
        ways |= ways_to_write(spelt)
    return frozenset(ways)


def likeness(typed: Collection[str], name: str) -> Likeness | None:
    """How well a name fits; None where it does not. `typed` is what `ways_to_write` made of it."""
    found = [
        fit for one in typed for way in ways_to_write(name) if (fit := _fit(one, way)) is not None
    ]
    return min(found, default=None)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _fit(typed: str, name: str) -> Likeness | None:
    together, whole = typed.replace(" ", ""), name.replace(" ", "")
    if not together:
        return None
    if together == whole:
        return Likeness.WHOLE
    wanted, words = typed.split(), name.split()
    if all(any(word.startswith(one) for word in words) for one in wanted):
        return Likeness.BEGINS
    # O'Brien is found as obrien; words that were typed apart may each stand anywhere.
    if together in whole or all(one in name for one in wanted):
        return Likeness.HOLDS
    return None
