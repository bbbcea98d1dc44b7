"""One group, for visitors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from accounts.reader import reader_zone
from groups.sessions.queries import coming_sessions
from pages.offers.access import open_group
from pages.offers.queries import known_zone, offer_of
from pages.offers.times import reader_hour_moves, wall_time


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Course, leaders, coming sessions on both clocks, price, seats left, the way to a seat."""
    now = clock.now()
    card = open_group(slug, now=now)
    reader = reader_zone(request)
    zone = known_zone(reader)
    cohort = card.cohort
    meetings = coming_sessions(cohort, now=now)
    rows = [
        (
            meeting.number,
            wall_time(meeting.starts_at, minutes=meeting.minutes, zone=cohort.zone),
            wall_time(meeting.starts_at, minutes=meeting.minutes, zone=zone) if zone else None,
        )
        for meeting in meetings
    ]
    return render(
        request,
        "pages/group.html",
        {
            "offer": offer_of(card, reader=reader),
            "rows": rows,
            "two_clocks": any(own is not None and own != theirs for _, theirs, own in rows),
            "reader_place": rows[0][2].place if rows and rows[0][2] else "",
            "hour_moves": zone is not None
            and reader_hour_moves(
                [meeting.starts_at for meeting in meetings], zone=cohort.zone, reader=zone
            ),
        },
    )
