"""Addresses of the "today" page, of the pages beside it, and the coordinator's page of letters."""

from django.urls import path

from today import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/groups/", views.groups, name="my-groups"),
    path("today/lessons/", views.lessons, name="my-lessons"),
    path("desk/letters/", views.letters, name="today-letters"),
    path("desk/letters/<uuid:letter_id>/again/", views.again, name="today-letter-again"),
]
