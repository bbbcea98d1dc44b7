"""The practice log: by day, one more, changed, deleted and brought back."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import my_members
from accounts.pins import PinNeeded
from accounts.reader import reader_zone
from courses.diary.days import DayAhead, DayLongAgo, check_day, day_at
from courses.practice.access import own_use
from courses.practice.actions import (
    ChangedMeanwhile,
    DayFull,
    bring_back_use,
    change_use,
    delete_use,
    note_use,
)
from courses.practice.forms import ChangeForm, SaidForm, UseForm
from courses.practice.models import SkillUse
from courses.practice.queries import uses_of
from courses.practice.shape import MOST_A_DAY
from courses.practice.undoing import NothingToBringBack, packed, unpacked
from courses.practice.words import circumstances
from courses.skills.exercises import exercise_of
from courses.skills.queries import shown_skills
from groups.diaries.access import Diary
from groups.diaries.views.frame import day_in, handed_back, of_own_diary, page_of
from groups.weeks.queries import taught_skills
from spreadsheet.views import Column, download, moment, wants

FILE = "practice"
PER_PAGE = 30


@require_safe
@of_own_diary
def log(request: HttpRequest, diary: Diary) -> HttpResponse:
    """What the member noted, day by day, the newest first; everything as a file."""
    uses = uses_of(diary.member)
    if wants(request, FILE):
        return _file(request, uses)
    shown = Paginator(uses, PER_PAGE).get_page(request.GET.get("page"))
    days = [
        (day, [(use, circumstances(use.place, use.went)) for use in each])
        for day, each in groupby(shown, key=lambda use: use.day)
    ]
    page = page_of(
        diary,
        "practice",
        days=days,
        page=shown,
        person_query=diary.query.removeprefix("?") + "&" if diary.query else "",
        new_url=diary.address("practice-new"),
        file_url=diary.address("practice", csv=FILE),
    )
    return render(request, "groups/practising/log.html", page)


def _file(request: HttpRequest, uses: Any) -> HttpResponse:
    columns: list[Column[SkillUse]] = [
        Column(_("Day"), lambda use: use.day),
        Column(_("Skill"), lambda use: use.skill_name),
        Column(_("Where"), lambda use: use.get_place_display()),
        Column(_("How it went"), lambda use: use.get_went_display()),
        Column(_("What I did"), lambda use: use.note),
        moment(_("Noted"), lambda use: use.noted_at, zone=reader_zone(request)),
    ]
    return download(request, FILE, columns, uses.order_by("day", "noted_at", "id"))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@of_own_diary
def new(request: HttpRequest, diary: Diary) -> HttpResponse:
    """One more use: the skill of `?skill=` and today are chosen already, and one tap keeps it."""
    now, zone = clock.now(), reader_zone(request)
    today = day_at(now, zone=zone)
    if request.method == "POST":
        return _note(request, diary, today=today)
    names = dict(shown_skills().values_list("slug", "pk"))
    form = UseForm(
        groups=_skills(diary),
        today=_asked_day(request, today),
        skill=names.get(request.GET.get("skill", "")),
        exercise=request.GET.get("exercise", "")[:80],
    )
    return _new_page(request, diary, form, today=today)


def _asked_day(request: HttpRequest, today: date) -> date:
    """The day that the address names, as far as a use can be noted for it; else today."""
    asked = request.GET.get("day", "")
    if not asked:
        return today
    day = day_in(asked)
    try:
        check_day(day, today=today)
    except (DayAhead, DayLongAgo):
        return today
    return day


def _skills(diary: Diary) -> list[tuple[str | Promise, Mapping[int, str]]]:
    """What the member was taught comes first, then all that everybody may see."""
    taught = taught_skills(diary.member, now=clock.now())
    others = dict(shown_skills().order_by("name").values_list("pk", "name"))
    rest = {pk: name for pk, name in others.items() if pk not in taught}
    return [(_("Taught in my group"), taught), (_("From the library"), rest)]


def _note(request: HttpRequest, diary: Diary, *, today: date) -> HttpResponse:
    form = UseForm(request.POST, groups=_skills(diary), today=today)
    if not form.is_valid():
        return _new_page(request, diary, form, today=today, status=400)
    skill = shown_skills().filter(pk=form.cleaned_data["skill"]).first()
    if skill is None:
        form.add_error("skill", form.fields["skill"].error_messages["invalid_choice"])
        return _new_page(request, diary, form, today=today, status=400)
    key = form.cleaned_data["exercise"]
    try:
        noted = note_use(
            diary.member,
            skill=skill,
            exercise=key if exercise_of(skill, key) else "",
            said=form.said,
            zone=reader_zone(request),
            sending=form.sending_id,
            now=clock.now(),
        )
    except (DayAhead, DayLongAgo, DayFull) as error:
        status = _say_why_not(form, error)
        return _new_page(request, diary, form, today=today, status=status)
    already = _("It was noted already, once.")
    done = _("Noted: %(skill)s. Every time counts, also when it did not help.")
    told = already if noted.already else done % {"skill": noted.use.skill_name}
    messages.success(request, told)
    return redirect(diary.address("practice"))


def _new_page(
    request: HttpRequest, diary: Diary, form: UseForm, *, today: date, status: int = 200
) -> HttpResponse:
    page = page_of(diary, "practice", form=form, action=diary.address("practice-new"), today=today)
    return render(request, "groups/practising/new.html", page, status=status)


def _say_why_not(form: SaidForm, error: DayAhead | DayLongAgo | DayFull) -> int:
    """Writes beside the day why it cannot be; returns the status that goes with it."""
    if isinstance(error, DayFull):
        full = _("%(most)d uses are noted on this day, and more do not fit. What is there stays.")
        form.add_error(None, full % {"most": MOST_A_DAY})
        return 409
    if isinstance(error, DayAhead):
        form.add_error("day", _("This day has not begun yet where you are."))
    else:
        form.add_error("day", _("This day is more than four weeks ago. Please choose a later one."))
    return 400


@sensitive_post_parameters()
@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """One use to change. Was it changed elsewhere meanwhile, both stand on the page; whatever is in
    the way of a form that was sent, its words are handed back."""
    sent = request.method == "POST"
    if request.user.is_anonymous:
        return handed_back(request) if sent else redirect_to_login(request.get_full_path())
    try:
        use = own_use(request, use_id)
    except PinNeeded as needed:
        if sent:
            return handed_back(request, pin=reverse("account-pin", args=[needed.member.pk]))
        raise
    return _change(request, use)


def _change(request: HttpRequest, use: SkillUse) -> HttpResponse:
    diary = _diary_of(request, use)
    if request.method != "POST":
        return _change_page(request, diary, ChangeForm(use=use), use)
    form = ChangeForm(request.POST, use=use)
    if not form.is_valid():
        return _change_page(request, diary, form, use, status=400)
    seen = form.cleaned_data["seen"]
    try:
        change_use(use, said=form.said, seen=seen, zone=reader_zone(request), now=clock.now())
    except (DayAhead, DayLongAgo) as error:
        _say_why_not(form, error)
        return _change_page(request, diary, form, use, status=400)
    except ChangedMeanwhile as error:
        form.data = _seen(request, error.use)
        return _change_page(request, diary, form, error.use, meanwhile=True, status=409)
    messages.success(request, _("Changed."))
    return redirect(diary.address("practice"))


def _seen(request: HttpRequest, use: SkillUse) -> QueryDict:
    """What was sent, going on from the use as it is now."""
    sent = request.POST.copy()
    sent["seen"] = use.mark
    return sent


def _change_page(
    request: HttpRequest,
    diary: Diary,
    form: ChangeForm,
    use: SkillUse,
    *,
    meanwhile: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = page_of(
        diary,
        "practice",
        form=form,
        use=use,
        meanwhile=meanwhile,
        around=circumstances(use.place, use.went),
        back=diary.address("practice"),
    )
    return render(request, "groups/practising/change.html", page, status=status)


@login_required
@cache_control(no_store=True)
@require_POST
def delete(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """Deletes it at once. The page that says so can bring it back, and nothing else can."""
    use = own_use(request, use_id)
    diary = _diary_of(request, use)
    held, name, day = packed(use), use.skill_name, use.day
    delete_use(use, now=clock.now())
    page = page_of(
        diary,
        "practice",
        held=held,
        name=name,
        day=day,
        undo_url=diary.address("practice-undo"),
        back=diary.address("practice"),
    )
    return render(request, "groups/practising/deleted.html", page)


@sensitive_post_parameters()
@require_POST
@of_own_diary
def undo(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Brings back what a page of this member still holds."""
    try:
        brought = bring_back_use(unpacked(request.POST.get("held", ""), member=diary.member))
    except (NothingToBringBack, DayFull):
        messages.error(request, _("It could not be brought back. You can note it once more."))
        return redirect(diary.address("practice"))
    there = _("It is back: %(skill)s.") % {"skill": brought.use.skill_name}
    messages.success(request, there)
    return redirect(diary.address("practice"))


def _diary_of(request: HttpRequest, use: SkillUse) -> Diary:
    return Diary(use.member, is_shared=len(my_members(request)) > 1)
