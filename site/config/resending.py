"""What a refused form held, so that its sender can send it once more with a fresh token.

A form is refused when its token is old: the page stood open while somebody signed in anew, or the
cookie went. Its words come back only to a page of our own that was sent as a whole page: what
another site sends is never repeated, for one tap on our page would then do what that site wanted.
Nothing is kept: the words travel from the refused request into its answer.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from courses.kept.given import BY_SCRIPT, FIELD

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (the field's name)
# What is typed anew, never repeated: codes, PINs, passwords, keys of devices, cards and accounts.
SECRETS = frozenset({"again", "code", "credential", "otp", "pan", "pin"})
SECRET_PARTS = re.compile(r"card_?number|cvc|cvv|iban|pass(?:code|phrase|word|wd)|secret|token")
# Fields that no person types: they say which button, where to go on and whose form it is.
UNTYPED = frozenset({"action", "card", "exercise", "member", "next", "skill", "who"})


@dataclass(frozen=True)
class Refused:
    """A refused form of our own: where it goes, and what it sends again, in its order.

    `words` are its longer texts, to read and copy. `left_out` says that a secret has to be typed
    anew, `files` that files have to be chosen anew.
    """

    target: str
    page: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    left_out: bool
    files: bool

    @property
    def can_be_sent(self) -> bool:
        """Whether sending it makes sense: not where all there was is a secret or a file."""
        typed_anew = self.left_out or self.files
        return not typed_anew or any(name not in UNTYPED for name, _value in self.fields)


def refused_form(request: HttpRequest) -> Refused | None:
    """The form of a refused request; None unless a page of our own sent it as a whole page."""
    if request.method != "POST" or not _is_ours(request):
        return None
    target = request.get_full_path()
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return None
    fields, left_out = [], False
    for name, values in request.POST.lists():
        if is_secret(name):
            left_out = left_out or name != TOKEN
            continue
        fields += [(name, str(value)) for value in values]
    return Refused(
        target=target,
        page=_page_of(request),
        fields=tuple(fields),
        words=tuple(_words(fields)),
        left_out=left_out,
        files=bool(request.FILES),
    )


def is_secret(name: str) -> bool:
    """Whether a field of this name is never repeated, with whatever prefix (`form-0-pin`).

    The answers of an exercise are named after its questions, whatever those ask.
    """
    plain = name.lower().rpartition("-")[2]
    typed_anew = plain in SECRETS or SECRET_PARTS.search(plain) is not None
    return typed_anew and not name.startswith(FIELD)


def _is_ours(request: HttpRequest) -> bool:
    """Browsers name the sender of every form; who names none, or another one, gets nothing."""
    own = f"{request.scheme}://{request.get_host()}"
    sent_by = request.headers.get("Origin", "")
    whole_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    same_site = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return sent_by in {own, *settings.CSRF_TRUSTED_ORIGINS} and same_site and whole_page


def _page_of(request: HttpRequest) -> str:
    """The page the form stood on, to be opened anew; empty if the browser did not say."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    if not came_from or not ours:
        return ""
    parts = urlsplit(came_from)
    back = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


def _words(fields: list[tuple[str, str]]) -> Iterator[str]:
    for name, value in fields:
        text = value.strip()
        if name in UNTYPED or not text:
            continue
        if name.startswith(FIELD) or (" " in text and text[0] not in "{["):
            yield text
        elif name == BY_SCRIPT:
            yield from _texts(text)


def _texts(text: str) -> Iterator[str]:
    """What stands in an exercise's answers, as its script sends them; else the text itself."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = text
    for one in told.values() if isinstance(told, dict) else [told]:
        yield from (each for each in (one if isinstance(one, list) else [one]) if type(each) is str)
