"""How hard a text is to read: its Flesch-Kincaid grade, and the sentences that are hardest.

Plain text in, numbers and sentences out; no database and no settings. The shipped texts are held to
the same measure (`tests/content`), with passages counted by hand.
"""

import re
from html import unescape

# Somebody who left school early reads this without effort; above it the editor warns.
EASY_GRADE = 8.0
# A sentence of fewer words is hard for one long word, which may be the name of a skill.
SHORTEST_TO_NAME = 9

BLOCK_ENDS = re.compile(r"</(?:p|li|h[2-6])>|<br\s*/?>")
SENTENCE_END = re.compile(r"[.?]+(?=[\s\"”)]|$)|\n")
# Two vowels that stand together and are still spoken apart: quiet, trial, being, usual.
HIATUS = re.compile(r"uie|(?<![tscgx])i[aou]|[aeoy]ing|(?<![qg])ua|dea$|crea|real")
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*")


def words(text: str) -> list[str]:
    """The words of a plain text; "one-mindfully" and "don't" count as one word each."""
    return WORD.findall(text)


def strip_tags(html: str) -> str:
    """The plain text of a fragment: a block is one line, however its source is wrapped."""
    joined = BLOCK_ENDS.sub("\n", " ".join(html.split()))
    return unescape(re.sub(r"<[^>]+>", "", joined)).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, with their full stops; a line end closes one, too."""
    found, start = [], 0
    for end in SENTENCE_END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if words(sentence)]


def syllables(word: str) -> int:
    """The number of spoken syllables of an English word, estimated from its vowel groups."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", bare)) + len(HIATUS.findall(bare))
    if bare.endswith("e") and not bare.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if re.search(r"[^aeioutd]ed$", bare) and count > 1:
        count -= 1
    return max(count, 1)


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade of a plain text: 0.39 words/sentence + 11.8 syllables/word - 15.59.

    Formula: Kincaid, Fishburne, Rogers and Chissom 1975, Research Branch Report 8-75. A line end
    closes a sentence, so that headings and list items do not run together. 0 for a text without
    words.
    """
    all_words = words(text)
    if not all_words:
        return 0.0
    spoken = sum(syllables(word) for word in all_words)
    count = len(sentences(text))
    return 0.39 * len(all_words) / count + 11.8 * spoken / len(all_words) - 15.59


def hardest(text: str, *, above: float = EASY_GRADE, most: int = 3) -> list[str]:
    """The sentences whose own grade is above `above`, the hardest first, at most `most`."""
    long = [one for one in dict.fromkeys(sentences(text)) if len(words(one)) >= SHORTEST_TO_NAME]
    graded = sorted(((reading_grade(one), one) for one in long), key=lambda pair: -pair[0])
    return [sentence for grade, sentence in graded[:most] if grade > above]
