"""The slides of a session, from the revisions its group has pinned.

The slides that a lesson was given come first, then those of the skills whose steps it shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from courses.exercises.shapes import Exercise
from courses.lessons.exercises import exercises_stored, heading_of, points_of, told_by
from courses.lessons.models import LessonPage

# More lines are too many for one slide.
MOST_POINTS = 7
TAUGHT = "new_skill"


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
    told = [
        (heading_of(block.value), exercise)
        for block in lesson.body
        if block.block_type == "exercise" and (exercise := told_by(block.value))
    ]
    return [*(_slide(block.value) for block in lesson.slides), *_of_exercises(told)]


def _read(revision: Revision) -> list[Slide]:
    """The slides as the revision keeps them; making the whole page of it would ask a lot more."""
    field = LessonPage._meta.get_field("slides")
    kept = field.to_python(revision.content.get("slides") or "[]")
    told = exercises_stored(revision.content.get("body") or "[]")
    return [*(_slide(block.value) for block in kept), *_of_exercises(told)]


def _of_exercises(told: Iterable[tuple[str, Exercise]]) -> list[Slide]:
    """A slide for each skill whose steps stand in the lesson, or several where it has many."""
    return [
        Slide(stage=TAUGHT, title=title, points=tuple(points))
        for title, exercise in told
        for points in _shared(points_of(exercise))
    ]


def _shared(points: list[str]) -> list[list[str]]:
    """The lines on as few slides as hold them, about as many on each."""
    slides = -(-len(points) // MOST_POINTS)
    size = -(-len(points) // slides) if slides else 0
    return [points[at : at + size] for at in range(0, len(points), size)] if size else []


def _slide(value: Mapping[str, Any]) -> Slide:
    return Slide(stage=value["stage"], title=value["title"], points=tuple(value["points"]))
