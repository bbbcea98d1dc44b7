"""The slides of a session, from the revisions its group has pinned."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.models import Revision


@dataclass(frozen=True)
class Slide:
    """One slide: the stage it belongs to, a title, a few short lines."""

    stage: str
    title: str
    points: tuple[str, ...]


def slides_of(revision_ids: Iterable[int]) -> list[Slide]:
    """Every slide of the given lesson revisions, lesson by lesson in the order given."""
    wanted = list(revision_ids)
    found = Revision.objects.in_bulk(wanted)
    return [
        Slide(
            stage=block.value["stage"],
            title=block.value["title"],
            points=tuple(block.value["points"]),
        )
        for revision_id in wanted
        if revision_id in found
        for block in found[revision_id].as_object().slides
    ]
