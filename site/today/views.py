"""One page for everybody who signs in: what matters now."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from accounts.models import Account
from accounts.reader import reader_zone
from accounts.roles import Role, roles_of
from today.queries import desk_now, held_seats, leader_now, member_now


@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """A member's next session and lesson, a leader's groups, a coordinator's desk."""
    account = request.user
    assert isinstance(account, Account)
    now = clock.now()
    roles = roles_of(account)
    return render(
        request,
        "today/today.html",
        {
            "now": now,
            "reader_zone": reader_zone(request).key,
            "enrolled": member_now(account, now=now),
            "held": held_seats(account),
            "leads": leader_now(account, now=now) if Role.FACILITATOR in roles else [],
            "is_facilitator": Role.FACILITATOR in roles,
            "is_marketer": Role.MARKETER in roles,
            "desk": desk_now(now=now)
            if Role.COORDINATOR in roles or account.is_superuser
            else None,
        },
    )
