"""Where somebody was going when they were asked to sign in, kept for the ways that lose it.

Three wrong codes, a code that ran out, a mistyped address, "you already have an account", a second
factor that is set up first: each of them leads to a page without `next`. Whoever wanted a seat or a
session still gets there.
"""

import time

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest

SESSION_KEY = "wanted"
KEPT_SECONDS = 3600


def keep_wanted(request: HttpRequest) -> None:
    """Notes the page that this request names as the next one, if it is one of ours."""
    target = get_next_redirect_url(request)
    if target:
        note_wanted(request, target)


def note_wanted(request: HttpRequest, target: str) -> None:
    """Notes a page of ours, the one that was asked for."""
    request.session[SESSION_KEY] = [target, time.time()]


def take_wanted(request: HttpRequest) -> str:
    """The page noted within the last hour, once; empty if there is none."""
    target, noted_at = request.session.pop(SESSION_KEY, ("", 0))
    return str(target) if time.time() - noted_at < KEPT_SECONDS else ""


def begin_anew(request: HttpRequest) -> None:
    """Forgets all that a visitor's session holds but the page they were going to."""
    noted = request.session.get(SESSION_KEY)
    request.session.flush()
    if noted is not None:
        request.session[SESSION_KEY] = noted
