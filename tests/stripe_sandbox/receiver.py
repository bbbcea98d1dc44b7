"""A site, as a real little HTTP server: a page to return to, and a webhook endpoint that keeps
what it was sent."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

PATIENCE = 15.0


@dataclass(frozen=True)
class Delivery:
    """One POST: the raw body, its signature header ("" when missing), the status we answered."""

    body: bytes
    signature: str
    answered: int

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def subject(self) -> str:
        return str(self.event["data"]["object"]["id"])


class Receiver:
    """Answers 200, or what ``answers`` holds for the next deliveries."""

    def __init__(self, port: int = 0) -> None:
        self.answers: deque[int] = deque()
        self._deliveries: list[Delivery] = []
        # re-entrant: whoever waits looks at the deliveries while holding it
        self._news = threading.Condition(threading.RLock())
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver._take(body, self.headers.get("Stripe-Signature", ""))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                page = b"<!doctype html><html lang=en><title>The site</title><h1>The site</h1>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self.site = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.site}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _take(self, body: bytes, signature: str) -> int:
        with self._news:
            status = self.answers.popleft() if self.answers else 200
            self._deliveries.append(Delivery(body, signature, status))
            self._news.notify_all()
        return status

    def clear(self) -> None:
        with self._news:
            self._deliveries.clear()
            self.answers.clear()

    def about(self, *subjects: str, kind: str = "") -> list[Delivery]:
        """Return the deliveries about these objects, of one event type if named, as they came."""
        with self._news:
            return [
                one
                for one in self._deliveries
                if (not subjects or one.subject in subjects)
                and (not kind or one.event["type"] == kind)
            ]

    def wait(self, found: Callable[[], list[Delivery]], count: int = 1) -> list[Delivery]:
        """Wait until ``found`` returns at least ``count`` deliveries; raises AssertionError."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while len(found()) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"{len(found())} of {count} deliveries came"
                self._news.wait(min(left, 0.2))
            return found()

    def expect(self, *subjects: str, kind: str = "", count: int = 1) -> list[Delivery]:
        return self.wait(lambda: self.about(*subjects, kind=kind), count)
