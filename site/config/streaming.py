"""A private file from the event loop: whole or the asked range, to whoever was let in before.

The page that asked for permission has answered with its headers; the bytes come from here, so that
somebody slow holds neither a page's thread nor a connection to the database.
"""

import re
from hashlib import sha256
from os import stat_result
from pathlib import Path
from typing import Any

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

# Anything else in a Range is passed over, as RFC 9110 wants it: then the whole file comes.
RANGES = re.compile(
    r"\s*bytes\s*=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.IGNORECASE
)
# What the file itself says better than the page that let somebody in.
OWN = {"content-length", "etag", "last-modified", "accept-ranges"}


async def send_file(
    path: Path, headers: list[tuple[str, str]], scope: Any, receive: Any, send: Any
) -> None:
    """Sends the file with `headers`: 200, 206, 304 or 416, and nothing but those for HEAD."""
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in OWN]
    found = await anyio.to_thread.run_sync(path.stat)
    tag = _tag(found)

    async def send_with_headers(message: Any) -> None:
        if message["type"] == "http.response.start":
            names = {name for name, _ in message["headers"]}
            added = [
                (name.encode("latin1"), value.encode("latin1"))
                for name, value in kept
                if name.encode("latin1") not in names
            ]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    asked = Headers(scope=scope)
    if tag in [one.strip().removeprefix("W/") for one in asked.get("if-none-match", "").split(",")]:
        answer: Response = Response(status_code=304, headers={"etag": tag})
    else:
        kind = dict(kept).get("content-type", "application/octet-stream")
        answer = FileResponse(path, media_type=kind, stat_result=found, headers={"etag": tag})
    await answer(_with_ranges_we_know(scope), receive, send_with_headers)


def _tag(found: stat_result) -> str:
    """Another one whenever the file is another; it tells nothing of where the file lies."""
    told = f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"
    return f'"{sha256(told.encode()).hexdigest()[:24]}"'


def _with_ranges_we_know(scope: Any) -> Any:
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name != b"range" or RANGES.fullmatch(value.decode("latin1"))
    ]
    return {**scope, "headers": headers}
