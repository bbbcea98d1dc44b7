"""What leaders hold of their members' worksheets."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from courses.answers.showing import shown
from design.shapes import Link
from groups.cohorts.access import led_cohort
from groups.cohorts.models import Cohort
from groups.handing.access import TakenBack, handed_to_group
from groups.handing.actions import CommentsFull, say, see
from groups.handing.forms import CommentForm
from groups.handing.models import HandedIn
from groups.handing.queries import handed_to

facilitators = staff_required(Role.FACILITATOR)


@facilitators
@require_safe
@cache_control(no_store=True)
def handed(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheets that members of the group handed in; whoever handed in none is not here."""
    me = signed_in(request)
    cohort = led_cohort(me, slug)
    page = {
        "cohort": cohort,
        "trail": [*_trail(cohort), Link(_("Handed-in worksheets"))],
        "sheets": handed_to(cohort.pk, reader=me),
    }
    return render(request, "groups/handing/lead.html", page)


@facilitators
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def one(request: HttpRequest, slug: str, handed_id: UUID) -> HttpResponse:
    """One of them, as it was handed in, with what was said of it. Opening it is noted, for the
    member too; a comment is sent to the same address."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    try:
        row = handed_to_group(cohort, handed_id)
    except TakenBack:
        if request.method != "POST":
            raise
        return _not_sent(request, cohort)
    if request.method != "POST":
        see(row, by=me, now=now)
        return _show(request, cohort, row, CommentForm())
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, cohort, row, form, status=400)
    try:
        say(
            row,
            words=form.cleaned_data["words"],
            filling=form.cleaned_data["filling"],
            by=me,
            by_member=False,
            now=now,
        )
    except CommentsFull:
        form.add_error(None, _("There is no room for more words about this sheet."))
        return _show(request, cohort, row, form, status=409)
    messages.success(request, _("Your words are with the member."))
    return redirect("lead-sheet", slug, row.pk)


def _not_sent(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The member took the sheet back while a leader wrote about it: the words come back to them."""
    page = {
        "cohort": cohort,
        "trail": [*_trail(cohort), Link(_("Handed-in worksheets"))],
        "words": request.POST.get("words", ""),
    }
    return render(request, "groups/handing/not_sent.html", page, status=409)


def _show(
    request: HttpRequest, cohort: Cohort, row: HandedIn, form: CommentForm, *, status: int = 200
) -> HttpResponse:
    here = reverse("lead-sheets", args=[cohort.slug])
    seen = row.seen.select_related("account")
    page = {
        "cohort": cohort,
        "trail": [*_trail(cohort), Link(_("Handed-in worksheets"), here), Link(row.answer.title)],
        "row": row,
        "member": row.enrollment.member,
        "questions": shown(row.answer.asked, row.answers),
        "seen": [one for one in seen if one.version == row.version],
        "comments": row.comments.select_related("account"),
        "form": form,
    }
    return render(request, "groups/handing/lead_sheet.html", page, status=status)


def _trail(cohort: Cohort) -> list[Link]:
    """Where the page stands: below the leader's page of the group, which stands above this area."""
    group = Link(cohort.name, reverse("lead-group", args=[cohort.slug]))
    return [Link(_("Today"), reverse("today")), group]
