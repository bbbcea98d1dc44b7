"""Addresses of the design system."""

from django.urls import path

from design import views

app_name = "design"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("styles/<slug:name>-<slug:digest>.css", views.styles, name="styles"),
]
