"""The service worker, its list, the manifest, and the page for when there is no connection."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import clock
from accounts.access import my_members
from accounts.devices import device_key
from design.assets import address
from help.brand import brand
from help.choosing import LineNow, line_to_keep
from help.clinic import clinic_help
from help.crisis import countries, crisis_for
from help.reader import chosen_country
from help.shapes import ELSEWHERE, CrisisHelp
from offline.copies import HEADER, copy_for
from offline.listing import file_places, listing
from offline.registry import parts, places, stand_ins
from whole.pages import whole_page

WORKER = Path(__file__).parent / "worker"
# The design's paper as sRGB: a manifest knows no OKLCH, and no dark side.
PAPER = "#fbfaf6"


@dataclass(frozen=True)
class Numbers:
    """A country's numbers, and the line to tell of it on a page that is read at any hour."""

    crisis: CrisisHelp
    line: LineNow | None


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The one service worker of the site. A 404 (`OFFLINE=off`) ends it in every browser."""
    _check_on()
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@require_safe
@whole_page
def list_of_all(request: HttpRequest) -> HttpResponse:
    """What a device keeps, for the reader that the header names: pages, files, one version."""
    _check_on()
    frame = render_to_string("offline/page.html", {"parts": parts()}, request)
    country = chosen_country(request)
    found = listing(copy_for(request), country=country, frame=frame)
    told = {"version": found.version, "country": country.upper()}
    lists = {"pages": found.pages, "files": found.files, "pictures": found.pictures}
    return JsonResponse(told | lists)


@require_safe
@cache_control(no_store=True)
def token(request: HttpRequest) -> HttpResponse:
    """What a device needs to send forms that waited on it: a fresh token, and the keys of those
    who are signed in, so that nobody's words are sent as another's."""
    keys = [device_key(member) for member in my_members(request)]
    return JsonResponse({"token": get_token(request), "keys": keys})


@require_safe
@whole_page
def page(request: HttpRequest) -> HttpResponse:
    """Shown in place of a page that a device has not kept; opened online, what would be there.
    A 404 where nothing is kept (`OFFLINE=off`)."""
    _check_on()
    return render(request, "offline/page.html", {"parts": parts()})


@require_safe
@whole_page
def numbers(request: HttpRequest) -> HttpResponse:
    """The numbers of every country that has any of its own, for whoever is somewhere else."""
    now, own = clock.now(), clinic_help()
    told = [crisis_for(code) for code in (*dict(countries()), ELSEWHERE)]
    known = [one for one in told if one.code in own or not one.nobody_looked]
    shown = [Numbers(one, line_to_keep(one, now=now)) for one in known]
    return render(request, "offline/numbers.html", {"countries": shown})


@require_safe
@whole_page
def manifest(request: HttpRequest) -> HttpResponse:
    """For the home screen: a name that tells nobody anything, where the first part begins, and
    the ways that parts name."""
    name = brand().discreet_sender_name
    start = next((part.address for part in parts()), "/")
    icon = {"src": address("offline/icons/192.png"), "sizes": "192x192", "type": "image/png"}
    sizes = {"192": "any", "512": "any", "512-maskable": "maskable"}
    told: dict[str, Any] = {
        "name": name,
        "short_name": name,
        "id": "/",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {
                "src": address(f"offline/icons/{size}.png"),
                "sizes": "x".join([size.partition("-")[0]] * 2),
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in sizes.items()
        ],
        "shortcuts": [
            {"name": str(part.shortcut), "url": part.replaced or part.address, "icons": [icon]}
            for part in parts()
            if part.shortcut
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _check_on() -> None:
    """Raises 404 where the clinic has switched it off."""
    if not settings.OFFLINE:
        raise Http404


@cache
def _worker() -> str:
    """The script, and before it what it has to know of this site's addresses."""
    site = {
        "worker": reverse("offline-worker"),
        "list": reverse("offline-list"),
        "page": reverse("offline"),
        "numbers": reverse("offline-numbers"),
        "help": reverse("help:crisis"),
        "header": HEADER,
        "standIns": [{"below": below, "page": page} for below, page in stand_ins()],
        "places": [reverse("help:crisis"), *places()],
        "files": file_places(),
    }
    scripts = [path.read_text(encoding="utf-8") for path in sorted(WORKER.glob("*.js"))]
    return "\n".join([f"self.SITE = {json.dumps(site)};", *scripts])
