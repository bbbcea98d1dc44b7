"""One group, for visitors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from accounts.access import has_role
from accounts.models import Account
from accounts.reader import reader_zone
from accounts.roles import Role
from groups.gates.queries import unseen_before
from groups.sessions.queries import coming_sessions
from pages.offers.own import own_groups
from pages.offers.queries import known_zone, offer_of
from pages.offers.times import meetings_on_two_clocks
from pages.people.queries import introduced
from pages.programme.access import open_group
from payments.checkout.actions import MINUTES_HELD
from payments.prices.queries import promise_now
from whole.pages import whole_page


@require_safe
@whole_page
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Course, leaders, coming sessions on both clocks, price, seats left, the way to a seat."""
    now = clock.now()
    card = open_group(slug, now=now)
    reader = reader_zone(request)
    zone = known_zone(reader)
    cohort = card.cohort
    meetings = coming_sessions(cohort, now=now)
    rows = meetings_on_two_clocks(cohort, meetings, reader=zone)
    own = own_groups(request.user).get(slug)
    runs_it = isinstance(request.user, Account) and has_role(request.user, Role.COORDINATOR)
    return render(
        request,
        "pages/group.html",
        {
            "offer": offer_of(card, coming=meetings, reader=reader, own=own),
            "coming": meetings[0] if meetings else None,
            "room_open": bool(meetings) and meetings[0].room_is_open(now),
            "runs_it": runs_it,
            # asked for where something is paid
            "refund_promise": lambda: promise_now(cohort, begins_at=card.first_starts_at, now=now),
            # asked for where newcomers join in the middle
            "gate": cohort.gate if card.is_open else None,
            "unseen": lambda: unseen_before(cohort, cohort.begins_with),
            "minutes_held": MINUTES_HELD,
            "leaders": introduced(card),
            "rows": rows,
            "next_at": meetings[0].starts_at if meetings and zone is None else None,
            "reader_place": rows[0].reader.place if rows and rows[0].reader else "",
            "hour_moves": any(row.clocks_differ for row in rows),
        },
    )
