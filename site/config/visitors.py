"""Whole pages for visitors: made once for each version of what is shown, then served as they are.

Before sessions and routing, for whoever carries no session. One query (the version) and one look
into the cache. What a visitor's page depends on beside its address is in the key: host, country,
zone and language of the reader, the version, and the minute, because with every minute a crisis
line may open, an enrolment close and a session begin. A copy for a device (`offline`) says nothing
that is true for a minute only; copies have a cache of their own, so that they push no page out.
They are kept compressed, and leave so.
"""

import gzip
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

import clock
from accounts.reader import cookie_zone
from clock.words import present_reader
from help.reader import COOKIE, HOME_COOKIE
from offline.copies import Copy
from whole.pages import is_same_for_visitors
from whole.version import known_version, version

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
# Whoever carries one of these is somebody.
PERSONAL = (settings.SESSION_COOKIE_NAME, HOME_COOKIE, CookieStorage.cookie_name)
# What stands here is never the same for all visitors, or must stand without a database.
NOT_HERE = tuple(
    f"/{name}/"
    for name in ("static", "media", "design", "help", "healthz", "account", "cms", "stripe", "room")
)
KEPT_SECONDS = 120
LARGEST = 200_000


class VisitorsMiddleware:
    """Answers from the cache where it can, and keeps what a view calls the same for visitors."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _may_be_kept(request):
            return self.get_response(request)
        try:
            told = version()
        except Error as error:  # the page itself says it better
            logger.warning("no version", extra={"error": type(error).__name__})
            return self.get_response(request)
        key, pages = _key(request, told), caches["copies" if _copy_of(request) else "pages"]
        kept: dict[str, Any] | None = pages.get(key)
        if kept is None:
            with known_version(told):
                response = self.get_response(request)
            if not _is_for_everybody(response):
                return response
            kept = {
                "zipped": gzip.compress(response.content, mtime=0),
                "headers": dict(response.headers),
            }
            pages.set(key, kept, KEPT_SECONDS)
        return _answer(kept, zipped="gzip" in request.headers.get("Accept-Encoding", ""))


def _answer(kept: dict[str, Any], *, zipped: bool) -> HttpResponse:
    """A kept page as its reader's browser takes it.

    Only these pages leave compressed: they say nothing of anybody, have no form's token, and repeat
    nothing that a request says, so that their length gives nothing away (BREACH).
    """
    body = kept["zipped"] if zipped else gzip.decompress(kept["zipped"])
    response = HttpResponse(body, headers={**kept["headers"], "Content-Length": str(len(body))})
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and not request.path.startswith(NOT_HERE)
        and not any(name in request.COOKIES for name in PERSONAL)
    )


def _is_for_everybody(response: HttpResponse) -> bool:
    return (
        is_same_for_visitors(response)
        and response.status_code == 200
        and not response.cookies
        and not response.streaming
        and len(response.content) <= LARGEST
    )


def _key(request: HttpRequest, told: str) -> str:
    country = request.COOKIES.get(COOKIE, "").upper()
    parts = (
        request.get_host(),
        request.path,
        country if len(country) == 2 or country == "ELSEWHERE" else "",
        cookie_zone(request),
        present_reader().language,
        _copy_of(request),
        told,
        _moment(request).isoformat(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _moment(request: HttpRequest) -> datetime:
    """The minute; for a copy the hour, since it tells the day on which it was made."""
    minute = clock.now().replace(second=0, microsecond=0)
    return minute.replace(minute=0) if _copy_of(request) else minute


def _copy_of(request: HttpRequest) -> str:
    """For whom a copy is made, which reads otherwise than the page does."""
    kept: Copy | None = getattr(request, "kept_copy", None)
    return "" if kept is None else f"kept {kept.words}"
