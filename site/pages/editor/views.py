"""The checklist of a lesson, and the desk's page about who publishes lessons."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import reader_zone
from accounts.roles import Role
from courses.lessons.checklist import checklist
from courses.lessons.in_line import approval_asked
from pages.editor.access import lesson_in_work
from pages.editor.actions import ask_for_approval, trust_facilitators
from pages.editor.forms import WhoPublishesForm
from pages.editor.queries import Waiting, waiting_for
from spreadsheet.views import Column, download, moment, wants


@never_cache
@require_safe
def lesson_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The checks of the draft as it was saved last: what the editor's side panel holds."""
    found = checklist(lesson_in_work(request, pk))
    return render(request, "pages/editor/findings.html", {"findings": found})


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def who_publishes(request: HttpRequest) -> HttpResponse:
    """What waits for an approval, and whether lessons need one."""
    account = signed_in(request)
    if wants(request, "lessons"):
        return download(request, "lessons", _columns(reader_zone(request)), waiting_for(account))
    form = WhoPublishesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["who"] == WhoPublishesForm.COORDINATORS:
            ask_for_approval(by=account, now=clock.now())
            said = _("From now on a coordinator approves each lesson.")
        else:
            trust_facilitators(by=account, now=clock.now())
            said = _("From now on facilitators publish their lessons by themselves.")
        messages.success(request, said)
        return redirect("desk-lessons")
    context = {"asked": approval_asked(), "waiting": waiting_for(account), "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "pages/editor/who_publishes.html", context, status=status)


def _columns(zone: ZoneInfo) -> list[Column[Waiting]]:
    return [
        Column(_("Lesson"), lambda lesson: lesson.title),
        Column(_("Sent by"), lambda lesson: lesson.who),
        moment(_("Sent"), lambda lesson: lesson.since, zone=zone),
    ]
