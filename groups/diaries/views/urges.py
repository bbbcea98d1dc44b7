"""The urges a member keeps an eye on."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import my_members
from courses.diary.actions import UrgesFull, put_urge_away, watch_urge
from courses.diary.forms import UrgeForm
from courses.diary.queries import urges_kept
from courses.diary.shape import MOST_URGES
from groups.diaries.access import Diary, own_urge
from groups.diaries.views.frame import of_own_diary, page_of


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@of_own_diary
def urges(request: HttpRequest, diary: Diary) -> HttpResponse:
    """What is on the card; one more is sent to the same address."""
    form = UrgeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            watch_urge(diary.member, name=form.cleaned_data["name"], now=clock.now())
        except UrgesFull:
            form.add_error("name", _full())
        else:
            messages.success(request, _("It is on your card from now on."))
            return redirect(diary.address("diary-urges"))
    if form.is_bound:
        status = 400
    mine = urges_kept(diary.member)
    page = page_of(
        diary,
        "diary-urges",
        form=form,
        urges=[urge for urge in mine if urge.put_away_at is None],
        away=[urge for urge in mine if urge.put_away_at is not None],
    )
    return render(request, "groups/diaries/urges.html", page, status=status)


def _full() -> str:
    return _(
        "There are %(most)d urges on your card, and more do not fit on a phone. Put one away "
        "first: what you wrote about it stays."
    ) % {"most": MOST_URGES}


@login_required
@require_POST
def away(request: HttpRequest, urge_id: UUID) -> HttpResponse:
    """Takes an urge off the card; what earlier cards say of it stays."""
    urge = own_urge(request, urge_id)
    put_urge_away(urge, now=clock.now())
    messages.success(request, _("It is off your card. Earlier cards keep it."))
    diary = Diary(urge.member, is_shared=len(my_members(request)) > 1)
    return redirect(diary.address("diary-urges"))
