"""Which lessons show the steps of a skill by their block, and whether in the words it has now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KT
from wagtail.models import Revision

from courses.exercises.shapes import Exercise, read_exercise
from courses.lessons.exercises import says_the_same, stored_blocks
from courses.lessons.models import LessonPage
from courses.skills.models import Skill


@dataclass(frozen=True)
class Showing:
    """A lesson that shows a skill in its published words, in its newest draft, or in both.

    `is_behind`: its newest words are not those that the skill has now.
    """

    lesson_id: int
    title: str
    in_draft_only: bool
    is_behind: bool


def lessons_showing(skill: Skill) -> list[Showing]:
    """By title; drafts and lessons that are not published as well. Two queries."""
    rows = LessonPage.objects.values_list("pk", "title", "live", "live_revision", "latest_revision")
    lessons = list(rows.order_by("title", "pk"))
    wanted = {pk for _pk, _title, _live, *pks in lessons for pk in pks if pk}
    holding = Revision.objects.filter(pk__in=wanted, content__body__icontains='"exercise"')
    bodies = holding.annotate(body=KT("content__body")).values_list("pk", "body")
    shown = {pk: list(_kept(body, skill)) for pk, body in bodies}
    now, found = skill.own_exercise, []
    for pk, title, live, live_id, latest_id in lessons:
        given = shown.get(live_id, []) if live else []
        newest = shown.get(latest_id, [])
        if given or newest:
            is_behind = not all(says_the_same(kept, now) for kept in newest or given)
            found.append(Showing(pk, title, not given, is_behind))
    return found


def _kept(body: str, skill: Skill) -> Iterator[Exercise]:
    """The words that the blocks of this skill keep."""
    for value in stored_blocks(body):
        if value.get("skill") == skill.pk:
            words: Any = value.get("words")
            yield read_exercise(words) if isinstance(words, Mapping) else Exercise("", ())
