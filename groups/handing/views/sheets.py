"""A member's own worksheets: the list, beginning one, filling it in."""

from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import my_members
from accounts.devices import device_key
from accounts.reader import reader_zone
from clock.words import hour
from courses.answers.actions import (
    AnswersFull,
    Saved,
    begin_answer,
    delete_answer,
    finish_answer,
    keep_both,
    open_answer,
    save_answer,
)
from courses.answers.given import Given, field, read_given
from courses.answers.models import Answer
from courses.answers.printing import empty_pdf, filled_pdf
from courses.answers.queries import newer_sheet, others_of
from courses.answers.showing import shown
from courses.paper.printing import NotPrintedNow
from design.shapes import Link
from groups.handing.access import PERSON, Sheets, open_worksheet_of, own_sheets
from groups.handing.actions import read_comments
from groups.handing.forms import CommentForm, SavingForm
from groups.handing.models import HandedIn
from groups.handing.queries import (
    handings_of,
    my_sheets,
    open_sheets,
    parts_of,
    sheets_of,
    unread_comments,
)
from groups.handing.views.frame import by_script, of_own_answer, told
from help.reader import chosen_country

PER_PAGE = 30
FULL = 409


@login_required
@require_safe
@cache_control(no_store=True)
def sheets(request: HttpRequest) -> HttpResponse:
    """The worksheets of the account's one member; of several, those of the one who is chosen."""
    mine = own_sheets(request)
    if mine is None:
        address = reverse("sheets")
        links = [Link(one.name, f"{address}?{PERSON}={one.pk}") for one in my_members(request)]
        return render(request, "groups/handing/whose.html", {"people": links})
    page = Paginator(sheets_of(mine.member), PER_PAGE).get_page(request.GET.get("page"))
    lines = my_sheets(page, unread=unread_comments(mine.member))
    context = {
        "mine": mine,
        "member": mine.member,
        "account_key": device_key(mine.member),
        "page": page,
        "states": [(state, list(lines)) for state, lines in groupby(lines, attrgetter("state"))],
        "query": f"{PERSON}={mine.member.pk}&" if mine.is_shared else "",
        "to_fill": open_sheets(mine.member, now=clock.now()),
    }
    return render(request, "groups/handing/sheets.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def begin(request: HttpRequest, enrollment_id: UUID, worksheet_id: int) -> HttpResponse:
    """Goes on with the open answer to a worksheet, or begins one; a look asks first."""
    now = clock.now()
    part, worksheet = open_worksheet_of(request, enrollment_id, worksheet_id, now=now)
    page: dict[str, Any] = {"worksheet": worksheet, "part": part}
    if request.method != "POST":
        return render(request, "groups/handing/begin.html", page)
    try:
        answer = begin_answer(part.member, worksheet, anew="anew" in request.POST, now=now)
    except AnswersFull:
        page["is_full"] = True
        return render(request, "groups/handing/begin.html", page, status=FULL)
    return redirect("sheet", answer.pk)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@of_own_answer
def sheet(request: HttpRequest, answer: Answer) -> HttpResponse:
    """A worksheet to fill in. Sent to its own address it is saved, as its script does by itself."""
    if request.method != "POST":
        form = SavingForm(mark=answer.mark)
        context = page_of(request, answer, form, Given(answer.answers, {}))
        _note_read(context["handings"])
        return render(request, "groups/handing/sheet.html", context)
    form = SavingForm(request.POST)
    given = read_given(answer.asked, request.POST)
    if not form.is_valid():
        return _refuse(request, answer, form, given, _unreadable())
    if given.problems:
        return _refuse(request, answer, form, given, given.wrong_with_all)
    try:
        saved = save_answer(
            answer,
            words=given.words,
            pen=str(form.cleaned_data["pen"]),
            stroke=form.cleaned_data["stroke"],
            goes_on=form.cleaned_data["goes_on"],
            now=clock.now(),
        )
    except AnswersFull:
        return _refuse(request, answer, form, given, _no_room(), status=FULL)
    except Answer.DoesNotExist as gone:  # deleted in this very moment
        raise Http404 from gone
    if by_script(request):
        return _tell(request, saved)
    return _lead_on(request, saved)


def _note_read(handings: list[tuple[HandedIn, CommentForm]]) -> None:
    """What leaders said is before the member's eyes now."""
    unread = [
        row
        for row, _form in handings
        if any(one.read_at is None and not one.by_member for one in row.comments.all())
    ]
    if unread:
        read_comments(unread, now=clock.now())


def _unreadable() -> str:
    return _("This could not be saved. Your words stand below: please save them once more.")


def _no_room() -> str:
    return _(
        "This sheet was changed elsewhere meanwhile, and there is no room for one more beside it. "
        "Please delete a sheet that you do not need, and save this one again."
    )


def _refuse(
    request: HttpRequest,
    answer: Answer,
    form: SavingForm,
    given: Given,
    words: str,
    *,
    status: int = 400,
) -> HttpResponse:
    """Nothing is saved, and everything that was sent comes back."""
    if by_script(request):
        wrong = {field(place): said for place, said in given.problems.items() if place >= 0}
        first = words or next(iter(given.problems.values()), "")
        return told("refused", first, status=status, problems=wrong)
    again = SavingForm(mark=form.data.get("goes_on", "")[:60])
    context = page_of(request, answer, again, given) | {"refused": words}
    return render(request, "groups/handing/sheet.html", context, status=status)


def _tell(request: HttpRequest, saved: Saved) -> HttpResponse:
    answer = saved.answer
    at = hour(answer.changed_at.astimezone(reader_zone(request)))
    more: dict[str, Any] = {"mark": answer.mark, "url": reverse("sheet", args=[answer.pk])}
    if saved.apart:
        words = _("Changed elsewhere meanwhile. Yours is kept beside it, saved %(hour)s.")
        return told("apart", words % {"hour": at}, status=409, **more)
    return told("saved", _("Saved %(hour)s") % {"hour": at}, **more)


def _lead_on(request: HttpRequest, saved: Saved) -> HttpResponse:
    answer, then = saved.answer, request.POST.get("then", "")
    if saved.apart:
        messages.info(
            request,
            _("This sheet was changed elsewhere meanwhile. Both are kept: nothing is lost."),
        )
    if then == "hand-in" and not answer.is_empty:
        return redirect("sheet-hand-in", answer.pk)
    if then == "done":
        finish_answer(answer, now=clock.now())
        messages.success(request, _("Saved. You can come back to it at any time."))
    elif then == "open":
        open_answer(answer)
        messages.success(request, _("It is open again."))
    elif then == "hand-in":
        messages.info(request, _("Nothing stands on it yet, so there is nothing to hand in."))
    else:
        messages.success(request, _("Saved."))
    return redirect("sheet", answer.pk)


def page_of(request: HttpRequest, answer: Answer, form: SavingForm, given: Given) -> dict[str, Any]:
    """The context of a sheet's page."""
    handings = handings_of(answer)
    parts = parts_of(answer.member)
    mine = Sheets(answer.member, is_shared=len(my_members(request)) > 1)
    newer = newer_sheet(answer)
    return {
        "answer": answer,
        "mine": mine,
        "member": answer.member,
        "account_key": device_key(answer.member),
        "saving": form,
        "questions": shown(answer.asked, given.words, given.problems),
        "handings": [(row, CommentForm(auto_id=f"{row.pk.hex}-%s")) for row in handings],
        "parts": parts,
        "others": others_of(answer),
        "newer": newer,
        # Where it can be begun anew: by any part of the member's that reads the lesson.
        "newer_by": _part_with(answer, newer.pk) if newer else None,
        "changed_since": any(
            row.taken_back_at is None and row.edits != answer.edits for row in handings
        ),
    }


def _part_with(answer: Answer, worksheet_id: int) -> UUID | None:
    now = clock.now()
    found = (one for one in open_sheets(answer.member, now=now) if one.worksheet_id == worksheet_id)
    return next((one.enrollment_id for one in found), None)


@require_safe
@of_own_answer
def paper(request: HttpRequest, answer: Answer) -> HttpResponse:
    """The sheet as PDF, filled or, with `?empty=yes`, to fill in by hand."""
    country = chosen_country(request)
    try:
        if "empty" in request.GET:
            content = empty_pdf(answer, country=country)
        else:
            day = answer.changed_at.astimezone(reader_zone(request)).date()
            content = filled_pdf(answer, filled_on=day, country=country)
    except NotPrintedNow:
        again = request.get_full_path()
        page = {"answer": answer, "again": again}
        return render(request, "groups/handing/not_printed.html", page, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="worksheet.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@of_own_answer
def delete(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Asks first; afterwards the sheet, and whatever leaders had of it, is gone for good."""
    mine = Sheets(answer.member, is_shared=len(my_members(request)) > 1)
    if request.method == "POST":
        delete_answer(answer, now=clock.now())
        messages.success(request, _("The sheet is deleted."))
        return redirect(mine.address)
    page = {
        "answer": answer,
        "handings": [row for row in handings_of(answer) if row.taken_back_at is None],
        "account_key": device_key(answer.member),
    }
    return render(request, "groups/handing/delete.html", page)


@require_POST
@of_own_answer
def both(request: HttpRequest, answer: Answer) -> HttpResponse:
    """What stood beside each other are two sheets from now on."""
    keep_both(answer)
    messages.success(request, _("Both stay, as two sheets."))
    return redirect("sheet", answer.pk)
