"""A lesson taken apart: every value that stands in it, and its text as one reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.rich_text import RichText

from courses.exercises.shapes import Exercise
from courses.exercises.telling import steps_in_lines
from courses.lessons.models import LessonPage
from courses.lessons.reading import strip_tags


@dataclass(frozen=True)
class Part:
    """One value of a lesson: the name of its block or field, and what stands in it."""

    name: str
    value: Any


def parts_of(lesson: LessonPage) -> Iterator[Part]:
    """Every value in key points, body and slides, at any depth, a block before what it holds."""
    for name in ("key_points", "body", "slides"):
        yield from _inside(name, getattr(lesson, name))


def blocks_of(lesson: LessonPage, name: str) -> list[Any]:
    """The values of all blocks and fields of that name, in reading order."""
    return [part.value for part in parts_of(lesson) if part.name == name]


def text_of(lesson: LessonPage) -> str:
    """What a member reads: key points and body, without tags, a line for each text."""
    read = (_inside(name, getattr(lesson, name)) for name in ("key_points", "body"))
    return "\n".join(line for parts in read for part in parts for line in _line(part.value))


def _line(value: Any) -> list[str]:
    if isinstance(value, RichText):
        return [strip_tags(value.source)]
    return [strip_tags(value)] if isinstance(value, str) else []


def _inside(name: str, value: Any) -> Iterator[Part]:
    if isinstance(value, StreamValue):
        for child in value:
            yield from _with(child.block_type, child.value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _with(str(key), inner)
    elif isinstance(value, ListValue):
        for inner in value:
            yield from _with(name, inner)
    elif isinstance(value, Exercise):
        for line in steps_in_lines(value):
            yield Part("told", line)


def _with(name: str, value: Any) -> Iterator[Part]:
    yield Part(name, value)
    yield from _inside(name, value)
