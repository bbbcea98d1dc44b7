"""Whose name could be taken for a leader's. Pure; it is a hint for leaders and keeps nobody out."""

import unicodedata
from collections.abc import Collection

# What looks like a letter on a screen: Cyrillic, Greek, digits and signs.
_LOOKS = {
    "a": "аАαΑɑ@", "b": "ВΒ", "c": "сС", "d": "ԁđ", "e": "еЕεΕ", "g": "ɡ", "h": "НһΗħ",
    "i": "іІιΙ1|!¡ıl", "j": "јЈ", "k": "кКκΚ", "m": "МΜ", "n": "ηΝ", "o": "оОοΟ0ø", "p": "рРρΡ",
    "q": "ԛ", "s": "ѕЅ5$", "t": "ТτΤŧ", "u": "υ", "v": "ν", "w": "ԝ", "x": "хХχΧ", "y": "уУΥ",
    "z": "Ζ",
}  # fmt: skip
_ALIKE = {ord(sign): letter for letter, signs in _LOOKS.items() for sign in signs}
_PAIRS = (("rn", "m"), ("vv", "w"))
_PARTS = ("leader", "facilitator", "coordinator", "therapist", "moderator", "admin", "staff")
NEAR_FROM = 6  # letters; of shorter names too many people have the same but for one letter


def like_a_leader(name: str, leaders: Collection[str]) -> bool:
    """Whether somebody could take the name for one of these leaders', or for a leader's part."""
    words = _words(name)
    if not words:
        return False
    if any(part in words for part in map(_letters, _PARTS)):
        return True
    return any(_like(words, _words(leader)) for leader in leaders)


def _like(words: list[str], leader: list[str]) -> bool:
    if not leader:
        return False
    own, whole = "".join(words), "".join(leader)
    # Their first name alone, the whole name in any order, or all of it written as one.
    if leader[0] in words or set(leader) <= set(words) or own == whole:
        return True
    return len(whole) >= NEAR_FROM and _one_slip(own, whole)


def _words(name: str) -> list[str]:
    """The words of a name by how their letters look."""
    split = "".join(sign if _is_of_a_word(sign) else " " for sign in name)
    return [word for word in map(_letters, split.split()) if word]


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] in "MC" or sign in "$@|!¡"


def _letters(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    bare = "".join(sign for sign in apart if unicodedata.category(sign)[0] not in "MC")
    # Capital I and small l are one look, so both are one letter here.
    looks = bare.translate(_ALIKE).casefold()
    for pair, single in _PAIRS:
        looks = looks.replace(pair, single)
    return looks


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, left out or changed, or two neighbours stand the other way."""
    if abs(len(one) - len(other)) > 1:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    rest, others = one[begin:], other[begin:]
    swapped = rest[1::-1] + rest[2:] == others if len(rest) > 1 else False
    return swapped or others in (rest[1:], rest) or rest == others[1:] or rest[1:] == others[1:]
