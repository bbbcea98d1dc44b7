"""Addresses of groups: join links, rooms, the coordinator's desk."""

from django.urls import path

from groups.links import views as links

urlpatterns = [
    path("join/<str:token>/", links.join, name="join"),
    path("link-again/", links.link_again, name="link-again"),
]
