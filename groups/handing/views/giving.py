"""A member hands a sheet to their leaders, takes it back, answers what they said."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import signed_in
from courses.answers.models import Answer
from courses.answers.showing import shown
from groups.diaries.queries import leader_names
from groups.handing.access import part_to_hand_to
from groups.handing.actions import (
    CommentsFull,
    NothingToHandIn,
    hand_in,
    say,
    take_back,
)
from groups.handing.forms import CommentForm
from groups.handing.models import HandedIn
from groups.handing.queries import parts_of
from groups.handing.views.frame import of_own_answer, of_own_handing


@require_http_methods(["GET", "HEAD", "POST"])
@of_own_answer
def hand(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Says who will read it, and asks; sent, the leaders of that group have it."""
    if request.method == "POST":
        part = part_to_hand_to(answer.member, request.POST.get("part", ""))
        try:
            hand_in(answer, part, now=clock.now())
        except NothingToHandIn:
            messages.info(request, _("Nothing stands on it yet, so there is nothing to hand in."))
        else:
            messages.success(request, _("Handed in. You see here when it was read."))
        return redirect("sheet", answer.pk)
    parts = parts_of(answer.member)
    names = leader_names([part.cohort_id for part in parts])
    page = {
        "answer": answer,
        "groups": [(part, names.get(part.cohort_id, [])) for part in parts],
        "questions": shown(answer.asked, answer.answers),
    }
    return render(request, "groups/handing/hand_in.html", page)


@require_POST
@of_own_handing
def back(request: HttpRequest, row: HandedIn) -> HttpResponse:
    """Takes it out of the leaders' hands, at once."""
    take_back(row, now=clock.now())
    messages.success(request, _("Taken back. Your leaders see none of it any more."))
    return redirect("sheet", row.answer_id)


@sensitive_post_parameters()
@require_POST
@of_own_handing
def reply(request: HttpRequest, row: HandedIn) -> HttpResponse:
    """The member answers their leaders; as long as they hold the sheet."""
    form = CommentForm(request.POST)
    page = {"form": form, "back": row.answer_id}
    if row.taken_back_at is not None:
        form.add_error(None, _("You took this sheet back, so nobody would read your words."))
    if not form.is_valid():
        return render(request, "groups/handing/comment.html", page, status=400)
    try:
        say(
            row,
            words=form.cleaned_data["words"],
            filling=form.cleaned_data["filling"],
            by=signed_in(request),
            by_member=True,
            now=clock.now(),
        )
    except CommentsFull:
        form.add_error(None, _("There is no room for more words about this sheet."))
        return render(request, "groups/handing/comment.html", page, status=409)
    messages.success(request, _("Your words are with your leaders."))
    return redirect("sheet", row.answer_id)
