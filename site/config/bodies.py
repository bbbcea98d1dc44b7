"""Request bodies are read whole before a page's thread is taken.

A page runs in one of a few threads. A phone on a slow line, or somebody who means harm, would hold
a thread for as long as the upload lasts; so the event loop collects the body first, up to a limit,
and pages get it at once. A request whose sender hangs up half-way never reaches a page.
"""

import asyncio
from tempfile import SpooledTemporaryFile
from typing import Any

from config.headers import headers_without_django

# Room for the largest picture the editor takes (settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE) and its
# form. Fields that are no files have a limit of their own (DATA_UPLOAD_MAX_MEMORY_SIZE).
LARGEST_BODY = 12_000_000
IN_MEMORY = 256_000
CHUNK = 64_000
PATIENCE = 60.0  # seconds for the whole body

TOO_LARGE = "This is too large to send. Please choose a file under ten megabytes and try again."
TOO_SLOW = "The connection was too slow to send this. Please try again."


class BodyTooLarge(Exception):
    """More bytes than are taken, announced or sent."""


class SenderGone(Exception):
    """The connection ended before the body did."""


class Body:
    """A request's body, collected; `receive` hands it out the way ASGI servers do."""

    def __init__(self, kept: "SpooledTemporaryFile[bytes]") -> None:
        self._kept = kept
        self._over = False

    async def receive(self) -> dict[str, Any]:
        """The next piece; after the last one, nothing but the end of the connection."""
        if self._over:
            return {"type": "http.disconnect"}
        chunk = self._kept.read(CHUNK)
        self._over = len(chunk) < CHUNK
        return {"type": "http.request", "body": chunk, "more_body": not self._over}

    def close(self) -> None:
        """Gives memory or disk back."""
        self._kept.close()


def has_body(scope: Any) -> bool:
    """Whether a body follows: HTTP announces each, by its length or as chunks."""
    names = {name for name, _ in scope["headers"]}
    return bool(names & {b"content-length", b"transfer-encoding"})


async def collect_body(
    scope: Any, receive: Any, *, patience: float = PATIENCE, largest: int = LARGEST_BODY
) -> Body:
    """Reads the whole body. Raises BodyTooLarge, SenderGone, or TimeoutError after `patience`."""
    if announced_length(scope) > largest:
        raise BodyTooLarge
    kept: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    size, more = 0, True
    try:
        async with asyncio.timeout(patience):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise SenderGone
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > largest:
                    raise BodyTooLarge
                kept.write(chunk)
                more = message.get("more_body", False)
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return Body(kept)


def announced_length(scope: Any) -> int:
    """The length that the request says, or 0."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def refuse(send: Any, *, status: int, sentence: str) -> None:
    """Answers in plain text and ends the connection, whose rest nobody will read."""
    body = sentence.encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
                (b"cache-control", b"no-store"),
                *headers_without_django(),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
