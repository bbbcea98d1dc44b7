"""Addresses of this app: what visitors see of the lessons."""

from django.urls import path

from courses.doing.views import do_skill
from courses.glossary.views import glossary
from courses.lessons import views
from courses.library import views as library
from courses.printed import views as printed

urlpatterns = [
    path("lessons/", views.shelf, name="lesson-shelf"),
    path("lessons/<slug:slug>/", views.teaser, name="lesson-teaser"),
    path("glossary/", glossary, name="glossary"),
    path("skills/", library.library, name="skills"),
    path("skills/for/<slug:need>/", library.helps, name="skills-need"),
    path("skills/<slug:slug>/", library.skill, name="skill"),
    path("skills/<slug:slug>/do/", do_skill, name="skill-do"),
    path("skills/<slug:slug>/do/<slug:key>/", do_skill, name="skill-do-further"),
    path("skills/<slug:slug>/worksheet/", printed.worksheet, name="skill-worksheet"),
    path("skills/<slug:slug>/cards/", printed.cards, name="skill-flash-cards"),
    path("skills/<slug:slug>/paper/<str:kind>/", printed.paper, name="skill-paper"),
]
