"""The page that stands in for the diary while there is no connection."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.diary.days import DAYS_BACK
from courses.diary.forms import CardForm
from courses.diary.models import Urge
from groups.diaries.views.card import exercises
from whole.pages import whole_page

# One of each, for the page's script to copy: whose they are, only the device knows.
SOME_URGE = UUID(int=0)
SOME_SKILL = {0: ""}


@require_safe
@whole_page
def shell(request: HttpRequest) -> HttpResponse:
    """A card for nobody, the same for all; its script makes it that of who uses the device. A 404
    where nothing is kept (`OFFLINE=off`)."""
    if not settings.OFFLINE:
        raise Http404
    form = CardForm(urges=[Urge(id=SOME_URGE, name="")], skills=SOME_SKILL, card=None)
    page = {"form": form, "exercises": exercises(), "days_back": DAYS_BACK}
    return render(request, "groups/diaries/offline.html", page)
