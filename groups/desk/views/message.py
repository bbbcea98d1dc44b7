"""Writing to a group or to one of its members: written, looked at, sent."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import clock_of
from accounts.roles import Role
from groups.cohorts.access import team_cohort
from groups.cohorts.models import Cohort
from groups.desk.forms import EVERYBODY, MessageForm
from groups.desk.trail import team_trail
from groups.messages.actions import NobodyToWriteTo, send_message
from groups.messages.letters import letter_of
from groups.messages.queries import latest_messages, readers_of
from groups.seats.models import Enrollment


@staff_required(Role.FACILITATOR, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, slug: str) -> HttpResponse:
    """First the form, then how the letters look and how many they are; only then it is sent."""
    cohort = team_cohort(signed_in(request), slug)
    everybody = readers_of(cohort)
    posted = request.POST if request.method == "POST" else None
    form = MessageForm(posted, readers=everybody, initial={"to": request.GET.get("to", EVERYBODY)})
    if posted is None or "again" in posted:
        return _form_page(request, cohort, form, written=posted is not None)
    if not form.is_valid():
        return _form_page(request, cohort, form, status=400)
    chosen = [seat for seat in everybody if form.is_to(seat.pk)]
    if "send" not in posted:
        return _preview(request, cohort, form, chosen)
    return _send(request, cohort, form, chosen)


def _form_page(
    request: HttpRequest,
    cohort: Cohort,
    form: MessageForm,
    *,
    written: bool = False,
    status: int = 200,
) -> HttpResponse:
    if written:  # back from the preview: what was written, without complaints
        form = MessageForm(readers=form.readers, initial=request.POST.dict())
    context = {
        "cohort": cohort,
        "form": form,
        "nobody": not form.readers,
        "sent": latest_messages(cohort),
        "zone": clock_of(request, cohort.zone),
        "trail": team_trail(cohort, _("Write to the group"), reader=signed_in(request)),
    }
    return render(request, "groups/messages/write.html", context, status=status)


def _preview(
    request: HttpRequest, cohort: Cohort, form: MessageForm, chosen: list[Enrollment]
) -> HttpResponse:
    subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
    ordinary = [seat for seat in chosen if not seat.member.discreet]
    discreet = [seat for seat in chosen if seat.member.discreet]
    context = {
        "cohort": cohort,
        "form": form,
        "token": uuid4(),
        "readers": len(chosen),
        # Not "discreet": by that name a page knows its own reader, and names no crisis.
        "to_sign_in": len(discreet),
        "letters": [
            letter_of(subject, text, some[0], None) for some in (ordinary, discreet) if some
        ],
        "trail": team_trail(cohort, _("Write to the group"), reader=signed_in(request)),
    }
    return render(request, "groups/messages/preview.html", context)


def _send(
    request: HttpRequest, cohort: Cohort, form: MessageForm, chosen: list[Enrollment]
) -> HttpResponse:
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        return _preview(request, cohort, form, chosen)
    try:
        _message, new = send_message(
            cohort,
            to=chosen,
            token=token,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            by=signed_in(request),
            now=clock.now(),
        )
    except NobodyToWriteTo:
        form.add_error("to", _("They take part no more. Nothing was sent."))
        return _form_page(request, cohort, form, status=409)
    if new:
        said = ngettext(
            "Your message is on its way, to one person.",
            "Your message is on its way, to %(count)d people, each in a letter of their own.",
            len(chosen),
        )
        messages.success(request, said % {"count": len(chosen)})
    else:
        messages.info(request, _("This message was sent already, and not a second time."))
    return redirect("group-message", cohort.slug)
