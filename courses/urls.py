"""Addresses of this app: what visitors see of the lessons."""

from django.urls import path

from courses.glossary.views import glossary
from courses.lessons import views
from courses.printed import views as printed

urlpatterns = [
    path("lessons/", views.shelf, name="lesson-shelf"),
    path("lessons/<slug:slug>/", views.teaser, name="lesson-teaser"),
    path("glossary/", glossary, name="glossary"),
    path("skills/<slug:slug>/worksheet/", printed.worksheet, name="skill-worksheet"),
    path("skills/<slug:slug>/cards/", printed.cards, name="skill-flash-cards"),
    path("skills/<slug:slug>/paper/<str:kind>/", printed.paper, name="skill-paper"),
]
