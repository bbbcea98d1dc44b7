"""Addresses of the public site that are not pages of the tree."""

from django.urls import path
from wagtail.views import serve

from pages import views
from pages.offers import views as offers

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.icon, name="icon"),
    # A name for the page that keeps this address (see NextGroupsPage): others lead here.
    path("groups/", serve, {"path": "groups/"}, name="groups"),
    path("groups/<slug:slug>/", offers.group, name="group"),
]
