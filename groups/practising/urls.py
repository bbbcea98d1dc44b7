"""Addresses of practice."""

from django.urls import path

from groups.practising.views import leading, log, whole_map

urlpatterns = [
    path("practice/", log.log, name="practice"),
    path("practice/new/", log.new, name="practice-new"),
    path("practice/undo/", log.undo, name="practice-undo"),
    path("practice/map/", whole_map.skills, name="practice-map"),
    path("practice/<uuid:use_id>/", log.change, name="practice-use"),
    path("practice/<uuid:use_id>/delete/", log.delete, name="practice-delete"),
    path("lead/<slug:slug>/sessions/<int:number>/before/", leading.before, name="lead-before"),
    path("lead/<slug:slug>/practice/<uuid:enrollment_id>/", leading.member, name="lead-practice"),
]
