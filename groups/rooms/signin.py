"""Who opened a socket, read from the session cookie on the rooms' own threads.

Channels' AuthMiddleware asks on the one thread that everything shares; a slow query anywhere would
keep people out of their room.
"""

from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import Account
from groups.rooms.closing import Reason, Refused


@dataclass(frozen=True)
class SignedIn:
    """A signed-in account and the session that says so."""

    account: Account
    session: SessionBase


def who_is_it(cookies: dict[str, str]) -> SignedIn:
    """The account behind the cookie. Raises Refused(SIGN_IN) for everybody else."""
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(key or None)
    account = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    if not isinstance(account, Account) or not account.is_active:
        raise Refused(Reason.SIGN_IN)
    return SignedIn(account=account, session=session)
