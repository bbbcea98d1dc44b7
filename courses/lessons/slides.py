"""The slides of a session, from the revisions its group has pinned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from courses.lessons.models import LessonPage


@dataclass(frozen=True)
class Slide:
    """One slide: the stage it belongs to, a title, a few short lines."""

    stage: str
    title: str
    points: tuple[str, ...]


def slides_of(revision_ids: Iterable[int]) -> list[Slide]:
    """Every slide of the given lesson revisions, lesson by lesson in the order given. One query.

    Ids that are no longer there are passed over.
    """
    wanted = list(revision_ids)
    found = Revision.objects.in_bulk(wanted)
    return [
        slide
        for revision_id in wanted
        if revision_id in found
        for slide in _read(found[revision_id])
    ]


def slides_in_draft(lesson: LessonPage) -> list[Slide]:
    """The slides of a lesson as it stands in memory, for the preview."""
    return [_slide(block.value) for block in lesson.slides]


def _read(revision: Revision) -> list[Slide]:
    """The slides as the revision keeps them; making the whole page of it would ask a lot more."""
    field = LessonPage._meta.get_field("slides")
    kept = field.to_python(revision.content.get("slides") or "[]")
    return [_slide(block.value) for block in kept]


def _slide(value: Mapping[str, Any]) -> Slide:
    return Slide(stage=value["stage"], title=value["title"], points=tuple(value["points"]))
