"""The PIN of a member who shares an account: four to eight digits, asked once per session."""

from django.contrib.auth.hashers import check_password
from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import Member
from clock.limits import within_limit

SESSION_KEY = "pins"
TRIES = 5
TRIES_SECONDS = 15 * 60


class PinNeeded(Exception):
    """A clinical page of a shared account was asked for, and this session showed no PIN yet.

    `back` is where to go afterwards; left empty, to the page that was asked for.
    """

    def __init__(self, member: Member, *, back: str = "") -> None:
        super().__init__(member.pk)
        self.member = member
        self.back = back


class PinWrong(Exception):
    """The digits are not this member's."""


class TooManyPins(Exception):
    """Five wrong tries: the PIN rests for a quarter of an hour."""


def needs_pin(request: HttpRequest, member: Member) -> bool:
    """Whether this session has yet to show the member's present PIN."""
    shown: dict[str, str] = request.session.get(SESSION_KEY, {})
    return shown.get(str(member.pk)) != _mark(member)


def show_pin(request: HttpRequest, member: Member, *, pin: str) -> None:
    """Opens the member's clinical pages for this session.

    Raises PinWrong, and TooManyPins once five tries in fifteen minutes were wrong.
    """
    key = f"accounts.pin:{member.pk}"
    if not within_limit(key, limit=TRIES, seconds=TRIES_SECONDS):
        raise TooManyPins
    if not check_password(pin, member.pin_hash):
        raise PinWrong
    cache.delete(key)
    keep_shown(request, member)


def keep_shown(request: HttpRequest, member: Member) -> None:
    """Notes in the session that the member's PIN was shown."""
    shown = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = shown | {str(member.pk): _mark(member)}


def _mark(member: Member) -> str:
    # The end of the hash tells one PIN from the next and nothing about its digits.
    return member.pin_hash[-12:]
