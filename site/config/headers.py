"""The security headers of every response, in one place.

Public and member pages run under a policy that allows our own files only. Wagtail's editor needs
inline scripts (date pickers, chooser modals), so it gets a policy of its own. django-csp 4 sends
the headers; when the project moves to Django 6, which has this built in, this file is what changes.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)

EDITOR_PATH = "/cms/"
# Camera and microphone exist on these paths only.
MEDIA_PATHS = ("/room/", "/devices/")
NO_DEVICES = "camera=(), microphone=(), display-capture=(), geolocation=(), payment=(), usb=()"
ROOM_DEVICES = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"

NO_FRAMES = "frame-ancestors 'none'"

EDITOR_POLICY: dict[str, list[str]] = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
}


def content_security_policy(*, checkout_origin: str, site_url: str) -> dict[str, Any]:
    """The policy of public and member pages, as django-csp's setting.

    `checkout_origin` is the payment page's origin (form-action must name it, or browsers block the
    redirect to it); `site_url` gives the room socket's origin.
    """
    socket = "ws" + site_url.removeprefix("http")
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "media-src": [SELF, "blob:"],
            "connect-src": [SELF, socket],
            "manifest-src": [SELF],
            "form-action": [SELF, checkout_origin],
            "frame-src": [SELF],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
        }
    }


class HeadersMiddleware(CSPMiddleware):  # type: ignore[misc]  # django-csp has no types
    """Adds the policy, the device permissions and `no-store` for signed-in readers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Adds what the answer still lacks; what a view set itself stays."""
        if request.path.startswith(EDITOR_PATH):
            response._csp_replace = EDITOR_POLICY  # type: ignore[attr-defined]
        elif getattr(request, "is_preview", False):
            # Wagtail answers a preview through all middleware, under the page's own address.
            frame_by_site(response)
        if _is_usual(request, response):
            response.headers[HEADER] = _usual_policy()
        else:
            response = super().process_response(request, response)
        _close_to_frames(response)
        in_room = request.path.startswith(MEDIA_PATHS)
        response.headers.setdefault("Permissions-Policy", ROOM_DEVICES if in_room else NO_DEVICES)
        response.headers.setdefault(
            "X-Frame-Options", "SAMEORIGIN" if request.path.startswith(EDITOR_PATH) else "DENY"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _may_be_personal(request, response):
            response.headers["Cache-Control"] = "no-store"
        return response


def _is_usual(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether nobody asked for another policy, nor for a part of one (`_csp_…`, a nonce)."""
    asked = any(name.startswith("_csp") for name in vars(response))
    return not asked and not hasattr(request, "_csp_nonce") and HEADER not in response.headers


@cache
def _usual_policy() -> str:
    """The policy of nearly every answer; putting its words together takes 0.1 ms."""
    return str(build_policy())


def _may_be_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer was made for somebody: then nobody else's machine may keep it.

    The session cookie decides, not the account behind it: asking for that would cost a query, and
    fail where the database does not answer. Static files are answered before there is a session,
    and a view that says `public` means what it says. A private file (`courses.media.serving`) may
    stay with its reader's browser, which asks again each time.
    """
    carries_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    starts_session = settings.SESSION_COOKIE_NAME in response.cookies
    is_public = "public" in response.headers.get("Cache-Control", "")
    asked_for_reader = hasattr(request, "session")
    stays = is_public or getattr(response, "kept_by_its_reader", False)
    return asked_for_reader and (carries_session or starts_session) and not stays


def _close_to_frames(response: HttpResponseBase) -> None:
    """A policy that a view brought itself (Wagtail's documents) says who may frame it as well."""
    policy = response.headers.get("Content-Security-Policy", "")
    if "frame-ancestors" not in policy:
        both = f"{policy}; {NO_FRAMES}" if policy else NO_FRAMES
        response.headers["Content-Security-Policy"] = both


def headers_without_django(*, policy: str = "") -> list[tuple[bytes, bytes]]:
    """The security headers of an answer that never reaches the middleware, as ASGI takes them."""
    rules = ["default-src 'none'", NO_FRAMES, *([policy] if policy else [])]
    headers = {
        "content-security-policy": "; ".join(rules),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "permissions-policy": NO_DEVICES,
        "cross-origin-opener-policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.HTTPS:
        headers["strict-transport-security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def frame_by_site(response: Answer) -> Answer:
    """Lets the site itself frame `response` (previews in the editor, the demo's letters)."""
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


__all__ = [
    "HeadersMiddleware",
    "content_security_policy",
    "frame_by_site",
    "headers_without_django",
]
