"""Keeping what somebody wrote in an exercise. Whatever is in the way, they get their words back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import CHOOSE, member_meant, my_members, signed_in
from accounts.models import Member
from accounts.pin_asking import pin_form, takes_pin
from accounts.pins import needs_pin
from courses.exercises.shapes import Exercise
from courses.kept.actions import MOST_CARDS, CardsFull, keep_card
from courses.kept.forms import KeepForm
from courses.kept.given import read_given
from courses.skills.exercises import exercise_of, exercise_url
from courses.skills.models import Skill
from courses.skills.queries import shown_skills

LONGEST_KEY = 80
# Tells the card's script that somebody comes from keeping it: it leads to the heading.
JUST_KEPT = "#kept"


@sensitive_post_parameters()
@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps a card and shows it. A mere look (a reload, an old tab) leads to the cards."""
    if request.method != "POST":
        return redirect("my-cards")
    given = read_given(request.POST)
    skill = shown_skills().filter(slug=given.skill).first()
    exercise = exercise_of(skill, given.exercise)
    form = KeepForm(given, exercise=exercise)
    back = exercise_url(skill, exercise.key) if skill and exercise else ""
    page: dict[str, Any] = {"form": form, "back": back}
    if request.user.is_anonymous:
        return _hand_back(request, page, trouble="visitor", status=403)
    if not given.answers:
        return _hand_back(request, page, trouble="empty", status=400)
    if skill is None:
        return _hand_back(request, page, trouble="gone", status=404)
    if not form.is_valid():
        return _hand_back(request, page, trouble="long", status=413)
    people = my_members(request)
    if not people:
        return _hand_back(request, page, trouble="nobody", status=403)
    member = member_meant(request, people=people, person=request.POST.get("member", ""))
    if member is None:
        return _ask(request, page, people=people)
    if len(people) > 1 and needs_pin(request, member):
        asking = pin_form(member, request.POST if "pin" in request.POST else None)
        by = signed_in(request)
        if not takes_pin(request, member, asking, by=by, now=clock.now()):
            return _ask(request, page, member=member, asking=asking)
    return _keep(request, page, member, skill=skill, exercise=exercise)


def _keep(
    request: HttpRequest,
    page: dict[str, Any],
    member: Member,
    *,
    skill: Skill,
    exercise: Exercise | None,
) -> HttpResponse:
    form: KeepForm = page["form"]
    try:
        kept = keep_card(
            member,
            skill=skill,
            key=form.given.exercise[:LONGEST_KEY],
            exercise=exercise,
            title=form.cleaned_data["title"],
            titled=form.given.titled,
            answered=form.answered,
            emptied=form.given.emptied,
            goes_on=form.given.card,
            now=clock.now(),
        )
    except CardsFull:
        return _hand_back(request, page | {"person": str(member.pk)}, trouble="full", status=409)
    told = _("It is kept already.") if kept.already else _("Your card is kept.")
    messages.success(request, told)
    if kept.apart:
        messages.info(
            request,
            _(
                "The card you went on with was changed or deleted meanwhile, so this one stands "
                "beside it. Nothing of either is lost."
            ),
        )
    return redirect(f"{reverse('my-card', args=[kept.card.pk])}{JUST_KEPT}")


def _hand_back(
    request: HttpRequest, page: dict[str, Any], *, trouble: str, status: int
) -> HttpResponse:
    told = page | {"trouble": trouble, "most": MOST_CARDS}
    return render(request, "courses/kept/keep.html", told, status=status)


def _ask(request: HttpRequest, page: dict[str, Any], **told: Any) -> HttpResponse:
    form: KeepForm = page["form"]
    form.hide()
    return render(request, "courses/kept/keep_whose.html", page | told | {"somebody_else": CHOOSE})
