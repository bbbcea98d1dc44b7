"""Addresses of this app: what visitors see of the lessons."""

from django.urls import path

from courses.doing.views import do_skill
from courses.glossary.views import glossary
from courses.lessons import views
from courses.library import views as library

urlpatterns = [
    path("lessons/", views.shelf, name="lesson-shelf"),
    path("lessons/<slug:slug>/", views.teaser, name="lesson-teaser"),
    path("glossary/", glossary, name="glossary"),
    path("skills/", library.library, name="skills"),
    path("skills/for/<slug:need>/", library.helps, name="skills-need"),
    path("skills/<slug:slug>/", library.skill, name="skill"),
    path("skills/<slug:slug>/do/", do_skill, name="skill-do"),
    path("skills/<slug:slug>/do/<slug:key>/", do_skill, name="skill-do-further"),
]
