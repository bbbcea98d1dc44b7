"""What of the library works without a connection: every skill, every need, everything to do, the
cards. Worksheets ask what the exercises ask: with them a device would keep more than 3 MB."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, RevisionMixin

from courses.edited.models import Edited
from courses.lessons.models import LessonPage
from courses.library.ways import ways_to_print
from courses.skills.exercises import exercise_url
from courses.skills.models import Skill
from courses.skills.needs import needs
from courses.skills.queries import shown_skills
from offline.registry import register

# What editors' work leaves on a row beside the words that were published: drafts change no page.
EDITING = (DraftStateMixin, RevisionMixin, Edited)
UNREAD = {field.name for kind in EDITING for field in kind._meta.local_fields}
READ = [field.attname for field in Skill._meta.concrete_fields if field.name not in UNREAD]
STATIC = Path(__file__).parent / "static"
FILES = ("courses/library.css", "courses/doing/*", "courses/cards.css")


def pages() -> Iterator[str]:
    """Their addresses. One query."""
    yield reverse("skills")
    for need in needs():
        yield reverse("skills-need", args=[need.slug])
    for skill in shown_skills():
        yield from _pages_of(skill)


def version() -> str:
    """Another text whenever a skill reads differently, or a lesson that teaches one: once that is
    published, not with each draft. Three queries.

    Needs are a file of ours: they change with a release.
    """
    skills = shown_skills().order_by("pk").values_list(*READ)
    lessons = LessonPage.objects.live().public().filter(skills__isnull=False)
    taught = lessons.order_by("pk", "skills").values_list("title", "slug", "teaser", "skills")
    return hashlib.sha256(repr([*skills, *taught]).encode()).hexdigest()


def register_library() -> None:
    """Lets devices keep the library. Called when the app is ready."""
    register(
        "skills",
        title=_("Skills for a hard moment"),
        start="skills",
        pages=pages,
        version=version,
        root=STATIC,
        files=FILES,
    )


def _pages_of(skill: Skill) -> Iterator[str]:
    yield reverse("skill", args=[skill.slug])
    yield from (exercise_url(skill, exercise.key) for exercise in skill.exercises)
    yield from (way.url for way in ways_to_print(skill) if not way.needs_connection)
