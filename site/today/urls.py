"""Addresses of the "today" page and the coordinator's page of letters."""

from django.urls import path

from today import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("desk/letters/", views.letters, name="today-letters"),
    path("desk/letters/<uuid:letter_id>/again/", views.again, name="today-letter-again"),
]
