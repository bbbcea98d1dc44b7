"""Addresses of groups: join links and lessons; rooms and the desk bring their own."""

from django.urls import include, path

from groups.links import views as links
from groups.messages import views as messages
from groups.weeks import views as weeks

urlpatterns = [
    path("", include("groups.rooms.urls")),
    path("join/<str:token>/", links.join, name="join"),
    path("link-again/", links.link_again, name="link-again"),
    path("today/<uuid:enrollment_id>/<int:week>/<slug:slug>/", weeks.lesson, name="lesson"),
    path(
        "today/<uuid:enrollment_id>/<int:week>/<slug:slug>/read/",
        weeks.read,
        name="lesson-read",
    ),
    path(
        "today/<uuid:enrollment_id>/<int:week>/<slug:slug>/worksheet/",
        weeks.worksheet,
        name="worksheet",
    ),
    path(
        "today/<uuid:enrollment_id>/<int:week>/<slug:slug>/paper/<slug:kind>/",
        weeks.paper,
        name="lesson-paper",
    ),
    path("recordings/<uuid:key>/", weeks.recording, name="recording"),
    path("recordings/<uuid:key>/captions.vtt", weeks.captions, name="recording-captions"),
    path("messages/<uuid:message_id>/", messages.message, name="message"),
    path("", include("groups.measuring.urls")),
    path("", include("groups.diaries.urls")),
    path("", include("groups.practising.urls")),
    path("", include("groups.giving.urls")),
    path("", include("groups.handing.urls")),
    path("", include("groups.desk.urls")),
]
