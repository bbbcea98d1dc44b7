"""A week, twelve weeks, and everything as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from accounts.reader import reader_zone
from clock.words import near_date, weekday_short
from courses.diary.days import (
    COURSE_WEEKS,
    TREND_WEEKS,
    DayAhead,
    DayLongAgo,
    check_day,
    day_at,
    trend_days,
    week_of,
)
from courses.diary.models import DiaryCard, Urge
from courses.diary.queries import all_cards, skill_names, standing_cards, urges_kept
from courses.diary.shape import FIELDS, part_of, urge_key
from courses.diary.trends import trends, weeks
from courses.diary.words import said
from groups.diaries.access import Diary
from groups.diaries.views.frame import day_in, of_own_diary, page_of
from spreadsheet.views import Column, download, moment, wants

FILE = "diary"
NOT_IN_TABLE = {"note", "skills"}  # words that do not fit between numbers


@dataclass(frozen=True)
class WeekDay:
    """A day of the week on its page; `may` says whether it can be filled."""

    day: date
    short: str
    url: str
    filled: bool
    late: bool
    may: bool


@require_safe
@of_own_diary
def week(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Seven days side by side, from Monday on; `?day=` names one of them."""
    today = day_at(clock.now(), zone=reader_zone(request))
    asked = request.GET.get("day", "")
    days = week_of(day_in(asked) if asked else today)
    cards = {card.day: card for card in standing_cards(diary.member, first=days[0], last=days[-1])}
    skills = skill_names({pk for card in cards.values() for pk in card.skills})
    page = page_of(
        diary,
        "diary-week",
        days=[_week_day(diary, on, cards.get(on), today=today) for on in days],
        rows=rows_of(cards, labels_of(urges_kept(diary.member)), days),
        used=list(skills.values()),
        paper=diary.address("diary-week-paper", days[0].isoformat()),
        paper_with_notes=diary.address("diary-week-paper", days[0].isoformat(), notes="yes"),
        before=diary.address("diary-week", day=(days[0] - timedelta(days=1)).isoformat()),
        after=diary.address("diary-week", day=(days[-1] + timedelta(days=1)).isoformat())
        if days[-1] < today
        else "",
        first=days[0],
        last=days[-1],
    )
    return render(request, "groups/diaries/week.html", page)


def rows_of(
    cards: Mapping[date, DiaryCard], labels: Mapping[str, str | Promise], days: Sequence[date]
) -> list[tuple[str | Promise, list[str]]]:
    """A row for each thing that was answered on any of the days: what, and day by day how."""
    words = {on: said(part_of(card, labels.keys()), skills={}) for on, card in cards.items()}
    return [
        (label, [words.get(on, {}).get(key, "") for on in days])
        for key, label in labels.items()
        if any(key in each for each in words.values())
    ]


def short_days(days: Sequence[date]) -> list[str]:
    """“Mon 1 Sep”, for the head of a column."""
    return [f"{weekday_short(on.weekday())} {near_date(on)}" for on in days]


def labels_of(urges: Sequence[Urge]) -> Mapping[str, str | Promise]:
    """What stands in a table of days: each field by its key, urges first, no words."""
    named: dict[str, str | Promise] = {urge_key(urge.pk): urge.name for urge in urges}
    return named | {key: label for key, label in FIELDS.items() if key not in NOT_IN_TABLE}


def _week_day(diary: Diary, on: date, card: DiaryCard | None, *, today: date) -> WeekDay:
    try:
        check_day(on, today=today)
        may = True
    except (DayAhead, DayLongAgo):
        may = card is not None
    return WeekDay(
        day=on,
        short=weekday_short(on.weekday()),
        url=diary.address("diary-day", on.isoformat()),
        filled=card is not None,
        late=card is not None and card.is_late,
        may=may,
    )


@require_safe
@of_own_diary
def trend(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Twelve weeks as pictures and as a table, or `?weeks=24` of them; everything as a file."""
    urges = urges_kept(diary.member)
    if wants(request, FILE):
        return _file(request, diary, urges)
    long = request.GET.get("weeks") == str(COURSE_WEEKS)
    today = day_at(clock.now(), zone=reader_zone(request))
    days = trend_days(today, weeks=COURSE_WEEKS if long else TREND_WEEKS)
    cards = standing_cards(diary.member, first=days[0], last=days[-1])
    series = trends(cards, urges={str(urge.pk): urge.name for urge in urges}, days=days)
    each = weeks(days)
    page = page_of(
        diary,
        "diary-trend",
        series=series,
        first=days[0],
        last=days[-1],
        rows=[
            (near_date(seven[0]), [(one.label, one.weeks[at]) for one in series])
            for at, seven in enumerate(each)
        ],
        long=long,
        other_url=diary.address("diary-trend", **({} if long else {"weeks": str(COURSE_WEEKS)})),
        file_url=diary.address("diary-trend", csv=FILE),
    )
    return render(request, "groups/diaries/trend.html", page)


def _file(request: HttpRequest, diary: Diary, urges: Sequence[Urge]) -> HttpResponse:
    cards = list(all_cards(diary.member))
    skills = skill_names({pk for card in cards for pk in card.skills})
    words = {card.pk: said(card.answers, skills=skills) for card in cards}
    named: dict[str, str | Promise] = {urge_key(urge.pk): urge.name for urge in urges}
    columns: list[Column[DiaryCard]] = [
        Column(_("Day"), lambda card: card.day),
        moment(_("Filled in"), lambda card: card.filled_at, zone=reader_zone(request)),
        Column(_("Later than its day"), lambda card: _("yes") if card.is_late else ""),
        Column(_("Counts"), lambda card: _("yes") if card.stands else _("no, kept beside")),
        *(
            Column[DiaryCard](label, lambda card, key=key: words[card.pk].get(key, ""))  # type: ignore[misc]
            for key, label in (named | dict(FIELDS)).items()
        ),
    ]
    return download(request, FILE, columns, cards)
