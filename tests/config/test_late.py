"""A module that is put off is read at the first call, once, and is the same module from then on."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import SITE_ROOT

PROGRAM = """
import sys, threading
from pathlib import Path
sys.path[:0] = [{site!r}, {here!r}]
from config.late import read_late
read_late("shelf.books", "find", edition="third")
read_late("nowhere_at_all")
assert "nowhere_at_all" not in sys.modules
from shelf.books import find
from shelf import books
import shelf.books as again
assert books is again and books.edition == "third" and "reading" not in Path("told").read_text()
{then}
"""
BOOKS = """
from pathlib import Path
from shelf.told import tell
tell("reading")
edition = "fourth"
def find(title, *, loud=False):
    tell("asked")
    return title.upper() if loud else title
class Book: ...
"""


def said(folder: Path, then: str) -> str:
    """What the library's files told while a program used them."""
    shelf = folder / "shelf"
    shelf.mkdir()
    (shelf / "__init__.py").write_text("")
    (shelf / "books.py").write_text(BOOKS)
    told = "def tell(word):\n    with open('told', 'a') as told:\n        told.write(word + ' ')\n"
    (shelf / "told.py").write_text(told)
    (folder / "told").write_text("")
    program = PROGRAM.format(site=str(SITE_ROOT), here=str(folder), then=then)
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True)
    return (folder / "told").read_text()


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("", ""),
        ("assert not hasattr(books, '__warningregistry__')", ""),
        ("assert find('a', loud=True) == 'A'; assert find('b') == 'b'", "reading asked asked "),
        ("assert books.Book is again.Book; assert books.edition == 'fourth'", "reading "),
        ("from shelf.books import Book; assert books.Book is Book", "reading "),
        ("read_late('shelf.books'); books.Book; read_late('shelf.books'); books.Book", "reading "),
        (
            "each = [threading.Thread(target=find, args=['x']) for _ in range(9)]\n"
            "[one.start() for one in each]; [one.join() for one in each]",
            "reading " + "asked " * 9,
        ),
    ],
)
def test_it_is_read_when_it_is_needed_and_once(tmp_path: Path, then: str, told: str) -> None:
    assert said(tmp_path, then) == told


def test_an_unknown_word_of_it_is_unknown(tmp_path: Path) -> None:
    then = (
        "try:\n    books.nothing\nexcept AttributeError as error:\n"
        "    assert 'nothing' in str(error)\n"
        "else:\n    raise SystemExit('it answered')"
    )
    assert said(tmp_path, then) == "reading "
