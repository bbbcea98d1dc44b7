"""Addresses of what somebody was given."""

from django.urls import path

from groups.giving.views import given

urlpatterns = [
    path("resources/", given.given, name="resources"),
    path("resources/seen/", given.seen, name="resources-seen"),
    path("resources/<uuid:assignment_id>/", given.opened, name="resource-given"),
    path("resources/<uuid:assignment_id>/done/", given.done, name="resource-done"),
    path("resources/<uuid:assignment_id>/paper/", given.paper, name="resource-paper"),
]
