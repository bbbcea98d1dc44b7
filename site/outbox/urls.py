"""The mailbox page: in the demo and in tests only (config includes it there)."""

from django.urls import path

from outbox import views

urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<str:message_id>/", views.message, name="mailbox-message"),
    path("<str:message_id>/html/", views.html_part, name="mailbox-html"),
    path("<str:message_id>/source/", views.source, name="mailbox-source"),
]
