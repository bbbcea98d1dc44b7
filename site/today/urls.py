"""Addresses of the "today" page, and of the coordinator's pages that need every app."""

from django.urls import path

from today import views
from today.desk.views import finds, person

urlpatterns = [
    path("today/", views.today, name="today"),
    path("desk/find/", finds, name="desk-find"),
    path("desk/people/<uuid:member_id>/", person, name="desk-person"),
    path("desk/letters/", views.letters, name="today-letters"),
    path("desk/letters/<uuid:letter_id>/again/", views.again, name="today-letter-again"),
]
