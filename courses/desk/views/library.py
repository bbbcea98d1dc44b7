"""The pages of worksheets."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from courses.answers.printing import empty_pdf
from courses.answers.showing import shown
from courses.answers.words import blank
from courses.curriculum.needed import taught_by
from courses.desk.views.saving import AddView, EditView, follows
from courses.paper.printing import NotPrintedNow
from courses.resources.models import Worksheet
from help.reader import chosen_country

TEMPLATE = "courses/desk/worksheet.html"


class WorksheetEditView(EditView):
    """A worksheet."""

    template_name = TEMPLATE

    def notes(self) -> list[str]:
        """Whom a change reaches."""
        lessons = taught_by(self.object)
        return [
            *follows(self.object),
            *(
                [
                    _("Every group that has it sees a change at once, also where it was given.")
                    + " "
                    + _("It belongs to: %(lessons)s.") % {"lessons": ", ".join(lessons)}
                ]
                if lessons
                else [_("No lesson has this worksheet yet. A lesson's own page chooses it.")]
            ),
        ]


class WorksheetAddView(AddView):
    """A new worksheet."""

    named_by = "title"
    template_name = TEMPLATE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A new one has nothing to know before saving."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {"notes": [], "missing": []} | context


class WorksheetPreview(AddView):
    """The sheet that is being written, as a member fills it in and as paper. Saves nothing."""

    http_method_names = ("post",)

    def form_valid(self, form: Any) -> HttpResponse:
        """The sheet as it stands in the form."""
        sheet = form.instance
        sheet.slug = sheet.slug or "preview"
        page = {
            "worksheet": sheet,
            "questions": shown(sheet.asked, [blank(question) for question in sheet.asked]),
        }
        return render(self.request, "courses/desk/worksheet_preview.html", page)

    def form_invalid(self, form: Any) -> HttpResponse:
        """What is not yet as it should be."""
        errors = [f"{form[name].label}: {said}" for name, said in _said(form)]
        page = {"errors": errors or [_("A question needs another look.")]}
        return render(self.request, "courses/desk/worksheet_preview.html", page)


def _said(form: Any) -> list[tuple[str, str]]:
    """The errors of its fields. Those of single questions stand in the editor, beside them."""
    return [
        (name, str(said))
        for name, errors in form.errors.items()
        if name in form.fields and name != "questions"
        for said in errors
    ]


@require_safe
@cache_control(no_store=True)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved worksheet as PDF, for those who may edit it."""
    if not signed_in(request).has_perm("courses.change_worksheet"):
        raise PermissionDenied
    worksheet = get_object_or_404(Worksheet, pk=pk)
    try:
        content = empty_pdf(worksheet, country=chosen_country(request))
    except NotPrintedNow:
        page = {
            "troubled": True,
            "again": request.path,
            "back": reverse("worksheets:edit", args=[pk]),
        }
        return render(request, "courses/paper_waiting.html", page, status=503)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="worksheet.pdf"'
    return answer
