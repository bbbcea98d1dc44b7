"""A second language without translators: every sentence of the code and the templates in brackets.

It is compiled into an ordinary catalogue, so Django reads it like any other; what is not marked for
translation, or is made outside a reader's language, stands without brackets.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils.translation.template import templatize

from config import REPOSITORY

LANGUAGE = "de"  # its dates differ from English ones at first sight
ROOTS = ("templates", "site", "courses", "groups", "payments")
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_TEXT = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_MARKED = re.compile(rf"\b(?:(?:gettext|_)\({_TEXT}\)|ngettext\({_TEXT}, *{_TEXT})", re.DOTALL)


def write_catalogue(folder: Path) -> int:
    """Writes the language below `folder`, for LOCALE_PATHS; returns how many sentences it has."""
    catalogue = Catalog(locale=LANGUAGE)
    for sentence in set(_sentences()):
        plural = len(sentence) > 1
        bracketed = tuple(f"[{words}]" for words in sentence)
        catalogue.add(sentence if plural else sentence[0], bracketed if plural else bracketed[0])
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return len(catalogue)


def _sentences() -> Iterator[tuple[str, ...]]:
    for root in ROOTS:
        for path in (REPOSITORY / root).rglob("*"):
            if "stripe_sandbox" in path.parts:
                continue
            if path.suffix == ".py":
                yield from _of_code(path.read_text())
            elif path.suffix in {".html", ".txt", ".xml"} and "templates" in path.parts:
                yield from _of_template(path.read_text())


def _of_code(source: str) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in MARKS:
            number = 2 if node.func.id.startswith("n") else 1
            said = [one.value for one in node.args[:number] if isinstance(one, ast.Constant)]
            words = tuple(one for one in said if isinstance(one, str) and one)
            if words:
                yield words


def _of_template(source: str) -> Iterator[tuple[str, ...]]:
    for found in _MARKED.finditer(templatize(source)):
        yield tuple(ast.literal_eval(one) for one in found.groups() if one)
