"""Addresses of diaries."""

from django.urls import path

from groups.diaries.views import card, leading, offline, paper, sharing, urges, weeks

urlpatterns = [
    path("diary/", card.day, name="diary"),
    path("diary/offline/", offline.shell, name="diary-offline"),
    path("diary/on/<str:wanted>/", card.day, name="diary-day"),
    path("diary/kept/<uuid:card_id>/", card.kept, name="diary-kept"),
    path("diary/week/", weeks.week, name="diary-week"),
    path("diary/weeks/<str:monday>/paper/", paper.week_paper, name="diary-week-paper"),
    path("diary/trend/", weeks.trend, name="diary-trend"),
    path("diary/urges/", urges.urges, name="diary-urges"),
    path("diary/urges/<uuid:urge_id>/away/", urges.away, name="diary-urge-away"),
    path("diary/sharing/", sharing.sharing, name="diary-sharing"),
    path("diary/sharing/<uuid:enrollment_id>/", sharing.share, name="diary-share"),
    path("lead/<slug:slug>/diaries/", leading.diaries, name="lead-diaries"),
    path("lead/<slug:slug>/diaries/<uuid:enrollment_id>/", leading.diary, name="lead-diary"),
    path(
        "lead/<slug:slug>/diaries/seen/<uuid:card_id>/<uuid:urge_id>/",
        leading.seen,
        name="lead-urge-seen",
    ),
]
