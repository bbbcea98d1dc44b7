"""How large a body may be: a picture's size for everybody, a recording's for those who may add one.

Nobody else's request may fill the disk, so who it is is asked before the body is read.
"""

from typing import Any, NamedTuple

from django.db import close_old_connections
from django.http import parse_cookie

from accounts.access import staff_may
from accounts.roles import Role
from config.bodies import LARGEST_BODY, PATIENCE, announced_length
from courses.media.inside import LARGEST_RECORDING
from groups.rooms.closing import Refused
from groups.rooms.signin import who_is_it

# The editor's pages that take a recording (`courses.wagtail_hooks`).
TAKES_RECORDINGS = ("/cms/recordings/", "/cms/recording-chooser/")
BESIDE = 2_000_000  # captions, the form's other fields, and what stands between them
PATIENCE_FOR_RECORDINGS = 3600.0  # seconds; a line of half a megabit a second needs them

TOO_LARGE = (
    "This is too large to send. A recording may have up to 200 megabytes. Please go back, where "
    "what you typed still stands, and choose a smaller file. If you were signed out meanwhile, "
    "sign in first."
)


class Room(NamedTuple):
    """How many bytes a body may have, and how many seconds it may take."""

    largest: int = LARGEST_BODY
    patience: float = PATIENCE


def wants_more(scope: Any) -> bool:
    """Whether the request says that it brings a recording, to a page that takes them."""
    to_them = scope["path"].startswith(TAKES_RECORDINGS)
    return to_them and announced_length(scope) > LARGEST_BODY


def room_for(scope: Any) -> Room:
    """What this sender may send. Asks the database: for a thread of the pages."""
    close_old_connections()
    try:
        who = who_is_it(_cookies_of(scope))
        if staff_may(who.session, who.account, Role.FACILITATOR):
            return Room(LARGEST_RECORDING + BESIDE, PATIENCE_FOR_RECORDINGS)
    except Refused:
        pass
    finally:
        close_old_connections()
    return Room()


def _cookies_of(scope: Any) -> dict[str, str]:
    for name, value in scope["headers"]:
        if name == b"cookie":
            return dict(parse_cookie(value.decode("latin1")))
    return {}
