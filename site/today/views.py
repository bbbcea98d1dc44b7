"""One page for everybody who signs in, their groups and lessons, and the coordinator's page of
letters."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.models import Account
from accounts.reader import reader_zone, reads_discreetly
from accounts.roles import Role, roles_of
from design.shapes import Link
from groups.waiting.queries import waiting_now
from outbox.actions import LetterNotDead, send_again
from outbox.models import Letter
from outbox.queries import (
    letter_counts,
    letters_in_trouble,
    letters_newest_first,
)
from spreadsheet.views import download, wants
from today.desk.listing import LettersForm
from today.desk.sheets import letter_columns
from today.queries import (
    desk_now,
    groups_now,
    held_seats,
    leader_now,
    lessons_now,
    member_now,
    writer_now,
)


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
            "waiting": waiting_now(account),
            "leads": leader_now(account, now=now) if Role.FACILITATOR in roles else [],
            "is_facilitator": Role.FACILITATOR in roles,
            "writer": writer_now(account) if Role.FACILITATOR in roles else None,
            "is_marketer": Role.MARKETER in roles,
            "desk": desk_now(now=now)
            if Role.COORDINATOR in roles or account.is_superuser
            else None,
        },
    )


@login_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """A member's groups with all that comes, and the groups that a facilitator leads."""
    account = signed_in(request)
    now = clock.now()
    leads = Role.FACILITATOR in roles_of(account)
    own = groups_now(account, now=now)
    if leads:
        title = _("Groups I lead")
    elif reads_discreetly(account):
        title = _("My dates")
    else:
        title = ngettext("My group", "My groups", len(own) or 1)
    context = {
        "title": title,
        "now": now,
        "reader_zone": reader_zone(request).key,
        "groups": own,
        "leads": leader_now(account, now=now) if leads else [],
        "is_facilitator": leads,
    }
    return render(request, "today/groups.html", context)


@login_required
@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """Every lesson that the account's members may read by now."""
    account = signed_in(request)
    title = _("To read") if reads_discreetly(account) else _("Lessons")
    own = lessons_now(account, now=clock.now())
    return render(request, "today/lessons.html", {"title": title, "places": own})


@staff_required(Role.COORDINATOR)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters in trouble first; `?all` shows every one, `?to=` those to an address. Never their
    words."""
    now = clock.now()
    form = LettersForm(request.GET)
    asked = form.asked
    everything = bool(asked.pop("all")) or any(asked.values())
    rows = letters_newest_first(**asked) if everything else letters_in_trouble(now=now)
    rows = form.sorted(rows)
    if wants(request, "letters"):
        return download(request, "letters", letter_columns(reader_zone(request)), rows)
    to = asked["to"]
    context = {
        "form": form,
        "page": form.page(rows),
        "counts": letter_counts(now=now),
        "everything": everything,
        "narrowed": any(asked.values()),
        "to": to,
        "views": [
            Link(_("In trouble"), reverse("today-letters"), current=not everything),
            Link(_("All letters"), reverse("today-letters") + "?all=yes",
                 current=everything and not to),
            *([Link(to, f"?{urlencode({'to': to})}", current=True)] if to else []),
        ],
    }  # fmt: skip
    return render(request, "today/letters.html", context)


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
