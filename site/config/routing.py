"""The sockets of every app."""

from typing import Any

from django.urls import path

from groups.rooms.wire.consumers import RoomConsumer

websocket_urlpatterns: list[Any] = [
    path("ws/room/<uuid:session_id>/", RoomConsumer.as_asgi()),
]


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """A socket at an address that leads nowhere: turned away before it opens (HTTP 403)."""
    await receive()
    await send({"type": "websocket.close"})
