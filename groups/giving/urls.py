"""Addresses of what somebody was given."""

from django.urls import path

from groups.giving import views

urlpatterns = [
    path("resources/", views.given, name="resources"),
    path("resources/seen/", views.seen, name="resources-seen"),
    path("resources/<uuid:assignment_id>/", views.opened, name="resource-given"),
    path("resources/<uuid:assignment_id>/done/", views.done, name="resource-done"),
    path("resources/<uuid:assignment_id>/paper/", views.paper, name="resource-paper"),
]
