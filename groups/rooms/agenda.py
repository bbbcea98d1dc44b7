"""The session's agenda and the slides of this week's lessons, as the room shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache

from courses.curriculum.run_sheets import run_sheet
from courses.lessons.slides import Slide, slides_of
from groups.rooms.models import Stage
from groups.sessions.models import GroupSession
from groups.weeks.models import CohortLesson

KEEP_DECK = 3600  # seconds; a revision never changes, so this only bounds memory


@dataclass(frozen=True)
class AgendaLine:
    """One stage with its planned start and length in minutes."""

    stage: Stage
    minutes: int
    starts_at: datetime

    def public(self) -> dict[str, Any]:
        """Its shape on the wire."""
        return {
            "stage": self.stage.value,
            "title": str(self.stage.label),
            "minutes": self.minutes,
            "starts_at": self.starts_at.isoformat(),
        }


def agenda_of(group_session: GroupSession) -> tuple[AgendaLine, ...]:
    """The run sheet of a session, stage by stage."""
    lines = []
    starts_at = group_session.starts_at
    for stage, minutes in run_sheet(group_session.minutes):
        lines.append(AgendaLine(stage=Stage(stage), minutes=minutes, starts_at=starts_at))
        starts_at += timedelta(minutes=minutes)
    return tuple(lines)


def slides_in(*, session_id: UUID) -> list[Slide]:
    """The slides of the lessons taught in a session: all lessons' slides, stage by stage.

    Two lessons of one week share the stages, so their slides are shown in the agenda's order and
    not lesson after lesson.
    """
    lessons = CohortLesson.objects.filter(cohort_week__session_id=session_id).order_by("order")
    revisions = tuple(lessons.values_list("revision_id", flat=True))
    key = "room-deck:" + ",".join(str(revision) for revision in revisions)
    kept: list[Slide] | None = cache.get(key)
    if kept is None:
        kept = _deck(revisions)
        cache.set(key, kept, KEEP_DECK)
    return kept


def _deck(revisions: tuple[int, ...]) -> list[Slide]:
    order = {stage.value: place for place, stage in enumerate(Stage)}
    return sorted(slides_of(revisions), key=lambda slide: order.get(slide.stage, len(order)))


def first_slide_of(stage: str, *, session_id: UUID) -> int | None:
    """The place of the stage's first slide; None for a stage without slides."""
    slides = slides_in(session_id=session_id)
    return next((place for place, slide in enumerate(slides) if slide.stage == stage), None)


def slide_count(*, session_id: UUID) -> int:
    """How many slides the session has."""
    return len(slides_in(session_id=session_id))
