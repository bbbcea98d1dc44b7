"""Readers and measures for the shipped texts, so that every test asks the same questions alike.

The files are read as plain YAML: no database and no settings are needed to check a sentence.
"""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from courses.lessons.reading import strip_tags, words

ROOT = Path(__file__).resolve().parents[2]
LESSON_FILES = sorted((ROOT / "courses/content/lessons").glob("*.yaml"))
PAGE_FILES = sorted((ROOT / "site/pages/content").glob("*.yaml"))
ARTICLE_FILES = sorted((ROOT / "site/pages/content/articles").glob("*.yaml"))
AGREEMENT_FILES = sorted((ROOT / "site/accounts/content").glob("*.yaml"))
SKILL_FILES = sorted((ROOT / "courses/content/skills").glob("*.yaml"))
NEEDS_FILE = ROOT / "courses/content/needs.yaml"
GLOSSARY_FILE = ROOT / "courses/content/glossary.yaml"
CURRICULUM_FILE = ROOT / "courses/content/curriculum.yaml"
LINES_FILES = sorted((ROOT / "site/help/content/lines").glob("*.yaml"))
PROSE_FILES = [
    *LESSON_FILES, *PAGE_FILES, *ARTICLE_FILES, *AGREEMENT_FILES, *SKILL_FILES, NEEDS_FILE,
    GLOSSARY_FILE, *LINES_FILES,
]  # fmt: skip

ADDRESSES = frozenset({"chat", "website"})  # the ways of a crisis line
ALLOWED_TAGS = frozenset({"p", "ul", "ol", "li", "b", "i", "h3"})
MODULES = frozenset({"M", "DT", "ER", "IE"})


class UniqueKeyLoader(yaml.SafeLoader):
    """A safe YAML loader that refuses a mapping with the same key twice.

    Plain YAML keeps the last one and says nothing, which would lose a paragraph without a trace.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(
                None, None, "a key stands twice in one mapping", node.start_mark
            )
        return super().construct_mapping(node, deep)


@cache
def read(path: Path) -> Any:
    """The data of one content file; raises yaml.YAMLError where it is not sound YAML."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)


def strings(value: Any) -> Iterator[str]:
    """Every text anywhere inside a value read from YAML, in reading order; addresses are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in ADDRESSES:
                yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def html_fragments(value: Any) -> Iterator[str]:
    """Every text that stands under a key named html, anywhere inside a value."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "html":
                yield part
            else:
                yield from html_fragments(part)
    elif isinstance(value, list):
        for part in value:
            yield from html_fragments(part)


class _Fragment(HTMLParser):
    """Collects what a fragment is made of, and whether each tag that opens also closes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.problems.append(f"<{tag}> is not allowed")
        if attrs:
            self.problems.append(f"<{tag}> carries attributes")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.open:
            self.problems.append(f"text outside a block: {data.strip()[:40]}")

    def handle_comment(self, data: str) -> None:
        self.problems.append("a comment would be shipped to readers")


def html_problems(html: str) -> list[str]:
    """What is wrong with a fragment: a foreign tag, an attribute, bad nesting, stray text."""
    parser = _Fragment()
    parser.feed(html)
    parser.close()
    return parser.problems + [f"<{tag}> is never closed" for tag in parser.open]


def lesson_text(lesson: dict[str, Any]) -> str:
    """What a member reads of a lesson: its key points and its body, without the worksheet."""
    return "\n".join(strip_tags(s) for s in strings([lesson["key_points"], lesson["body"]]))


def prose(value: Any) -> str:
    """Every text of a value that reads as a sentence or more, without its tags."""
    lines = (strip_tags(text) for text in strings(value))
    return "\n".join(line for line in lines if len(words(line)) >= 5)
