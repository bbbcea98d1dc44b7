"""Everybody on the same step: the session's agenda, and the slides that follow it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, TypedDict
from uuid import UUID

from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from courses.curriculum.run_sheets import PlannedStage, planned_stages, sheets_of
from courses.lessons.slides import Slide, slides_of
from groups.rooms.access import Permission
from groups.rooms.closing import NotAllowed
from groups.rooms.kernel.changes import Version
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.queries import RoomRow
from groups.rooms.kernel.slices import Newcomer, Slice
from groups.rooms.kernel.turn import Outcome, Turn
from groups.rooms.models import Stage
from groups.rooms.wire.fields import one_of, whole
from groups.rooms.wire.part import Part
from groups.sessions.models import GroupSession
from groups.weeks.models import CohortWeek

KEEP_DECK = 3600  # seconds; a revision never changes, so this only bounds memory
MOST_SESSIONS = 256
MAX_SLIDES = 500


@dataclass(frozen=True)
class Taught:
    """What a session is led by: the course's own run sheet (None: ours), and all its slides."""

    sheet: list[dict[str, Any]] | None
    slides: list[Slide]


# Of sessions, with the version of rights (`kernel.changes`) at which it was asked for: a newcomer's
# welcome costs one statement less.
_taught: dict[UUID, tuple[Version, Taught]] = {}


class LineView(TypedDict):
    """One line of the agenda on the wire."""

    stage: str
    title: str
    minutes: int
    starts_at: str


class SlideView(TypedDict):
    """One slide on the wire."""

    stage: str
    title: str
    points: list[str]


class Stood(TypedDict):
    """Where the group is, since when, and its slide."""

    stage: str
    started_at: str | None
    slide: int


class Turned(TypedDict):
    """The slide the group is at."""

    slide: int


class Plan(TypedDict):
    """The whole agenda, and all slides."""

    agenda: list[LineView]
    slides: list[SlideView]


STOOD = EventKind("agenda.go", Stood, log_alone=True)
TURNED = EventKind("slide.go", Turned, log_alone=True)


@dataclass(frozen=True)
class AgendaLine:
    """One stage with its planned start and length in minutes; a course may call it otherwise."""

    stage: Stage
    minutes: int
    starts_at: datetime
    title: str = ""

    def public(self) -> LineView:
        """Its shape on the wire."""
        return {
            "stage": self.stage.value,
            "title": self.title or str(self.stage.label),
            "minutes": self.minutes,
            "starts_at": self.starts_at.isoformat(),
        }


def agenda_of(
    group_session: GroupSession, sheet: list[dict[str, Any]] | None
) -> tuple[AgendaLine, ...]:
    """The run sheet of a session, stage by stage."""
    lines = []
    starts_at = group_session.starts_at
    for planned in planned_stages(group_session.minutes, sheet):
        lines.append(
            AgendaLine(
                stage=Stage(planned.stage),
                minutes=planned.minutes,
                starts_at=starts_at,
                title=planned.title,
            )
        )
        starts_at += timedelta(minutes=planned.minutes)
    return tuple(lines)


def taught_in(*, session_id: UUID, rights: Version | None = None) -> Taught:
    """The run sheet and the slides of a session: all lessons' slides, stage by stage.

    Two lessons of one week share the stages, so their slides are shown in the agenda's order and
    not lesson after lesson. At a version of `rights` at which they were asked for before, nobody is
    asked.
    """
    known = _taught.get(session_id)
    if known is not None and known[0] == rights:
        return known[1]
    sheets = sheets_of(OuterRef("week__course"), by=OuterRef("session__starts_at"))
    rows = list(
        CohortWeek.objects.filter(session_id=session_id)
        .order_by("lessons__order")
        .values_list("lessons__revision_id", Subquery(sheets.values("stages")[:1]))
    )
    sheet = rows[0][1] if rows else None
    revisions = tuple(revision for revision, _sheet in rows if revision is not None)
    taught = Taught(sheet, _deck(revisions, _order(sheet)))
    if rights is not None:
        if len(_taught) >= MOST_SESSIONS:
            _taught.clear()
        _taught[session_id] = (rights, taught)
    return taught


def slides_in(*, session_id: UUID, rights: Version | None = None) -> list[Slide]:
    """The slides of the lessons taught in a session, in the agenda's order."""
    return taught_in(session_id=session_id, rights=rights).slides


def _order(sheet: list[dict[str, Any]] | None) -> tuple[str, ...]:
    """The stages as they follow each other."""
    return tuple(PlannedStage(**each).stage for each in sheet or ()) or tuple(Stage.values)


def _deck(revisions: tuple[int, ...], order: tuple[str, ...]) -> list[Slide]:
    key = f"room-deck:{','.join(order)}:" + ",".join(str(revision) for revision in revisions)
    kept: list[Slide] | None = cache.get(key)
    if kept is None:
        kept = in_order(slides_of(revisions), order)
        cache.set(key, kept, KEEP_DECK)
    return kept


def in_order(slides: Iterable[Slide], order: Sequence[str] = tuple(Stage.values)) -> list[Slide]:
    """The slides stage by stage, as the room shows them."""
    place = {stage: at for at, stage in enumerate(order)}
    return sorted(slides, key=lambda slide: place.get(slide.stage, len(place)))


def first_slide_of(stage: str, *, session_id: UUID) -> int | None:
    """The place of the stage's first slide; None for a stage without slides."""
    slides = slides_in(session_id=session_id)
    return next((place for place, slide in enumerate(slides) if slide.stage == stage), None)


def slide_count(*, session_id: UUID) -> int:
    """How many slides the session has."""
    return len(slides_in(session_id=session_id))


# --- the part -------------------------------------------------------------------------------------
def _where(room: RoomRow) -> Stood:
    started = room.stage_started_at
    return {
        "stage": room.stage,
        "started_at": started.isoformat() if started else None,
        "slide": room.slide,
    }


def _plan(room: RoomRow, newcomer: Newcomer) -> Plan:
    taught = taught_in(session_id=room.session.pk, rights=room.rights)
    return {
        "agenda": [line.public() for line in agenda_of(room.session, taught.sheet)],
        "slides": [
            {"stage": slide.stage, "title": slide.title, "points": list(slide.points)}
            for slide in taught.slides
        ],
    }


def _words() -> Mapping[str, str]:
    return {
        "minutes": _("# min"),
        "minutesLeft": _("# min left"),
        "minutesOver": _("# min over"),
        "nowStage": _("Now: @"),
        "slideOf": _("Slide # of @"),
        "largerSlides": _("Larger slides"),
        "largerFaces": _("Larger faces"),
        "browsing": _("You are looking around by yourself."),
    }


AGENDA = Part(
    name="agenda",
    place=20,
    slice=Slice(state=_where, welcome=_plan),
    slots=("status", "stage", "lists", "ways", "pieces"),
    words=_words,
)


@dataclass(frozen=True)
class GoToStage:
    """A stage of the run sheet."""

    stage: Annotated[str, one_of(Stage.values, "the name of a stage")]


@AGENDA.hears(
    "agenda.go", GoToStage, permission=Permission.LEADS, writes=STOOD, says="everybody follows"
)
def go_to_stage(turn: Turn, said: GoToStage) -> Outcome:
    """Takes everybody to a stage of the agenda; the slides follow to its first one, if any."""
    room = turn.room
    slide = first_slide_of(said.stage, session_id=room.session_id)
    room.slide = room.slide if slide is None else slide
    room.stage = said.stage
    room.stage_started_at = turn.now
    room.save(update_fields=["stage", "stage_started_at", "slide"])
    started = turn.now.isoformat()
    return turn.tell(STOOD, Stood(stage=said.stage, started_at=started, slide=room.slide))


@dataclass(frozen=True)
class GoToSlide:
    """The place of a slide, from 0."""

    slide: Annotated[int, whole(0, MAX_SLIDES)]


@AGENDA.hears(
    "slide.go", GoToSlide, permission=Permission.LEADS, writes=TURNED, says="everybody follows"
)
def go_to_slide(turn: Turn, said: GoToSlide) -> Outcome:
    """Takes everybody who follows to a slide. Raises NotAllowed past the last one."""
    if said.slide >= max(1, slide_count(session_id=turn.room.session_id)):
        raise NotAllowed("no-such-slide", _("There is no such slide."))
    turn.room.slide = said.slide
    turn.room.save(update_fields=["slide"])
    return turn.tell(TURNED, Turned(slide=said.slide))
