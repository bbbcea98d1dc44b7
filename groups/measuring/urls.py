"""Addresses of a member's measures."""

from django.urls import path

from groups.measuring.views import answering, exchange, pages

urlpatterns = [
    path("measures/", pages.index, name="measures"),
    path("measures/answered/<uuid:response_id>/", answering.answered, name="measure-answered"),
    path("measures/answered/<uuid:response_id>/help/", answering.safety, name="measure-safety"),
    path("measures/answered/<uuid:response_id>/fhir/", exchange.response, name="measure-fhir"),
    path("measures/answered/<uuid:response_id>/delete/", answering.delete, name="measure-delete"),
    path("measures/forms/<slug:slug>/", exchange.form, name="measure-form"),
    path("measures/<uuid:member_id>/<slug:slug>/", pages.series, name="measure"),
    path("measures/<uuid:member_id>/<slug:slug>/answer/", answering.answer, name="measure-answer"),
    path("measures/<uuid:member_id>/<slug:slug>/share/", pages.share, name="measure-share"),
    path("measures/<uuid:member_id>/<slug:slug>/bring/", exchange.bring, name="measure-bring"),
]
