"""The previews of a lesson that is being written: as a member of a group, and in the room.

They are made inside Wagtail's own preview, which has asked whether the reader may edit the lesson.
Nothing of a member is in them: the group's weeks, and the words from the editor's form.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import signed_in
from accounts.reader import reader_zone
from accounts.some_member import read_by_some_member
from courses.lessons.models import LessonPage
from courses.lessons.previews import preview
from courses.lessons.render import render_body
from courses.lessons.slides import slides_in_draft
from groups.cohorts.models import Cohort
from groups.previews.choosing import (
    Chosen,
    group_among,
    place_among,
    read_choice,
    remembered,
)
from groups.previews.queries import Place, groups_to_preview, places_of, weeks_that_teach
from groups.rooms.models import Stage
from groups.rooms.parts.agenda import in_order
from groups.weeks.access import OpenLesson


@dataclass(frozen=True)
class DraftLesson(OpenLesson):
    """A lesson as a member would read it, with the words from the editor's form."""

    words: SafeString

    @property
    def body(self) -> SafeString:
        """Key points and body as they are being written."""
        return self.words


@preview("member", _("As a member of a group"), place=10)
def as_member(request: HttpRequest, lesson: LessonPage, chosen: str) -> HttpResponse:
    """The lesson, or its worksheet, as a member of a group reads it in one of the group's weeks.

    Without a choice it is what the editor looked at last, else the next week that teaches it.
    Raises Http404 for a group that the editor does not lead, as for one that never was.
    """
    now, account, asked = clock.now(), signed_in(request), read_choice(chosen)
    wanted = remembered(request, lesson.pk, asked)
    groups = groups_to_preview(account)
    cohort = group_among(groups, wanted.group, asked=bool(asked.group))
    places = places_of(cohort, lesson, now=now) if cohort else []
    place = place_among(places, wanted.week, asked=bool(asked.group))
    context = {
        "lesson": _draft(lesson, place),
        "place": place,
        "cohort": cohort,
        "groups": groups,
        "places": places,
        "teaching": [one for one in places if one.teaches and not (one.given and not one.pinned)],
        "elsewhere": [] if any(one.teaches for one in places) else _elsewhere(lesson, groups),
        "reader_zone": reader_zone(request).key,
        "in_panel": getattr(request, "in_preview_panel", False),
        "messages": (),  # the editor's own stay with the editor
        **_links(place, lesson, asked),
    }
    return _as_member(request, lesson, asked, context)


def _as_member(
    request: HttpRequest, lesson: LessonPage, asked: Chosen, context: dict[str, Any]
) -> HttpResponse:
    with read_by_some_member(request, at=reverse("today")):
        if not asked.worksheet:
            return render(request, "groups/previews/lesson.html", context)
        if lesson.worksheet is None:
            raise Http404
        context["worksheet"] = lesson.worksheet
        return render(request, "groups/previews/worksheet.html", context)


def _draft(lesson: LessonPage, place: Place | None) -> DraftLesson:
    sheet, pinned = lesson.worksheet, place.pinned if place else None
    return DraftLesson(
        slug=lesson.slug,
        week=place.number if place else 1,
        lesson_id=lesson.pk or 0,
        revision_id=0,
        title=lesson.title,
        teaser=lesson.teaser,
        source=lesson.source,
        licence=lesson.licence,
        # The frame is the week's, which may be of another module; where no week teaches the
        # lesson, nothing but its own is true of it.
        module=place.planned.week.module if place and place.teaches else lesson.module,
        worksheet_id=sheet.pk if sheet else None,
        worksheet_title=sheet.title if sheet else None,
        worksheet_intro=sheet.intro if sheet else None,
        correction=pinned.correction if pinned else "",
        corrected_at=pinned.corrected_at if pinned else None,
        has_cards=False,  # the paper's place says where a draft's is
        words=render_body(lesson, in_draft=True),
    )


def _links(place: Place | None, lesson: LessonPage, asked: Chosen) -> dict[str, str]:
    here = f"?mode=member:{place.cohort.slug}:{place.number}" if place else "?mode=member::"
    return {"lesson_url": here, "worksheet_url": f"{here}:worksheet" if lesson.worksheet else ""}


def _elsewhere(lesson: LessonPage, groups: list[Cohort]) -> list[tuple[Cohort, int]]:
    """The first week that teaches the lesson, of each of these groups that has one."""
    taught = weeks_that_teach(lesson, groups)
    return [
        (cohort, taught[cohort.course_id][0]) for cohort in groups if cohort.course_id in taught
    ]


@preview("slides", _("As slides in the room"), place=30)
def as_slides(request: HttpRequest, lesson: LessonPage, chosen: str) -> HttpResponse:
    """Every slide of the lesson as everybody in the room sees it, in the agenda's order."""
    names = {stage.value: stage.label for stage in Stage}
    slides = in_order(slides_in_draft(lesson))
    context = {
        "lesson": lesson,
        "slides": [(slide, names.get(slide.stage, "")) for slide in slides],
        "messages": (),
    }
    return render(request, "groups/previews/slides.html", context)
