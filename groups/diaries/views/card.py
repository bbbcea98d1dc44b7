"""A day's card: filled in, filled in late, kept twice, and chosen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import my_members
from accounts.reader import reader_zone
from clock.words import near_day
from courses.diary.actions import Filled, choose_card, delete_day_card, fill_day
from courses.diary.days import (
    DEVICE_MAY_BE_OFF,
    DayAhead,
    DayLongAgo,
    DeviceClock,
    check_day,
    day_at,
    device_clock,
    earliest_day,
    when_filled,
)
from courses.diary.forms import CardForm
from courses.diary.models import DiaryCard
from courses.diary.queries import cards_of_day, skill_names, urges_kept
from courses.diary.shape import FIELDS, urge_key
from courses.diary.words import said
from courses.practice.queries import skills_of_day
from courses.skills.needs import need_called
from courses.skills.queries import shown_skills
from design.shapes import Link
from groups.diaries.access import Diary, own_diary_card
from groups.diaries.forms import WaitedForm
from groups.diaries.offline import shape_of
from groups.diaries.views import told
from groups.diaries.views.frame import day_in, of_own_diary, page_of
from groups.weeks.queries import taught_skills

ONE_DAY = timedelta(days=1)
# Of the library: what is shown to somebody with a strong urge.
STRONG_URGE = "about-to-do-something"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@of_own_diary
def day(request: HttpRequest, diary: Diary, wanted: str = "") -> HttpResponse:
    """The card of a day; of today where none is named. Sent to the same address, it is kept."""
    today = day_at(clock.now(), zone=reader_zone(request))
    on = day_in(wanted) if wanted else today
    if request.method == "POST":
        return _save(request, diary, on=on, today=today)
    cards = cards_of_day(diary.member, on)
    if not cards:
        try:
            check_day(on, today=today)
        except (DayAhead, DayLongAgo) as error:
            return render(request, "groups/diaries/no_day.html", _no_day(diary, on, today, error))
    noted = skills_of_day(diary.member, on)
    form = _form(diary, None, cards=cards, noted=noted)
    page = _page(diary, form, cards, on, today)
    page["shape"] = shape_of(
        diary, form.watched, form.skill_choices, zone=reader_zone(request), today=today
    )
    if cards:
        page["noted"] = [name for pk, name in noted.items() if pk not in cards[0].skills]
    return render(request, "groups/diaries/day.html", page)


def _save(request: HttpRequest, diary: Diary, *, on: date, today: date) -> HttpResponse:
    member, now, zone = diary.member, clock.now(), reader_zone(request)
    in_short, device = told.asks_in_short(request), _device(request)
    if device.key not in {"", diary.key}:
        return told.somebody_elses()
    form = _form(diary, request.POST, cards=[])
    if not form.is_valid():
        # Perhaps it names what stands on the card and is taught no more, or was not taught yet.
        cards = cards_of_day(member, on)
        form = _form(diary, request.POST, cards=cards, noted=skills_of_day(member, on))
    if not form.is_valid():
        if in_short:
            return told.refused(form)
        page = _page(diary, form, cards, on, today)
        return render(request, "groups/diaries/day.html", page, status=400)
    shown = device_clock(form.cleaned_data["device_at"], now=now, zone=zone)
    is_wrong = shown is not None and shown.is_wrong
    waited = device.waited_for
    if device.has_day_of_device and (is_wrong or _was_set_back(waited)):
        return told.which_day(_which_day(shown), days=_days_to_choose(diary, on, today))
    try:
        filled = fill_day(
            member,
            day=on,
            zone=zone,
            answers=form.answers,
            filling=form.cleaned_data["filling"],
            goes_on=form.cleaned_data["goes_on"],
            filled_at=when_filled(waited, day=on, zone=zone, now=now) if waited else None,
            now=now,
        )
    except (DayAhead, DayLongAgo) as error:
        if in_short:
            return told.no_day(_no_such_day(on, today, error), days=_ways(diary, today))
        page = _no_day(diary, on, today, error) | {"form": form}
        return render(request, "groups/diaries/no_day.html", page, status=409)
    url = diary.address("diary-day", on.isoformat())
    words = [_wrong_clock(shown.day, on)] if shown is not None and is_wrong else []
    if in_short and waited is not None:
        return told.filled(filled, " ".join([_kept_words(filled), *words]), url=url)
    for each in words:
        messages.info(request, each)
    _say(request, filled)
    return told.filled(filled, "", url=url) if in_short else redirect(url)


def _device(request: HttpRequest) -> WaitedForm:
    """What a script sent along; nonsense is as good as nothing."""
    form = WaitedForm(request.POST)
    form.is_valid()
    return form


def _was_set_back(waited: timedelta | None) -> bool:
    return waited is not None and waited < -DEVICE_MAY_BE_OFF


def _which_day(shown: DeviceClock | None) -> str:
    if shown is None or not shown.is_wrong:
        return _("The clock of this device was changed meanwhile. For which day is this card?")
    return _(
        "The clock of this device seems to be wrong: it shows %(device)s. For which day is this "
        "card?"
    ) % {"device": near_day(shown.day)}


def _days_to_choose(diary: Diary, on: date, today: date) -> list[Link]:
    """Today, yesterday, and the day that the device said."""
    return [_way(diary, day) for day in dict.fromkeys([today, today - ONE_DAY, min(on, today)])]


def _no_such_day(on: date, today: date, error: DayAhead | DayLongAgo) -> str:
    if isinstance(error, DayAhead):
        return _(
            "%(day)s has not begun yet: where you are it is %(today)s, by our clock. For which day "
            "is this card?"
        ) % {"day": near_day(on), "today": near_day(today)}
    return _(
        "%(day)s is a while ago: a new card can be filled in from %(first)s on. For which day is "
        "this card?"
    ) % {"day": near_day(on), "first": near_day(earliest_day(today))}


def _wrong_clock(device: date, on: date) -> str:
    return _(
        "The clock of this device seems to be wrong: it shows %(device)s. We go by ours. The card "
        "is for %(day)s, and nothing is lost."
    ) % {"device": near_day(device), "day": near_day(on)}


def _kept_words(filled: Filled) -> str:
    """For who reads it on the device on which the card waited."""
    if filled.apart:
        return _("This day was filled somewhere else, too. Both cards are kept, and you choose.")
    return _("It was saved already, once.") if filled.already else _("Saved.")


def _say(request: HttpRequest, filled: Filled) -> None:
    if filled.apart:
        messages.info(
            request,
            _(
                "This day was filled somewhere else, too. Both cards are kept: choose below which "
                "one counts."
            ),
        )
    elif filled.already:
        messages.success(request, _("It was saved already, once."))
    else:
        messages.success(request, _("Saved. Thank you for looking at this day."))


def _form(
    diary: Diary, sent: Any, *, cards: list[DiaryCard], noted: Collection[int] = ()
) -> CardForm:
    """Skills of the groups so far; on a card also what it has, whatever became of the groups, and
    what was `noted` in the log on that day."""
    urges = urges_kept(diary.member)
    skills = taught_skills(diary.member, now=clock.now())
    used = {pk for card in cards for pk in card.skills} | set(noted)
    if not used <= skills.keys():
        skills = skill_names({*skills, *used})
    card = cards[0] if cards else None
    return CardForm(sent, urges=urges, skills=skills, card=card, noted=noted)


def _page(
    diary: Diary, form: CardForm, cards: list[DiaryCard], on: date, today: date
) -> dict[str, Any]:
    card = cards[0] if cards else None
    # On any of them: who has it so hard looks at this page now, whichever card is to count.
    high = any(one.is_high for kept in cards for one in kept.answers.urges.values())
    first = earliest_day(today)
    return page_of(
        diary,
        "diary" if on == today else "",
        form=form,
        card=card,
        beside=_beside(cards, form),
        day=on,
        today=today,
        is_today=on == today,
        is_yesterday=on == today - ONE_DAY,
        earlier=_way(diary, on - ONE_DAY) if on > first else None,
        later=_way(diary, on + ONE_DAY) if on < today else None,
        action=diary.address("diary-day", on.isoformat()),
        high=high,
        exercises=exercises(),
        urges_url=diary.address("diary-urges"),
        practice_url=diary.address("practice-new", day=on.isoformat()),
    )


@dataclass(frozen=True)
class Beside:
    """A card that is kept beside the one of its day: what it says, in lines."""

    card: DiaryCard
    lines: tuple[str, ...]


def _beside(cards: list[DiaryCard], form: CardForm) -> list[Beside]:
    labels = {urge_key(urge.pk): urge.name for urge in form.watched}
    labels |= {key: str(label) for key, label in FIELDS.items()}
    skills = {int(pk): str(name) for pk, name in form.skill_choices}
    found = []
    for card in cards:
        if not card.stands:
            words = said(card.answers, skills=skills)
            lines = (f"{label}: {words[key]}" for key, label in labels.items() if key in words)
            found.append(Beside(card, tuple(lines)))
    return found


def _way(diary: Diary, on: date) -> Link:
    return Link(near_day(on), diary.address("diary-day", on.isoformat()))


def exercises() -> list[Link]:
    """What helps first with a strong urge, as exercises to do now."""
    need = need_called(STRONG_URGE)
    wanted = need.skills if need else ()
    names = dict(shown_skills().filter(slug__in=wanted).values_list("slug", "name"))
    return [Link(names[slug], f"/skills/{slug}/do/") for slug in wanted if slug in names]


def _no_day(diary: Diary, on: date, today: date, error: DayAhead | DayLongAgo) -> dict[str, Any]:
    return page_of(
        diary,
        "",
        day=on,
        today=today,
        ahead=isinstance(error, DayAhead),
        first=earliest_day(today),
        days=_ways(diary, today),
    )


def _ways(diary: Diary, today: date) -> list[Link]:
    return [_way(diary, today), _way(diary, today - ONE_DAY)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card of a day: made the one that counts, or deleted; the page asks before it deletes."""
    card = own_diary_card(request, card_id)
    diary = Diary(card.member, is_shared=len(my_members(request)) > 1)
    back = diary.address("diary-day", card.day.isoformat())
    if request.method == "POST" and "choose" in request.POST:
        choose_card(card, now=clock.now())
        messages.success(request, _("This card counts now. The other one is kept beside it."))
        return redirect(back)
    if request.method == "POST":
        delete_day_card(card, now=clock.now())
        messages.success(request, _("The card is deleted."))
        return redirect(diary.address("diary-week", day=card.day.isoformat()))
    page = page_of(diary, "", card=card, back=back)
    return render(request, "groups/diaries/delete.html", page)
