"""Text without what nobody can see, and without what turns the direction of words.

Such signs come along unseen with what is copied from elsewhere, so they are taken out and nobody is
scolded. What a script or a smiley needs stays: joiners between letters, the signs that choose a
picture, and the flags that are written with tags.
"""

import re
from unicodedata import category

JOINERS = "\u200c\u200d"
# Letters and marks by their category, blanks by their look.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
# England, Scotland and Wales, as everybody writes them: a flag, their letters as tags, an end.
_FLAGS = ("gbeng", "gbsct", "gbwls")
_TAGGED = ("".join(chr(0xE0000 + ord(letter)) for letter in of) for of in _FLAGS)
_FLAG = re.compile(f"\U0001f3f4(?:{'|'.join(_TAGGED)})\U000e007f")
_LINES = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def plain(text: str) -> str:
    """The words with their lines."""
    lined = _LINES.sub("\n", text)
    if lined.isascii() and (lined.isprintable() or not _controls(lined)):
        return lined
    kept: list[str] = []
    at = 0
    for flag in _FLAG.finditer(lined):
        kept.append(_without(lined[at : flag.start()]))
        kept.append(flag.group())
        at = flag.end()
    kept.append(_without(lined[at:]))
    return "".join(kept)


def plain_line(text: str) -> str:
    """The words in one line, with single blanks between them."""
    return " ".join(plain(text).split())


def shows(text: str) -> bool:
    """Whether there is anything in it that somebody can see."""
    return any(category(sign)[0] not in "CMZ" and sign not in BLANK_LETTERS for sign in text)


def _controls(text: str) -> bool:
    return any(category(sign) == "Cc" and sign not in "\n\t" for sign in text)


def _without(text: str) -> str:
    return "".join(sign for at, sign in enumerate(text) if _stays(text, at, sign))


def _stays(text: str, at: int, sign: str) -> bool:
    if sign in JOINERS:
        return _joins(text, at)
    kind = category(sign)
    return sign in "\n\t" or (kind not in ("Cc", "Cf") and sign not in BLANK_LETTERS)


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands between two signs of a script or a smiley that knows it."""
    around = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return all(near and not near.isascii() and _stays(near, 0, near) for near in around)
