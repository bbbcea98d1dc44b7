"""A letter's words from its templates, with the clinic's name and the way to crisis help."""

import re
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clock.words import Reader, present_reader
from help.brand import brand
from help.context import crisis_words
from outbox.addresses import site_address
from outbox.rendered import Attachment, CalendarPart, Rendered

SIGNATURE = "-- "  # what follows is a footer; its blank belongs to it (RFC 3676, 4.3)


@dataclass(frozen=True)
class Kept:
    """What letters that are made one after another have in common, so that it is made once."""

    frames: dict[tuple[bool, str, Reader], dict[str, Any]] = field(default_factory=dict)
    words: dict[Hashable, "_Words"] = field(default_factory=dict)


@dataclass(frozen=True)
class _Words:
    """The words of a letter, with a hole for each thing that is its reader's alone."""

    text: str
    html: str
    made_of: Mapping[str, Any]  # kept: what lives has an id that nothing else has


_kept: ContextVar[Kept] = ContextVar("what letters have in common")
_HOLE = re.compile("\ue000(\\w+)\ue001")  # no letter has these two for itself: they mean nothing
_PLAIN = {str, SafeString, int, bool, type(None)}
NOTHING: Mapping[str, str] = MappingProxyType({})
_MANY_BLANK_LINES = re.compile(r"\n\s*\n(\s*\n)+")


def compose(
    template: str,
    context: Mapping[str, Any],
    *,
    subject: str,
    discreet: bool,
    country: str,
    to: str = "",
    personal: Mapping[str, str] = NOTHING,
    calendar: CalendarPart | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Rendered:
    """Renders `letters/<template>.html` and `.txt` into a letter.

    Both get `context`, `subject`, everything of `letter_frame` and the footer made of that. A
    discreet letter comes from the neutral sender and names no address to reply to; its subject, its
    calendar part and its file names are the caller's to keep neutral.

    `to` is the address that its reader has now: whoever changes theirs gets at the new one what was
    posted before. Left out, the letter goes where it was posted to, which is for letters about the
    address itself, and for readers of whom we know no more.

    `personal` are words that the templates show as they are, and ask nothing about: letters that
    differ in them alone are rendered once.
    """
    frame = _kept_frame(discreet=discreet, country=country)
    one_line = " ".join(str(subject).split())
    words = _kept_words(template, {**context, **frame, "subject": one_line}, personal)
    address = settings.DISCREET_FROM_EMAIL if discreet else settings.DEFAULT_FROM_EMAIL
    return Rendered(
        subject=one_line,
        text=_HOLE.sub(lambda hole: personal.get(hole[1], hole[0]), words.text),
        html=_HOLE.sub(lambda hole: escape(personal.get(hole[1], hole[0])), words.html),
        from_address=formataddr((frame["sender_name"], parseaddr(address)[1])),
        to=to,
        reply_to=frame["contact_email"],
        calendar=calendar,
        attachments=attachments,
    )


def _kept_words(template: str, context: Mapping[str, Any], personal: Mapping[str, str]) -> _Words:
    """The words with their holes: a sixth of a letter's time where others have the same.

    The same are texts and numbers that are equal, and any other thing that is the very same one.
    """
    kept = _kept.get(Kept()).words
    key = (
        template,
        present_reader(),
        *personal,
        *((name, value if type(value) in _PLAIN else id(value)) for name, value in context.items()),
    )
    if key not in kept:
        everything = {**context, **{name: f"\ue000{name}\ue001" for name in personal}}
        kept[key] = _Words(
            text=_tidy(_render(f"letters/{template}.txt", everything, escape=False)),
            html=_render(f"letters/{template}.html", everything, escape=True),
            made_of=context,
        )
    return kept[key]


@contextmanager
def composed_with(kept: Kept) -> Iterator[None]:
    """Within it, letters to readers of one country and language have one frame, made at the first.

    Meant for letters made within a second or two: a frame says which crisis line answers now.
    """
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)


def _kept_frame(*, discreet: bool, country: str) -> dict[str, Any]:
    frames = _kept.get(Kept()).frames
    key = (discreet, country, present_reader())
    if key not in frames:
        frame = letter_frame(discreet=discreet, country=country)
        frames[key] = {
            **frame,
            "footer_html": mark_safe(_render("letters/footer.html", frame, escape=True)),  # noqa: S308
            "footer_text": _render("letters/footer.txt", frame, escape=False),
        }
    return frames[key]


def letter_frame(*, discreet: bool, country: str) -> dict[str, Any]:
    """What `letters/base.html` and `.txt` need around the words of any letter.

    `brand`, `crisis` (of `country`: two letters, or empty where nobody knows it) with the line that
    is answered now (`crisis_line`), `discreet`, `sender_name`, `contact_email` (empty
    when discreet), `help_url` (the neutral page when discreet) and `site_url`. Addresses are whole.
    """
    clinic, words = brand(), crisis_words(country)
    crisis = words["crisis"]
    help_path = crisis.neutral_url if discreet else crisis.url
    return {
        **words,
        "brand": clinic,
        "discreet": discreet,
        "sender_name": clinic.discreet_sender_name if discreet else clinic.sender_name,
        "contact_email": "" if discreet else clinic.contact_email,
        "help_url": site_address(help_path, discreet=discreet),
        "site_url": site_address("", discreet=discreet),
    }


def _render(name: str, values: dict[str, Any], *, escape: bool) -> str:
    # Plain text is not HTML: an apostrophe in a name must not arrive as "&#x27;".
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(values, autoescape=escape)))


def _tidy(text: str) -> str:
    """Lines without trailing blanks, at most one empty line in a row, one newline at the end."""
    lines = (line if line == SIGNATURE else line.rstrip() for line in text.strip().splitlines())
    return _MANY_BLANK_LINES.sub("\n\n", "\n".join(lines)) + "\n"
