"""The editors' pictures, straight from the event loop: a slow reader holds no page's thread.

Only Wagtail's renditions are public. Originals (which may carry a place and a time of day in their
EXIF) and documents (which may belong to some readers only) lie in the same MEDIA_ROOT and are not
served from here. In production a proxy may serve the same folder instead.
"""

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from config.headers import headers_without_django

ADDRESS = "/media/images"
KEPT = (b"cache-control", b"public, max-age=86400")


class NoSuchPicture(Exception):
    """No picture lies at this address; the pages answer instead, with their own words."""


class Pictures:
    """The ASGI application for addresses below `/media/images/`."""

    def __init__(self, media_root: Path) -> None:
        self._folder = media_root / "images"
        self._files = StaticFiles(directory=self._folder, check_dir=False)
        # Should a file ever be something else than a picture, it still runs nothing.
        self._headers = [KEPT, *headers_without_django(policy="sandbox")]

    def answers(self, scope: Any) -> bool:
        """Whether the request asks for a picture."""
        asked = scope["path"].startswith(f"{ADDRESS}/")
        return asked and scope["method"] in {"GET", "HEAD"} and self._folder.is_dir()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Sends the picture, whole or the asked range. Raises NoSuchPicture."""

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        below = {**scope, "root_path": scope.get("root_path", "") + ADDRESS}
        try:
            await self._files(below, receive, send_with_headers)
        except HTTPException as error:
            raise NoSuchPicture from error
