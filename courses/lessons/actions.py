"""Publishing the lessons that ship with Evenkeel."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction

from courses import shipped
from courses.lessons.models import LessonIndexPage, LessonPage, ShippedLesson
from courses.resources.actions import load_worksheet
from courses.skills.actions import Named, load_skills, of_names

KNOWN_BLOCKS = {"teaching", "steps", "example", "practice", "week_practice", "care"}


@transaction.atomic
def publish_shipped_lessons(
    shelf: LessonIndexPage, folder: Path = shipped.CONTENT
) -> list[LessonPage]:
    """Publishes every shipped lesson on `shelf`; returns those that were new or renewed.

    A lesson that somebody has edited, unpublished or deleted on purpose is left alone for ever;
    one that still is as we published it follows our text. Raises KeyError for a lesson that names
    an unknown skill, ValueError for an unknown block.
    """
    skills = load_skills(folder)
    changed = []
    for entry in shipped.lessons(folder):
        lesson = _publish(entry, shelf, skills)
        if lesson is not None:
            changed.append(lesson)
    return changed


def _publish(entry: dict[str, Any], shelf: LessonIndexPage, skills: Named) -> LessonPage | None:
    """Publishes one lesson, or returns None where nothing is to be done."""
    digest = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
    mark = ShippedLesson.objects.filter(slug=entry["slug"]).select_related("lesson").first()
    if mark is not None:
        if mark.lesson is None or mark.digest == digest or not _untouched(mark):
            return None
        lesson = mark.lesson
    elif LessonPage.objects.child_of(shelf).filter(slug=entry["slug"]).exists():
        return None  # the clinic wrote a lesson of that name itself
    else:
        lesson = LessonPage(slug=entry["slug"], live=False)
    _fill(lesson, entry, skills)
    if mark is None:
        shelf.add_child(instance=lesson)
    revision = lesson.save_revision()
    revision.publish()
    lesson.refresh_from_db()
    ShippedLesson.objects.update_or_create(
        slug=entry["slug"],
        defaults={"lesson": lesson, "revision": revision, "digest": digest},
    )
    return lesson


def _untouched(mark: ShippedLesson) -> bool:
    """Whether the lesson still stands, published, exactly as we left it."""
    lesson = mark.lesson
    return lesson is not None and lesson.live and lesson.latest_revision_id == mark.revision_id


def _fill(lesson: LessonPage, entry: dict[str, Any], skills: Named) -> None:
    lesson.title = entry["title"]
    lesson.module = entry["module"]
    lesson.teaser = " ".join(entry["teaser"].split())
    lesson.reading_minutes = entry["reading_minutes"]
    lesson.key_points = _stream("point", entry["key_points"])
    lesson.body = json.dumps(_placed([_block(block) for block in entry["body"]]))
    lesson.slides = _stream("slide", entry["slides"])
    lesson.source = entry["source"]
    lesson.licence = entry["licence"]
    lesson.worksheet = load_worksheet(
        entry["worksheet"], source=entry["source"], licence=entry["licence"]
    )
    lesson.skills = of_names(entry["skills"], skills)


def _stream(kind: str, values: list[Any]) -> str:
    return json.dumps(_placed([{"type": kind, "value": value} for value in values]))


def _placed(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with ids that follow from their kind and place: Wagtail compares two revisions
    block by block by these, and would give each of our publications new ones."""
    return [
        block | {"id": str(uuid5(NAMESPACE_OID, f"{place}/{block['type']}"))}
        for place, block in enumerate(blocks)
    ]


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """A block of the YAML schema, {kind: {...}}, as StreamField stores it."""
    [(kind, given)] = block.items()
    if kind not in KNOWN_BLOCKS:
        raise ValueError(f"A lesson cannot hold a block of kind {kind!r}.")
    value = dict(given)
    if "html" in value:
        value["text"] = " ".join(value.pop("html").split())
    if kind == "steps":
        items = [{"type": "item", "value": {"letter": "", **item}} for item in value["items"]]
        value["items"] = _placed(items)
    return {"type": kind, "value": value}
