"""The page that finds."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from accounts.models import Account
from courses.library.finding import needs_in
from courses.skills.needs import needs
from design.shapes import Link
from groups.weeks.queries import OwnLesson, own_lessons
from pages.search.queries import Found, Kind, Place, find, shown_of
from searching.danger import Danger, danger_in
from searching.limits import may_search
from searching.words import LONGEST, shown
from whole.version import known_version, version

PER_PAGE = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, ten a page, by kind. What was typed is kept nowhere and logged nowhere."""
    typed = shown(request.GET.get("q", ""))
    context: dict[str, object] = {"typed": typed, "longest": LONGEST}
    if not typed:
        return _answer(request, context)
    danger = danger_in(typed)
    context |= {"danger": danger, "urged": needs_in(danger), "needs": needs()}
    if not may_search(get_adapter().get_client_ip(request) or ""):
        return _answer(request, context | {"too_often": True}, status=429)
    with known_version(version()):
        return _answer(request, context | _found(request, typed, danger))


def _found(request: HttpRequest, typed: str, danger: Danger) -> dict[str, object]:
    found = find(typed, danger)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    chosen = [place for place in found.places if kind in ("", place.kind)]
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    hits = shown_of(found, page.object_list, _own(request, page.object_list))
    return {
        "found": found,
        "total": len(found.places),
        "page_of_hits": page,
        "groups": [(told, list(same)) for told, same in groupby(hits, lambda hit: hit.heading)],
        "kinds": _kinds(found, typed, kind),
        "question": urlencode({"q": typed, "kind": kind}) + "&" if kind else _asked(typed) + "&",
    }


def _own(request: HttpRequest, places: Iterable[Place]) -> dict[int, OwnLesson]:
    """The reader's own lessons, where any lesson was found. One query then, none for visitors."""
    reader = request.user
    if not isinstance(reader, Account) or all(one.kind != Kind.LESSONS for one in places):
        return {}
    return own_lessons(reader, now=clock.now())


def _kinds(found: Found, typed: str, chosen: str) -> list[Link]:
    """The way to each kind of which there is something; none where there is one kind."""
    here = reverse("search")
    numbers = Counter(place.kind for place in found.places)
    if len(numbers) < 2:
        return []
    everything = Link(
        _("Everything"), f"{here}?{_asked(typed)}", not chosen, count=len(found.places)
    )
    return [
        everything,
        *(
            Link(
                str(kind.label),
                f"{here}?{urlencode({'q': typed, 'kind': kind.value})}",
                chosen == kind,
                count=numbers[kind],
            )
            for kind in Kind
            if kind in numbers
        ),
    ]


def _asked(typed: str) -> str:
    return urlencode({"q": typed})


def _answer(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "pages/search.html", context, status=status)
    # What somebody looked for stays in no cache on the way; the browser's own may keep it.
    response.headers["Cache-Control"] = "private"
    return response
