"""The sockets of every app."""

from typing import Any

websocket_urlpatterns: list[Any] = []
