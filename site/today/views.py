"""One page for everybody who signs in, and the coordinator's page of letters."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import staff_required
from accounts.models import Account
from accounts.reader import reader_zone
from accounts.roles import Role, roles_of
from design.shapes import Link
from outbox.actions import LetterNotDead, send_again
from outbox.models import Letter
from outbox.queries import (
    letter_counts,
    letters_in_trouble,
    letters_newest_first,
    letters_to,
)
from searching.words import shown
from spreadsheet.views import download, wants
from today.desk.sheets import letter_columns
from today.queries import desk_now, held_seats, leader_now, member_now, writer_now

PER_PAGE = 50


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
            "writer": writer_now(account) if Role.FACILITATOR in roles else None,
            "is_marketer": Role.MARKETER in roles,
            "desk": desk_now(now=now)
            if Role.COORDINATOR in roles or account.is_superuser
            else None,
        },
    )


@staff_required(Role.COORDINATOR)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters in trouble first; `?all` shows every one, `?to=` those to an address. Never their
    words."""
    now = clock.now()
    to = shown(request.GET.get("to", ""))
    everything = "all" in request.GET or bool(to)
    if to:
        rows = letters_to(to)
    else:
        rows = letters_newest_first() if everything else letters_in_trouble(now=now)
    if wants(request, "letters"):
        return download(request, "letters", letter_columns(reader_zone(request)), rows)
    return render(
        request,
        "today/letters.html",
        {
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "counts": letter_counts(now=now),
            "everything": everything,
            "to": to,
            "query": _which(to, everything=everything),
            "views": [
                Link(_("In trouble"), reverse("today-letters"), current=not everything),
                Link(
                    _("All letters"),
                    reverse("today-letters") + "?all",
                    current=everything and not to,
                ),
                *([Link(to, f"?{urlencode({'to': to})}", current=True)] if to else []),
            ],
        },
    )


def _which(to: str, *, everything: bool) -> str:
    """What keeps the choice of letters in the address of another page of them."""
    if to:
        return urlencode({"to": to}) + "&"
    return "all&" if everything else ""


@staff_required(Role.COORDINATOR)
@require_POST
def again(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Gives a letter that was given up another round of tries."""
    letter = Letter.objects.filter(pk=letter_id, state=Letter.State.DEAD).first()
    if letter is None:
        raise Http404
    try:
        send_again(letter, now=clock.now())
    except LetterNotDead:
        messages.info(request, _("Somebody did that a moment ago."))
    else:
        messages.success(request, _("It is in the outbox again and leaves within a minute."))
    return redirect("today-letters")
