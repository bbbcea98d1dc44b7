"""Addresses of the demo's own pages."""

from django.urls import path

from demo import views

urlpatterns = [
    path("", views.index, name="demo"),
    path("clock/", views.move_clock, name="demo-clock"),
]
