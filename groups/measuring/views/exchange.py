"""A response as FHIR R4, to take along and to bring."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.models import Member
from courses.measures.actions import AnsweredBefore, ResponsesFull
from courses.measures.fhir import NotReadable, questionnaire, questionnaire_response, read_response
from courses.measures.shapes import Measure
from groups.measuring.access import measure_named, own_measure, own_response
from groups.measuring.actions import answer_measure
from groups.measuring.forms import BringForm
from groups.measuring.queries import who_is_told
from groups.measuring.views.answering import lead_on, safety_numbers

FHIR = "application/fhir+json"


@login_required
@require_safe
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """A measure as a Questionnaire."""
    measure = measure_named(slug)
    return _file(questionnaire(measure), f"{measure.slug}-questionnaire.json")


@login_required
@require_safe
def response(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """One's own response as a QuestionnaireResponse."""
    mine, measure = own_response(request, response_id)
    day = mine.answered_at.date().isoformat()
    return _file(questionnaire_response(measure, mine), f"{measure.slug}-{day}.json")


def _file(told: dict[str, Any], name: str) -> JsonResponse:
    answer = JsonResponse(told, content_type=FHIR, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, member_id: UUID, slug: str) -> HttpResponse:
    """Takes a form that was answered elsewhere; what it holds is scored here."""
    member, measure = own_measure(request, member_id, slug)
    told = who_is_told(member, now=clock.now())
    if told is None:
        raise Http404
    posted = request.method == "POST"
    asked = BringForm(request.POST, request.FILES) if posted else BringForm()
    if posted and asked.is_valid():
        try:
            return _keep(request, member, measure, asked)
        except NotReadable as error:
            asked.add_error("file", str(error))
        except ResponsesFull:
            asked.add_error(None, _("There is no room for more answers to this form. Write to us."))
    page = {
        "member": member,
        "measure": measure,
        "form": asked,
        "told": told,
        "safety": safety_numbers(measure),
    }
    return render(request, "groups/measuring/bring.html", page, status=400 if posted else 200)


def _keep(request: HttpRequest, member: Member, measure: Measure, asked: BringForm) -> HttpResponse:
    now = clock.now()
    brought = read_response(measure, asked.cleaned_data["file"], now=now)
    try:
        kept = answer_measure(
            member,
            measure=measure,
            answers=brought.answers,
            token=asked.cleaned_data["filling"],
            answered_at=brought.answered_at,
            now=now,
        )
    except AnsweredBefore as error:
        kept = error.response
    return lead_on(request, kept, measure)
