"""Pages as WSGI inside the event loop: a2wsgi, and whole answers in one step.

a2wsgi hands over start, body and end one by one, and the page's thread waits for the loop at each.
That is meant for answers that are made while they are sent (files); nearly all of ours are whole
when the view returns. Handed over at once they cost half a millisecond less.

A file that a view let its reader have (`courses.media.serving`) is sent from the event loop, once
the page's thread is free again: somebody slow who watches a recording holds no thread.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import WSGIResponder
from a2wsgi.wsgi_typing import Environ, StartResponse

from config.streaming import send_file

Headers = list[tuple[str, str]]


class Pages(WSGIMiddleware):
    """A WSGI application in a pool of `workers` threads, as an ASGI one."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one HTTP request."""
        responder = _Responder(self.app, self.executor, self.send_queue_size)
        await responder(scope, receive, send)
        if responder.file is not None:
            path, headers = responder.file
            await send_file(path, headers, scope, receive, send)


class _Responder(WSGIResponder):
    file: tuple[Path, Headers] | None = None

    def wsgi(self, environ: Environ, start_response: StartResponse) -> None:
        """Runs on a thread of the pool; nobody waits for it to send what is whole."""
        begun: list[Any] = []

        def begin(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], Any]:
            begun[:] = [status, headers, exc_info]
            return _write_nothing

        answer: Any = self.app(environ, begin)
        try:
            if begun[0].startswith("200") and hasattr(answer, "private_path"):
                self.file = answer.private_path, begun[1]
            elif getattr(answer, "streaming", True):
                self._send_in_pieces(start_response, begun, answer)
            else:
                status, headers, _ = begun
                self.loop.call_soon_threadsafe(self._put, status, headers, b"".join(answer))
        finally:
            getattr(answer, "close", lambda: None)()

    def _send_in_pieces(
        self, start_response: StartResponse, begun: list[Any], answer: Iterable[bytes]
    ) -> None:
        start_response(*begun)
        for piece in answer:
            self.send({"type": "http.response.body", "body": piece, "more_body": True})
        self.send({"type": "http.response.body", "body": b""})

    def _put(self, status: str, headers: Headers, body: bytes) -> None:
        """Both halves of the answer into the queue, which has room for more."""
        self.send_queue.put_nowait(
            {
                "type": "http.response.start",
                "status": int(status.partition(" ")[0]),
                "headers": [
                    (name.strip().lower().encode("latin1"), value.strip().encode("latin1"))
                    for name, value in headers
                ],
            }
        )
        self.send_queue.put_nowait({"type": "http.response.body", "body": body})


def _write_nothing(_: bytes) -> None:
    """WSGI's old way of writing, which Django does not use."""
    raise NotImplementedError
