"""What stands around every page of a diary, and what a page without one says."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from accounts.access import my_members
from accounts.pins import PinNeeded
from design.shapes import Link
from groups.diaries.access import PERSON, Diary, own_diary
from groups.diaries.views.told import asks_in_short, not_now

# Days of people's lives: beyond them calendars end.
FIRST_YEAR, LAST_YEAR = 1900, 2200

P = ParamSpec("P")
NOT_SENT_BACK = {"csrfmiddlewaretoken"}


def of_own_diary(
    view: Callable[Concatenate[HttpRequest, Diary, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the reader's own diary.

    Visitors are led to sign in, people who share an account choose who they are and show their
    PIN. Whatever is in the way of a form that was sent, its words are handed back.
    """

    @wraps(view)
    @cache_control(no_store=True)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        sent, in_short = request.method == "POST", asks_in_short(request)
        if request.user.is_anonymous:
            if not sent:
                return redirect_to_login(request.get_full_path())
            return not_now(sign_in=_sign_in(request)) if in_short else _hand_back(request)
        try:
            diary = own_diary(request)
        except PinNeeded as needed:
            if not sent:
                raise
            pin = reverse("account-pin", args=[needed.member.pk])
            return not_now(pin=pin) if in_short else _hand_back(request, pin=pin)
        if diary is None:
            if sent:
                raise Http404
            return _choose(request)
        return view(request, diary, *args, **kwargs)

    return guarded


def _sign_in(request: HttpRequest) -> str:
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return f"{reverse('account_login')}?{back}"


def _hand_back(request: HttpRequest, *, pin: str = "") -> HttpResponse:
    """The form as it was sent, to be sent again once who it is was shown in another window."""
    sent = [
        (name, value)
        for name in request.POST
        if name not in {*NOT_SENT_BACK, "note"}
        for value in request.POST.getlist(name)
    ]
    page = {"sent": sent, "note": request.POST.get("note", ""), "pin": pin}
    return render(request, "groups/diaries/again.html", page, status=403)


def handed_back(request: HttpRequest, *, pin: str = "") -> HttpResponse:
    """The same for pages about one thing of a diary, which know whose it is by that."""
    return _hand_back(request, pin=pin)


def _choose(request: HttpRequest) -> HttpResponse:
    links = [Link(one.name, f"{request.path}?{PERSON}={one.pk}") for one in my_members(request)]
    return render(request, "groups/diaries/whose.html", {"people": links})


def page_of(diary: Diary, here: str, **context: Any) -> dict[str, Any]:
    """The context of a page: whose it is, and the ways to the other pages of the diary."""
    ways = [
        (_("A day"), "diary"),
        (_("Week"), "diary-week"),
        (_("Trend"), "diary-trend"),
        (_("Practice"), "practice"),
        (_("Map"), "practice-map"),
        (_("Urges"), "diary-urges"),
        (_("Sharing"), "diary-sharing"),
    ]
    tabs = [Link(title, diary.address(name), current=name == here) for title, name in ways]
    around = {"diary": diary, "member": diary.member, "tabs": tabs, "keeps": settings.OFFLINE}
    return around | context


def day_in(text: str) -> date:
    """A day in an address. Raises Http404 for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day
