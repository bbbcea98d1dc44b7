"""A file for a reader who was let in: from the event loop, by the proxy, or as Django sends it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

# The browser may keep it and asks each time whether it still may have it. A file runs nothing.
KEPT = "private, no-cache"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"


PIECE = 64_000


class PrivateFile(StreamingHttpResponse):
    """Carries the path with it: `config.pages` sends it from the event loop, in ranges too, and
    any other server whole. The file is opened by whoever reads it."""

    kept_by_its_reader = True

    def __init__(self, path: Path, *, content_type: str) -> None:
        super().__init__(_pieces(path), content_type=content_type)
        self.headers["Content-Length"] = str(path.stat().st_size)
        self.private_path = path


class _ByTheProxy(HttpResponse):
    kept_by_its_reader = True


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def private_file(file: FieldFile, *, content_type: str, save_as: str = "") -> HttpResponseBase:
    """The answer to somebody whose door was asked already; with `save_as` browsers keep it under
    that name instead of showing it. Raises Http404 where the file is gone."""
    path = Path(file.path)
    if not path.is_file():
        raise Http404
    answer: HttpResponseBase
    if settings.ACCEL_ADDRESS:
        answer = _ByTheProxy(content_type=content_type)
        inside = quote(str(path.relative_to(settings.DATA_DIR)))
        answer.headers["X-Accel-Redirect"] = f"{settings.ACCEL_ADDRESS}/{inside}"
    else:
        answer = PrivateFile(path, content_type=content_type)
    how = content_disposition_header(as_attachment=True, filename=save_as) if save_as else "inline"
    answer.headers["Content-Disposition"] = how or "inline"
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
