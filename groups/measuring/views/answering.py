"""Answering a measure on one page, what came of it, help at once; deleting what was answered."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.models import Member
from courses.measures.actions import AnsweredBefore, ResponsesFull
from courses.measures.models import Response
from courses.measures.scoring import alarming, known_answers
from courses.measures.series import entry_of
from courses.measures.shapes import Item, Measure
from groups.measuring.access import own_measure, own_response
from groups.measuring.actions import answer_measure, take_back_response
from groups.measuring.forms import AnswerForm
from groups.measuring.queries import who_is_told


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, member_id: UUID, slug: str) -> HttpResponse:
    """All questions on one page; before the first one stands what is told to whom."""
    member, measure = own_measure(request, member_id, slug)
    told = who_is_told(member, now=clock.now())
    if told is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None, measure=measure)
    if form.is_bound and form.is_valid():
        try:
            return _keep(request, member, measure, form)
        except ResponsesFull:
            form.add_error(None, _("There is no room for more answers to this form. Write to us."))
    page = {
        "member": member,
        "measure": measure,
        "form": form,
        "told": told,
        "safety": safety_numbers(measure),
        "alarmed": bool(form.is_bound and alarming(measure, form.answers)),
    }
    status = 400 if form.is_bound else 200
    return render(request, "groups/measuring/answer.html", page, status=status)


def _keep(request: HttpRequest, member: Member, measure: Measure, form: AnswerForm) -> HttpResponse:
    try:
        response = answer_measure(
            member,
            measure=measure,
            answers=form.answers,
            token=form.form_token,
            now=clock.now(),
        )
    except AnsweredBefore as error:
        response = error.response
    return lead_on(request, response, measure)


def lead_on(request: HttpRequest, response: Response, measure: Measure) -> HttpResponse:
    """To help, where an answer asks for it; else to what came of the answers."""
    if alarming(measure, response.answers):
        return redirect("measure-safety", response.pk)
    messages.success(request, _("Thank you. Your answers are kept."))
    return redirect("measure-answered", response.pk)


@login_required
@require_safe
def safety(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Whom to call now, before anything else; then what happens next."""
    response, measure = own_response(request, response_id)
    if not alarming(measure, response.answers):
        raise Http404
    page = {"response": response, "told": _told(response)}
    return render(request, "groups/measuring/safety.html", page)


def _told(response: Response) -> list[str]:
    """The groups whose leaders were told of an answer about safety."""
    notes = response.safety_notes.select_related("enrollment__cohort")
    return sorted({note.enrollment.cohort.name for note in notes})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Deletes a response; the page asks before, and says what stays."""
    response, measure = own_response(request, response_id)
    if request.method == "POST":
        take_back_response(response, now=clock.now())
        messages.success(request, _("Your answers are deleted."))
        return redirect("measure", response.member_id, measure.slug)
    page = {"response": response, "measure": measure, "told": _told(response)}
    return render(request, "groups/measuring/delete.html", page)


@login_required
@require_safe
def answered(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """What was answered, what it comes to, and what that does not say."""
    response, measure = own_response(request, response_id)
    entry = entry_of(measure, response)
    page = {
        "response": response,
        "measure": measure,
        "entry": entry,
        "alarmed": bool(alarming(measure, response.answers)),
        "answers": [
            (number, item, item.option(value).text if value is not None else "")
            for number, item, value in _given(measure, response)
        ],
        "skipped_safety": [
            number for number, item, value in _given(measure, response)
            if item in measure.safety_items and value is None
        ],
    }  # fmt: skip
    return render(request, "groups/measuring/answered.html", page)


def _given(measure: Measure, response: Response) -> list[tuple[int, Item, int | None]]:
    answers = known_answers(measure, response.answers)
    return [
        (number, item, answers.get(item.key)) for number, item in enumerate(measure.items, start=1)
    ]


def safety_numbers(measure: Measure) -> list[int]:
    """Which questions, by their number on the page, may call somebody."""
    return [n for n, item in enumerate(measure.items, start=1) if item in measure.safety_items]
