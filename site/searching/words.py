"""What somebody typed, as words to look for: cleaned, in their other forms, spelled anew."""

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST = 100  # letters of what was typed that are read
MOST_WORDS = 8
WORD = re.compile(r"[^\W_]{1,40}")
# Words that stand in every text: a question is found by its others.
COMMON = frozenset(
    {
        "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "cant", "do",
        "does", "don", "dont", "for", "from", "has", "have", "how", "i", "if", "im", "in", "is",
        "it", "its", "ive", "me", "my", "of", "on", "or", "so", "that",
        "the", "their", "there", "they", "this", "to", "was", "we", "what", "when", "where",
        "which", "who", "why", "will", "with", "you", "your",
    }
)  # fmt: skip
ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly", "ful")
SHORTEST_STEM = 3
MOST_BEGUN = 20
ALIKE = 0.75  # how alike two spellings must be, from 0 to 1; people miss the first letter least
# Right as they are, though no page of ours may have them: nobody who types one of these is told
# that they misspelled something else.
MEANT = frozenset(
    {
        "abuse", "abused", "cut", "cutting", "dead", "death", "die", "dying", "harm", "hurt",
        "died", "kill", "killing", "overdose", "pill", "pills", "rape", "raped", "suicidal",
        "suicide", "violence", "violent",
    }
)  # fmt: skip
AROUND = 90  # letters on each side of a found word


def shown(typed: str) -> str:
    """What was typed, on one line and not too long, to be said back."""
    printable = "".join(sign if sign.isprintable() else " " for sign in typed[: 4 * LONGEST])
    return " ".join(printable.split())[:LONGEST]


def words_in(typed: str) -> list[str]:
    """The words to look for, each once: letters and digits only, so that no sign of the search
    language, no quote and no null character is left."""
    found = list(dict.fromkeys(WORD.findall(shown(typed).casefold())))
    telling = [word for word in found if word not in COMMON and len(word) > 1]
    return (telling or found)[:MOST_WORDS]


def together(typed: str, known: Collection[str]) -> list[str]:
    """The words to look for where some were typed apart: “im prove” is improve, “t i p p” is tipp.

    Empty where none were. The longest word that the next ones make together counts.
    """
    apart = WORD.findall(shown(typed).casefold())
    made, place = [], 0
    while place < len(apart):
        ends = range(len(apart), place, -1)
        end = next((one for one in ends if _makes_one(apart[place:one], known)), place + 1)
        made.append("".join(apart[place:end]))
        place = end
    return words_in(" ".join(made)) if len(made) < len(apart) else []


def _makes_one(words: Sequence[str], known: Collection[str]) -> bool:
    word = "".join(words)
    return len(words) > 1 and len(word) > SHORTEST_STEM and word in known


def forms_of(word: str) -> list[str]:
    """The word and what English makes of it with its usual endings: group, groups, grouping."""
    if len(word) <= SHORTEST_STEM or word.isdigit():
        return [word]
    stems = {word} | _stems(word)
    stems |= {further for stem in stems for further in _stems(stem)}  # feelings, feeling, feel
    found = {f"{stem}{ending}" for stem in stems for ending in ENDINGS}
    found |= {f"{stem[:-1]}ies" for stem in stems if stem.endswith("y")}
    found |= {f"{stem[:-1]}ing" for stem in stems if stem.endswith("e")}
    return sorted(found)


def _stems(word: str) -> set[str]:
    """What may be left of a word without one of its endings."""
    found = {f"{word[:-3]}y"} if word.endswith("ies") else set()
    for ending in ENDINGS[1:]:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST_STEM and (ending, stem[-1]) != ("s", "s"):
            found |= {stem, f"{stem}e"} if ending == "ing" else {stem}
    return found


def begun_by(word: str, known: Iterable[str]) -> list[str]:
    """The forms of the word and the shortest of the known words that it is the beginning of.

    A word of three letters is so only for those that lack their last: “tip” of “tipp”.
    """
    if len(word) < SHORTEST_STEM or word.isdigit():
        return forms_of(word)
    if len(word) == SHORTEST_STEM:
        return [word, *sorted(one for one in known if one[:-1] == word)]
    begun = sorted((one for one in known if one.startswith(word)), key=lambda one: (len(one), one))
    return [*forms_of(word), *begun[:MOST_BEGUN]]


def spelled_anew(words: Sequence[str], known: Iterable[str]) -> list[str]:
    """The words with those that nobody here uses replaced by the one that is most like it.

    The same words where nothing is like them.
    """
    vocabulary = sorted(set(known))
    return [_nearest(word, vocabulary) for word in words]


def _nearest(word: str, vocabulary: list[str]) -> str:
    if len(word) <= SHORTEST_STEM or word in vocabulary or word in MEANT:
        return word
    begun = [one for one in vocabulary if one.startswith(word)]
    if begun:
        return min(begun, key=len)
    near = [
        one
        for one in vocabulary
        if one[0] == word[0] and abs(len(one) - len(word)) <= SHORTEST_STEM
    ]
    return next(iter(get_close_matches(word, near, n=1, cutoff=ALIKE)), word)


def surroundings(text: str, words: Iterable[str]) -> SafeString:
    """A line or two of `text` around the first of the words, the words marked; else its beginning.

    A word is marked in its forms, and where it begins another. `text` is plain: whatever signs it
    has are escaped.
    """
    plain = " ".join(text.split())
    meant = tuple(words)
    wanted = {form for word in meant for form in forms_of(word)}
    begun = tuple(word for word in meant if len(word) > SHORTEST_STEM)
    hits = [
        hit
        for hit in WORD.finditer(plain)
        if (said := hit[0].casefold()) in wanted or said.startswith(begun)
    ]
    start, end = _window(plain, hits[0].start() if hits else 0)
    parts: list[str] = ["… " if start else ""]
    place = start
    for hit in hits:
        if start <= hit.start() and hit.end() <= end:
            parts += [escape(plain[place : hit.start()]), "<mark>", escape(hit[0]), "</mark>"]
            place = hit.end()
    parts += [escape(plain[place:end]), " …" if end < len(plain) else ""]
    return mark_safe("".join(parts))  # noqa: S308  (every piece of the text is escaped)


def _window(text: str, hit: int) -> tuple[int, int]:
    """From where to where a text is shown, cut between words."""
    start, end = max(0, hit - AROUND), min(len(text), hit + 2 * AROUND)
    if start:
        start = text.find(" ", start, hit) + 1 or hit
    if end < len(text):
        end = max(text.rfind(" ", hit, end), hit) if " " in text[hit:end] else end
    return start, end
