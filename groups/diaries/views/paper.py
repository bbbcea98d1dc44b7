"""A week on paper. It is somebody's own: made while they wait for it, and kept nowhere."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clock.limits import within_limit
from clock.words import near_date, near_day
from courses.diary.days import week_of
from courses.diary.models import DiaryCard
from courses.diary.queries import skill_names, urges_kept, week_with_notes
from courses.paper.diary_sheets import WeekOnPaper, week_sheet
from courses.paper.frame import frame_for
from courses.paper.printing import NotPrintedNow, print_for_reader
from groups.diaries.access import Diary
from groups.diaries.views.frame import day_in, of_own_diary
from groups.diaries.views.weeks import labels_of, rows_of, short_days
from help.reader import chosen_country

# Half a second each, most of it another program's: enough for all weeks of a course in an evening.
PAPERS, PAPERS_SECONDS = 30, 3600


@require_safe
@of_own_diary
def week_paper(request: HttpRequest, diary: Diary, monday: str) -> HttpResponse:
    """The week of that day as a PDF of one page; `?notes=yes` with what was written."""
    days = week_of(day_in(monday))
    back = diary.address("diary-week", day=days[0].isoformat())
    if not within_limit(f"diary.paper:{diary.member.pk}", limit=PAPERS, seconds=PAPERS_SECONDS):
        return _later(
            request, back, _("You made many papers within an hour. Please wait a little.")
        )
    week = _week(diary, days, notes=request.GET.get("notes") == "yes")
    sheet = week_sheet(week, frame_for(chosen_country(request)))
    try:
        content = print_for_reader(sheet)
    except NotPrintedNow:
        return _later(request, back, _("We could not make this paper just now. Please try again."))
    answer = HttpResponse(content, content_type="application/pdf")
    # What a download is called tells nothing about who downloads it, or what it is.
    answer.headers["Content-Disposition"] = 'attachment; filename="week.pdf"'
    return answer


def _week(diary: Diary, days: Sequence[date], *, notes: bool) -> WeekOnPaper:
    """Four queries at most."""
    found = week_with_notes(diary.member, first=days[0], last=days[-1], notes=notes)
    cards = {card.day: card for card in found}
    names = skill_names({pk for card in cards.values() for pk in card.skills})
    rows = rows_of(cards, labels_of(urges_kept(diary.member)), days)
    return WeekOnPaper(
        title=_("%(first)s to %(last)s")
        % {"first": near_date(days[0]), "last": near_date(days[-1])},
        days=short_days(days),
        rows=[(str(label), values) for label, values in [*rows, *_filled_in(cards, days)]],
        skills=list(names.values()),
        notes=[
            (f"{near_day(on)}:", card.note) for on, card in cards.items() if notes and card.note
        ],
    )


def _filled_in(
    cards: Mapping[date, DiaryCard], days: Sequence[date]
) -> list[tuple[str | Promise, list[str]]]:
    """When each card was filled, honestly: on its day, or afterwards. Nothing of days without."""
    if not cards:
        return []
    said = {on: _("afterwards") if card.is_late else _("that day") for on, card in cards.items()}
    return [(_("Filled in"), [said.get(on, "") for on in days])]


def _later(request: HttpRequest, back: str, words: str) -> HttpResponse:
    page = {"words": words, "again": request.get_full_path(), "back": back}
    return render(request, "groups/diaries/no_paper.html", page, status=503)
