"""Which group and week a preview is seen in: as asked for, else as before, else where it fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from groups.cohorts.models import Cohort
from groups.previews.queries import Place

# The editor's panel shows the preview anew while somebody writes, and names no group then.
KEPT = "lesson_preview"


@dataclass(frozen=True)
class Chosen:
    """What a mode asks for, such as "tuesdays:6:worksheet". Empty where it leaves it open."""

    group: str = ""
    week: int | None = None
    worksheet: bool = False


def read_choice(told: str) -> Chosen:
    """Raises Http404 for what no page of ours asks for."""
    group, _colon, rest = told.partition(":")
    week, _colon, worksheet = rest.partition(":")
    if (week and not week.isdecimal()) or worksheet not in ("", "worksheet") or len(week) > 4:
        raise Http404
    return Chosen(group, int(week) if week else None, worksheet == "worksheet")


def remembered(request: HttpRequest, lesson_id: int | None, asked: Chosen) -> Chosen:
    """What was asked for, else what this session looked at last; a week only of this lesson."""
    kept = request.session.get(KEPT, {})
    if not asked.group:
        week = kept.get("week") if kept.get("lesson") == lesson_id else None
        return Chosen(str(kept.get("group", "")), week)
    now = {"group": asked.group, "week": asked.week, "lesson": lesson_id}
    if kept != now:
        request.session[KEPT] = now
    return asked


def group_among(groups: Sequence[Cohort], slug: str, *, asked: bool) -> Cohort | None:
    """The group of that name; where nobody asked for it, the first one if it is not there.

    Raises Http404 for one that was asked for and is not among them, foreign or missing.
    """
    found = next((cohort for cohort in groups if cohort.slug == slug), None)
    if found is None and asked:
        raise Http404
    return found or next(iter(groups), None)


def place_among(places: Sequence[Place], number: int | None, *, asked: bool) -> Place | None:
    """The week of that number, else the next one that teaches the lesson, else the next one.

    Raises Http404 for a week that was asked for and is not there.
    """
    found = next((place for place in places if place.number == number), None)
    if found is None and asked and number is not None:
        raise Http404
    return found or _fitting(places)


def _fitting(places: Sequence[Place]) -> Place | None:
    teaching = [place for place in places if place.teaches]
    for some in (teaching, places):
        coming = [place for place in some if not place.given]
        if coming or some:
            return (coming or list(some[-1:]))[0]
    return None
