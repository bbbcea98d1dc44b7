"""Addresses of the public site that are not pages of the tree."""

from django.urls import path
from wagtail.views import serve

from pages import views
from pages.editor import views as editor
from pages.programme import views as programme
from pages.search.views import search

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.icon, name="icon"),
    path("search/", search, name="search"),
    # Names for the two pages that keep their address (see FixedAddress): others lead to them.
    path("groups/", serve, {"path": "groups/"}, name="groups"),
    path("contact/", serve, {"path": "contact/"}, name="contact"),
    path("desk/lessons/", editor.who_publishes, name="desk-lessons"),
    path("groups/<slug:slug>/", programme.group, name="group"),
]
