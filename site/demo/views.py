"""The demo's own page: who to be, the codes of their second factors, and the clock.

These addresses exist in demo and test mode only.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.second_factor import open_secret
from clock.words import near_day_and_hour
from demo.authenticator import digits_at
from demo.people import ANA, BEN, STAFF
from demo.queries import demo_session

CARDS = (
    ("4242 4242 4242 4242", _("pays")),
    ("4000 0025 0000 3155", _("asks the bank first (3-D Secure)")),
    ("4000 0000 0000 0002", _("is declined")),
    ("4000 0000 0000 9995", _("has not enough money on it")),
)


@dataclass(frozen=True)
class Jump:
    """A moment that one button goes to."""

    key: str
    label: str
    moment: datetime | None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who to be, and what to try."""
    group_session = demo_session()
    return render(
        request,
        "demo/index.html",
        {
            "staff": [(person, _code_of(person.email)) for person in STAFF],
            "members": (ANA, BEN),
            "cards": CARDS,
            "jumps": _jumps(),
            "now": clock.now(),
            "moved": bool(clock.offset()),
            "session": group_session,
            "site_url": settings.SITE_URL,
        },
    )


def _code_of(email: str) -> str:
    """The present code of a demo person's authenticator; empty if they have none."""
    row = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    if row is None:
        return ""
    return digits_at(time.time(), secret=open_secret(row.data["secret"]))


def _jumps() -> list[Jump]:
    group_session = demo_session()
    jumps: list[Jump] = []
    if group_session is not None:
        start = group_session.starts_at
        jumps = [
            Jump("day", _("A day before the session"), start - timedelta(hours=23, minutes=55)),
            Jump("hour", _("An hour before"), start - timedelta(minutes=59)),
            Jump("room", _("When the room opens"), group_session.room_opens_at),
            Jump("start", _("When it starts"), start),
            Jump("end", _("When it is over"), group_session.room_closes_at),
        ]
    return [*jumps, Jump("real", _("Back to the real time"), None)]


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Moves the clock of web, worker and sandbox alike."""
    jump = next((jump for jump in _jumps() if jump.key == request.POST.get("to")), None)
    if jump is None:
        messages.error(request, _("That moment has passed already. Please choose another one."))
    elif jump.moment is None:
        clock.set_offset(0)
        messages.success(request, _("The clock shows the real time again."))
    else:
        clock.move_to(jump.moment)
        shown = near_day_and_hour(timezone.localtime(jump.moment))
        messages.success(
            request, _("It is %(when)s now. Letters follow within a moment.") % {"when": shown}
        )
    return redirect("demo")
