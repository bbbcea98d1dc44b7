"""Addresses of groups: join links, lessons, the leader's pages, the coordinator's desk."""

from django.urls import include, path

from groups.desk import clocks, contact, leading
from groups.desk import views as desk
from groups.links import views as links
from groups.weeks import views as weeks

urlpatterns = [
    path("", include("groups.rooms.urls")),
    path("join/<str:token>/", links.join, name="join"),
    path("link-again/", links.link_again, name="link-again"),
    path("today/<uuid:enrollment_id>/<int:week>/<slug:slug>/", weeks.lesson, name="lesson"),
    path(
        "today/<uuid:enrollment_id>/<int:week>/<slug:slug>/worksheet/",
        weeks.worksheet,
        name="worksheet",
    ),
    path("lead/<slug:slug>/", leading.group, name="lead-group"),
    path("lead/<slug:slug>/sessions/<int:number>/", leading.attendance, name="lead-attendance"),
    path(
        "lead/<slug:slug>/members/<uuid:enrollment_id>/contact/",
        contact.contact,
        name="member-contact",
    ),
    path("desk/clocks/", clocks.clocks, name="desk-clocks"),
    path("desk/groups/", desk.cohorts, name="desk-cohorts"),
    path("desk/groups/new/", desk.new_cohort, name="desk-new-cohort"),
    path("desk/groups/<slug:slug>/", desk.cohort, name="desk-cohort"),
    path("desk/groups/<slug:slug>/words/", desk.words, name="desk-words"),
    path("desk/groups/<slug:slug>/leaders/", desk.leaders, name="desk-leaders"),
    path("desk/groups/<slug:slug>/capacity/", desk.capacity, name="desk-capacity"),
    path("desk/groups/<slug:slug>/seats/<int:seat_no>/remove/", desk.remove, name="desk-remove"),
    path("desk/groups/<slug:slug>/sessions/<int:number>/move/", desk.move, name="desk-move"),
    path("desk/groups/<slug:slug>/sessions/<int:number>/cancel/", desk.cancel, name="desk-cancel"),
]
