"""Addresses of the "today" page, of the pages beside it, and of the coordinator's pages that need
every app."""

from django.urls import path

from today import views
from today.desk.views import finds, people, person

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/groups/", views.groups, name="my-groups"),
    path("today/lessons/", views.lessons, name="my-lessons"),
    path("desk/find/", finds, name="desk-find"),
    path("desk/people/", people, name="desk-people"),
    path("desk/people/<uuid:member_id>/", person, name="desk-person"),
    path("desk/letters/", views.letters, name="today-letters"),
    path("desk/letters/<uuid:letter_id>/again/", views.again, name="today-letter-again"),
]
