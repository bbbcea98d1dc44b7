"""The baselines: the least that could answer, on the same server, in the same run."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest, size: int) -> HttpResponse:
    """That many bytes, from a view that asks nobody."""
    return HttpResponse(b"x" * size)


urlpatterns = [path("bare/<int:size>/", bare)]


class Echo:
    """A raw ASGI application: `/<size>` answers with that many bytes, a socket's path is its room.

    What one socket says is sent to every socket of the room as it is. No sign-in, no rows, no
    queue.
    """

    def __init__(self) -> None:
        self.rooms: dict[str, list[Any]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one request or keeps one socket."""
        if scope["type"] == "http":
            await self._answer(int(scope["path"].strip("/") or 0), send)
        elif scope["type"] == "websocket":
            await self._keep(scope, self.rooms.setdefault(scope["path"], []), receive, send)
        else:
            await self._live(receive, send)

    async def _answer(self, size: int, send: Any) -> None:
        headers = [(b"content-type", b"text/html"), (b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * size})

    async def _keep(self, scope: Any, sockets: list[Any], receive: Any, send: Any) -> None:
        offered = scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": offered[0] if offered else None})
        sockets.append(send)
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.receive":
                    heard = {"type": "websocket.send", "text": message["text"]}
                    for tell in list(sockets):
                        await tell(heard)
        finally:
            sockets.remove(send)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return


echo = Echo()
