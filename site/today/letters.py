"""The coordinator's page of letters: what waits, what could not leave, and sending it again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import staff_required
from accounts.roles import Role
from design.shapes import Link
from outbox.actions import LetterNotDead, send_again
from outbox.models import Letter
from outbox.queries import letter_counts, letters_in_trouble, letters_newest_first

PER_PAGE = 50


@staff_required(Role.COORDINATOR)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters in trouble first; `?all` shows every one. Never their words."""
    now = clock.now()
    everything = "all" in request.GET
    rows = letters_newest_first() if everything else letters_in_trouble(now=now)
    return render(
        request,
        "today/letters.html",
        {
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "counts": letter_counts(now=now),
            "everything": everything,
            "views": [
                Link(_("In trouble"), reverse("today-letters"), current=not everything),
                Link(_("All letters"), reverse("today-letters") + "?all", current=everything),
            ],
        },
    )


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
