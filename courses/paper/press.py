"""The press: a program of its own that sets one paper in type. `press.py FOLDER FONTS`.

FOLDER holds the typst files and the pictures. The words come as JSON on stdin and the PDF goes out
on stdout, so that what somebody wrote lies in no file. A program, so that a paper which never ends
or wants all memory takes nobody along, and what the compiler keeps goes with it. It knows nothing
of ours: no settings, no database, no network. On failure it says why in one line on stderr and ends
with 1.
"""

import ast
import json
import os
import re
import resource
import sys
import unicodedata
from pathlib import Path
from typing import Any

import typst

CPU_SECONDS = 60
MEMORY = 4 * 2**30  # of addresses; the compiler itself is mapped with its 80 MB
MOST_UNPRINTABLE = 40  # different signs in one paper
UNPRINTABLE = re.compile(r'the text `?(".*?")`? could not be displayed', re.DOTALL)
# What only says how the sign beside it looks, or ties it to the next: joiner, variants, skin tones.
TRIMMINGS = "[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"


class Unprintable(Exception):
    """A letter, rather than a sign, that none of our fonts has."""


def main(folder: Path, fonts: Path, words: str) -> bytes:
    """Sets the words in type. Raises typst.TypstError or Unprintable."""
    book = typst.Fonts(include_system_fonts=False, font_paths=[fonts])
    for _ in range(MOST_UNPRINTABLE):
        try:
            return _compile(folder, book, words)
        except typst.TypstError as error:
            told = UNPRINTABLE.search(error.message)
            if told is None:
                raise
            words = _say_instead(words, _text(told[1]))
            # A machine may have a font for what ours lack; it is looked at only then, so that the
            # same words look the same everywhere.
            book = typst.Fonts(include_system_fonts=True, font_paths=[fonts])
    raise Unprintable("too many signs that no font has")


def _compile(folder: Path, book: typst.Fonts, words: str) -> bytes:
    made = typst.compile(
        folder / "main.typ",
        root=folder,
        font_paths=book,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": words},
    )
    assert isinstance(made, bytes)
    return made


def _text(told: str) -> str:
    """What the compiler quotes, as it stands in the words: Rust writes \\u{200d} for some."""
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), told)
    return str(ast.literal_eval(plain))


def _say_instead(words: str, text: str) -> str:
    """The words with the name of a sign in its place: "[grinning face]". Raises Unprintable."""
    if text.isascii() or any(unicodedata.category(sign).startswith("L") for sign in text):
        raise Unprintable(f"no font for {text!r} ({unicodedata.name(text[0], 'no name')})")
    bare = re.sub(TRIMMINGS, "", text)
    told = ", ".join(filter(None, (unicodedata.name(sign, "").lower() for sign in bare)))
    sign = re.compile(TRIMMINGS + re.escape(text) + TRIMMINGS)
    return json.dumps(_replaced(json.loads(words), sign, f"[{told}]" if told else ""))


def _replaced(value: Any, sign: re.Pattern[str], told: str) -> Any:
    if isinstance(value, str):
        return sign.sub(lambda _found: told, value)
    if isinstance(value, list):
        return [_replaced(one, sign, told) for one in value]
    if isinstance(value, dict):
        return {key: _replaced(one, sign, told) for key, one in value.items()}
    return value


if __name__ == "__main__":
    os.nice(5)  # pages come first
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        paper = main(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdin.read())
    except (typst.TypstError, Unprintable) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    sys.stdout.buffer.write(paper)
