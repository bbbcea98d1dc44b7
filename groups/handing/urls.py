"""Addresses of worksheets that are filled in and handed in."""

from django.urls import path

from groups.handing.views import giving, leading, sheets

urlpatterns = [
    path("worksheets/", sheets.sheets, name="sheets"),
    path(
        "worksheets/begin/<uuid:enrollment_id>/<int:worksheet_id>/",
        sheets.begin,
        name="sheet-begin",
    ),
    path("worksheets/<uuid:answer_id>/", sheets.sheet, name="sheet"),
    path("worksheets/<uuid:answer_id>/paper/", sheets.paper, name="sheet-paper"),
    path("worksheets/<uuid:answer_id>/delete/", sheets.delete, name="sheet-delete"),
    path("worksheets/<uuid:answer_id>/both/", sheets.both, name="sheet-both"),
    path("worksheets/<uuid:answer_id>/hand-in/", giving.hand, name="sheet-hand-in"),
    path("worksheets/handed-in/<uuid:handed_id>/take-back/", giving.back, name="sheet-take-back"),
    path("worksheets/handed-in/<uuid:handed_id>/answer/", giving.reply, name="sheet-reply"),
    path("lead/<slug:slug>/handed-in/", leading.handed, name="lead-sheets"),
    path("lead/<slug:slug>/handed-in/<uuid:handed_id>/", leading.one, name="lead-sheet"),
]
