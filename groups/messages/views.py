"""A member reads what was written to them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.reader import clock_of
from groups.messages.access import own_copy


@login_required
@require_safe
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The words, where a discreet letter leads."""
    copy = own_copy(request, message_id)
    cohort = copy.enrollment.cohort
    context = {
        "message": copy.message,
        "member": copy.enrollment.member,
        "cohort": cohort,
        "zone": clock_of(request, cohort.zone),
    }
    return render(request, "groups/messages/read.html", context)
