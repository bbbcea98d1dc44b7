"""An editor's rich text as a tree of plain values, read by an HTML parser.

A block is {"kind": "p" or "h", "runs": […]} or {"kind": "ul" or "ol", "items": [[block, …], …]}; a
run is {"text", "bold", "italic", "href"}. What is no text, list or link leaves its words.
"""

from dataclasses import dataclass, field, replace
from typing import Any, TypedDict
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement
from django.conf import settings
from wagtail.rich_text import expand_db_html

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
BOLD, ITALIC = {"b", "strong"}, {"i", "em"}
LEFT_OUT = {"script", "style", "template"}
LEADS_SOMEWHERE = {"http", "https", "mailto", "tel"}


class Run(TypedDict):
    """Words of one look."""

    text: str
    bold: bool
    italic: bool
    href: str


Block = dict[str, Any]


@dataclass(frozen=True)
class _Look:
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass
class _Reading:
    """Gathers words until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def end(self, kind: str = "p") -> None:
        runs = _trimmed(self.runs)
        if runs:
            self.blocks.append({"kind": kind, "runs": runs})
        self.runs = []


def read_rich_text(html: str) -> list[Block]:
    """The blocks of rich text as Wagtail stores it, its links as whole addresses."""
    reading = _Reading()
    soup = BeautifulSoup(expand_db_html(html), "html.parser")
    _read_all(soup, reading, _Look())
    reading.end()
    return reading.blocks


def plain_text(text: str) -> list[Block]:
    """Text without marks, a paragraph for each that a blank line ends."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return [{"kind": "p", "runs": [_run(part)]} for part in paragraphs if part]


def _run(text: str) -> Run:
    return Run(text=text, bold=False, italic=False, href="")


def _read_all(parent: Tag, reading: _Reading, look: _Look) -> None:
    for node in parent.children:
        _read(node, reading, look)


def _read(node: PageElement, reading: _Reading, look: _Look) -> None:
    if isinstance(node, Tag):
        _read_tag(node, reading, look)
    elif isinstance(node, NavigableString) and not isinstance(node, Comment):
        run = Run(text=str(node), bold=look.bold, italic=look.italic, href=look.href)
        reading.runs.append(run)


def _read_tag(tag: Tag, reading: _Reading, look: _Look) -> None:
    name = tag.name
    if name in LEFT_OUT:
        return
    if name in BOLD:
        look = replace(look, bold=True)
    elif name in ITALIC:
        look = replace(look, italic=True)
    elif name == "a":
        look = replace(look, href=_whole_address(str(tag.get("href") or "")))
    if name == "br":
        reading.runs.append(_run("\n"))
    elif name in LISTS:
        reading.end()
        items = [read for item in tag.find_all("li", recursive=False) if (read := _item(item))]
        if items:
            reading.blocks.append({"kind": name, "items": items})
    elif name in HEADINGS or name in {"p", "div", "blockquote", "section", "hr"}:
        reading.end()
        _read_all(tag, reading, look)
        reading.end("h" if name in HEADINGS else "p")
    else:
        _read_all(tag, reading, look)


def _item(item: Tag) -> list[Block]:
    reading = _Reading()
    _read_all(item, reading, _Look())
    reading.end()
    return reading.blocks


def _whole_address(href: str) -> str:
    """An address that holds on paper too; empty for what leads nowhere from there."""
    if not href or href.startswith("#"):
        return ""
    whole = urljoin(f"{settings.SITE_URL}/", href)
    return whole if urlsplit(whole).scheme in LEADS_SOMEWHERE else ""


def _trimmed(runs: list[Run]) -> list[Run]:
    """The runs with each blank once, and none at either end. A line break stays."""
    told: list[Run] = []
    before = " "
    for run in runs:
        words = ""
        for letter in run["text"] if run["text"] == "\n" else run["text"].replace("\n", " "):
            if letter in " \t\r" and before in " \n":
                continue
            words += " " if letter in "\t\r" else letter
            before = words[-1]
        if words:
            told.append({**run, "text": words})
    while told and not told[-1]["text"].rstrip():
        told.pop()
    if told:
        told[-1] = {**told[-1], "text": told[-1]["text"].rstrip()}
    return told
