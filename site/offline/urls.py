"""Addresses of what works without a connection. A worker serves what is below it: the root."""

from django.urls import path

from offline import views

urlpatterns = [
    path("sw.js", views.worker, name="offline-worker"),
    path("manifest.webmanifest", views.manifest, name="offline-app"),
    path("offline/", views.page, name="offline"),
    path("offline/numbers/", views.numbers, name="offline-numbers"),
    path("offline/token.json", views.token, name="offline-token"),
    path("offline/list.json", views.list_of_all, name="offline-list"),
]
