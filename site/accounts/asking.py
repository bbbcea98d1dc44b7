"""Asking who reads, for pages that must stand whatever the answer is."""

import logging
import threading
import time

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Account

logger = logging.getLogger(__name__)
REST_SECONDS = 30.0
SLOW_SECONDS = 1.0

# One request at a time may wait for the answer: crisis help has few threads, and the others go on.
_turn = threading.Lock()
_rest_until = 0.0


def ask_for_reader(request: HttpRequest) -> Account | None:
    """Who is signed in, or None for nobody, for no answer, and while another request is asking.

    After an error or a slow answer nobody asks for half a minute. The account's country then stands
    in a cookie (`help.reader`), so that a browser asks once and not on every page.
    """
    global _rest_until
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or time.monotonic() < _rest_until:
        return None
    if not _turn.acquire(blocking=False):
        return None
    asked_at = time.monotonic()
    try:
        return request.user if isinstance(request.user, Account) else None
    except Exception as error:  # neither session nor database may keep anybody from help
        logger.warning("reader unknown", extra={"error": type(error).__name__})
        _rest_until = time.monotonic() + REST_SECONDS
        return None
    finally:
        if time.monotonic() - asked_at > SLOW_SECONDS:
            _rest_until = time.monotonic() + REST_SECONDS
        _turn.release()


def ask_again() -> None:
    """Ends the rest, as a new process begins without one."""
    global _rest_until
    _rest_until = 0.0
