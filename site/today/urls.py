"""Addresses of the "today" page and the coordinator's page of letters."""

from django.urls import path

from today import letters, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("desk/letters/", letters.letters, name="today-letters"),
    path("desk/letters/<uuid:letter_id>/again/", letters.again, name="today-letter-again"),
]
