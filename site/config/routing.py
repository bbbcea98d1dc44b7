"""The sockets of every app."""

from typing import Any

from django.urls import path

from groups.rooms.consumers import RoomConsumer

websocket_urlpatterns: list[Any] = [
    path("ws/room/<uuid:session_id>/", RoomConsumer.as_asgi()),
]
