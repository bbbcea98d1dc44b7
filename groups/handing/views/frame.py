"""The door of every page of one's own worksheets, for people and for scripts."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from accounts.pins import PinNeeded
from groups.handing.access import own_answer, own_handing

T = TypeVar("T")
NOT_SENT_BACK = {"csrfmiddlewaretoken"}
JSON = "application/json"


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script asks, which reads states and no pages."""
    return request.headers.get("Accept", "") == JSON


def _of_own(
    find: Callable[[HttpRequest, UUID], T],
) -> Callable[[Callable[[HttpRequest, T], HttpResponse]], Callable[..., HttpResponse]]:
    """A page of something of the reader's own, by the one id in its address.

    Visitors are led to sign in; whatever is in the way of a form that was sent, its words are
    handed back.
    """

    def decorate(view: Callable[[HttpRequest, T], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @cache_control(no_store=True)
        def guarded(request: HttpRequest, **named: UUID) -> HttpResponse:
            sent = request.method == "POST"
            if request.user.is_anonymous:
                return hand_back(request) if sent else redirect_to_login(request.get_full_path())
            [wanted] = named.values()
            try:
                found = find(request, wanted)
            except PinNeeded as needed:
                if sent:
                    return hand_back(request, pin=reverse("account-pin", args=[needed.member.pk]))
                raise
            return view(request, found)

        return guarded

    return decorate


of_own_answer = _of_own(own_answer)
of_own_handing = _of_own(own_handing)


def hand_back(request: HttpRequest, *, pin: str = "") -> HttpResponse:
    """The form as it was sent, to be sent again once who it is was shown in another window."""
    if by_script(request):
        return told(
            "pin" if pin else "sign-in",
            _("Please show your PIN once more.") if pin else _("Please sign in once more."),
            status=403,
            url=pin or reverse("account_login"),
        )
    sent = [
        (name, value)
        for name in request.POST
        if name not in NOT_SENT_BACK
        for value in request.POST.getlist(name)
    ]
    words = [value for name, value in sent if name.startswith(("a", "words")) and value.strip()]
    page = {"sent": sent, "words": words, "pin": pin}
    return render(request, "groups/handing/again.html", page, status=403)


def told(state: str, words: str, *, status: int = 200, **more: object) -> JsonResponse:
    """What a script reads: a state, a sentence for the person, and what belongs to it."""
    return JsonResponse({"state": state, "words": words, **more}, status=status)
