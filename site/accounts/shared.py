"""Pages of signed-in readers that are made once for all who read them the same way.

What is kept is the page with places in it, by everything it may show: the template and its words
(`same`), the version of what stands around every page (brand, menus, the clinic's own lines), the
reader's language, country, clock, discreetness and roles, and what crisis help says this minute. On
each answer the places are filled with what is the reader's own: name, form token, messages,
addresses. Nothing personal can be kept: while a page is made there is no reader, only `_AnyReader`,
who fails when asked for anything else. Worth two thirds of a lesson's time; a page that is made
costs as much as any other.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from accounts.models import Account
from accounts.reader import reads_discreetly
from accounts.roles import Role, roles_of
from clock.words import Reader, present_reader
from design.tags import crisis as crisis_tags
from design.tags.content import avatar
from design.tags.page import flash_messages
from help.context import crisis_words
from help.reader import chosen_country
from whole.here import Memo
from whole.version import told_around

# A place is this word, its name, and the word again: letters and digits that nobody can guess, and
# that no template writes in another way.
WORD = secrets.token_hex(16)
PLACE = re.compile(rf"{WORD}_([a-z_]+)_{WORD}")
MOST_PAGES = 256  # of about twenty kilobytes
MOST_MINUTES = 512

Own = Callable[[], str]


class Personal(Exception):
    """A page that is made for many asked for something that is one reader's own."""


@dataclass(frozen=True)
class _Way:
    """How somebody reads: all that a page may go by, beside its own words."""

    version: str
    reader: Reader
    zone: str
    crisis_country: str
    discreet: bool
    roles: frozenset[Role]
    is_superuser: bool


@dataclass(frozen=True)
class _Crisis:
    """The words of crisis help at one moment, and all they look like on a page."""

    words: dict[str, Any]
    looks: str


@dataclass(frozen=True)
class _Made:
    """A page in pieces: text and the name of a place, in turn."""

    texts: tuple[bytes, ...]
    places: tuple[str, ...]

    def filled(self, own: Mapping[str, Own]) -> bytes:
        """The page with every place filled; an ordinary value is escaped, as a template does."""
        parts = [self.texts[0]]
        for name, text in zip(self.places, self.texts[1:], strict=True):
            parts += [conditional_escape(own[name]()).encode(), text]
        return b"".join(parts)


class _AnyReader:
    """Whoever reads this way. Has what pages may go by, and no name."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, way: _Way) -> None:
        self._roles, self.is_superuser = way.roles, way.is_superuser

    def __getattr__(self, name: str) -> Any:
        raise Personal(name)

    def __str__(self) -> str:
        raise Personal("the reader's name")


_pages: Memo[_Made] = Memo(MOST_PAGES)
_crises: Memo[_Crisis] = Memo(MOST_MINUTES)


def made_for_many(
    request: HttpRequest,
    template: str,
    *,
    same: Mapping[str, Hashable],
    own: Mapping[str, Own],
    now: datetime,
) -> bytes:
    """The page for a signed-in reader at `now`, as UTF-8.

    `same` are the template's values for everybody, `own` the reader's, each asked for when its
    place is filled; a template writes these and cannot look at them. Addresses of the page differ
    in what its route leaves open. Raises Personal where the template asks for more.
    """
    account = request.user
    assert isinstance(account, Account)
    way = _way_of(request, account)
    fills = {**_frame(request, account), **own}
    crisis = _crisis(way, now=now)
    route = request.resolver_match.route if request.resolver_match else ""

    def make() -> _Made:
        places = {name: SafeString(f"{WORD}_{name}_{WORD}") for name in fills}
        return _make(template, {**same, **crisis.words, **places}, _request_of(way, route))

    key = (template, route, way, crisis.looks, *same.items())
    # Without a version nobody could tell how long a page holds.
    page = _pages.get(key, make) if way.version else make()
    return page.filled(fills)


def _frame(request: HttpRequest, account: Account) -> dict[str, Own]:
    """What is the reader's own around every page."""
    name = str(account)
    return {
        "account_name": lambda: name,
        "account_avatar": lambda: avatar(name),
        "csrf_token": lambda: get_token(request),
        "messages": lambda: flash_messages(Context({"messages": get_messages(request)})),
    }


def _way_of(request: HttpRequest, account: Account) -> _Way:
    return _Way(
        version=told_around(),
        reader=present_reader(),
        zone=timezone.get_current_timezone_name(),
        crisis_country=chosen_country(request),
        discreet=reads_discreetly(account),
        roles=roles_of(account),
        is_superuser=account.is_superuser,
    )


def _crisis(way: _Way, *, now: datetime) -> _Crisis:
    """Crisis help as it stands this minute. What it looks like, and not the minute, is what a page
    is kept by: most minutes change nothing."""

    def look() -> _Crisis:
        words = crisis_words(way.crisis_country, now=now)
        context = Context({**words, "discreet": way.discreet})
        tags = (
            crisis_tags.crisis_bar,
            crisis_tags.crisis_card,
            crisis_tags.crisis_numbers,
            crisis_tags.crisis_note,
            crisis_tags.crisis_print,
        )
        return _Crisis(words, "".join(tag(context) for tag in tags))

    if not way.version:
        return look()
    return _crises.get((way, now.replace(second=0, microsecond=0)), look)


def _make(template: str, context: dict[str, Any], request: HttpRequest) -> _Made:
    parts = PLACE.split(render_to_string(template, context, request))
    if any(WORD in text.lower() for text in parts[::2]):
        raise Personal("a place that is not written as it stands")
    return _Made(tuple(text.encode() for text in parts[::2]), tuple(parts[1::2]))


def _request_of(way: _Way, route: str) -> HttpRequest:
    """A request of anybody who reads this way."""
    made = HttpRequest()
    made.method, made.path = "GET", f"/{route}"
    made.user = _AnyReader(way)  # type: ignore[assignment]
    made.reader_country = way.crisis_country  # type: ignore[attr-defined]
    made.reader_discreet = way.discreet  # type: ignore[attr-defined]
    return made
