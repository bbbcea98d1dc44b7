"""Addresses of the rooms' pages; the socket stands in config.routing."""

from django.urls import path

from groups.rooms import views

urlpatterns = [
    path("room/<uuid:session_id>/", views.room, name="room"),
    path("devices/", views.devices, name="devices"),
]
