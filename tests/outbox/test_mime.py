"""A letter that is written out by hand reads as one that Python's own generator wrote."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives

from outbox.mime import Written, build_message
from outbox.models import Letter
from outbox.rendered import Attachment, CalendarPart, Rendered
from tests.factories import NOW

CALENDAR = CalendarPart(
    content="BEGIN:VCALENDAR\r\nSUMMARY:Mit Zoë\r\nEND:VCALENDAR\r\n",
    method="REQUEST",
    filename="session.ics",
    file="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" * 9,
)
FULL: dict[str, Any] = {
    "subject": "Your session is tomorrow: Tuesday 18:00",
    "text": "Hello Zoë,\n\n.a line that begins with a dot\nFrom here on\n-- \nEvenkeel\n",
    "html": "<p>Hello Zoë,</p>\n<p>…</p>\n",
    "from_address": "Evenkeel <care@clinic.example>",
    "reply_to": "care@clinic.example",
    "calendar": CALENDAR,
}
USUAL: list[dict[str, Any]] = [
    {},
    {"calendar": None},
    {"calendar": None, "html": ""},
    {"html": "", "text": "plain, and no line's end"},
    {"subject": "Ihre Sitzung ist morgen: Überraschend früh und außerdem " + "sehr " * 20 + "lang"},
    {"subject": "a word " * 30, "reply_to": ""},
    {"attachments": (Attachment("note.pdf", bytes(range(256)) * 9, "application/pdf"),)},
    {"calendar": None, "html": "", "attachments": (Attachment("a.png", b"\x89", "image/png"),)},
]
UNUSUAL: list[dict[str, Any]] = [
    {"text": "a line " * 200},
    {"html": "é" * 600},
    {"text": ""},
    {"attachments": (Attachment("Zoë.pdf", b"x", "application/pdf"),)},
    {"attachments": (Attachment("note.txt", "für Zoë".encode(), "text/plain"),)},
]


def _letter(to: str = "zoe@example.org") -> Letter:
    return Letter(to=to, message_id="<1@clinic.example>")


def _told(raw: bytes) -> list[Any]:
    """All that a mail program sees."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    headers = {
        name: " ".join(str(value).split())
        for name, value in message.items()
        if name not in ("Content-Type", "Content-Transfer-Encoding")
    }
    parts = [
        (
            part.get_content_type(),
            sorted((part.get_params() or [])[1:]) if not part.is_multipart() else "",
            part.get_filename(),
            part.get_content_disposition(),
            "" if part.is_multipart() else part.get_payload(decode=True),
        )
        for part in message.walk()
        if not part.defects
    ]
    return [headers, parts]


def _by_python(built: EmailMultiAlternatives) -> bytes:
    raw: bytes = EmailMultiAlternatives.message(built).as_bytes()
    return raw


@pytest.mark.parametrize("other", [*USUAL, *UNUSUAL])
def test_both_ways_read_the_same(other: dict[str, Any]) -> None:
    built = build_message(_letter(), Rendered(**FULL | other), now=NOW)
    assert isinstance(built.message(), Written) == (other in USUAL)
    assert _told(built.message().as_bytes()) == _told(_by_python(built))


@pytest.mark.parametrize("other", USUAL)
def test_every_line_ends_as_mail_servers_want_it_and_none_is_too_long(
    other: dict[str, Any],
) -> None:
    built = build_message(_letter(), Rendered(**FULL | other), now=NOW)
    written = built.message()
    assert isinstance(written, Written)
    raw = written.as_bytes(linesep="\r\n")
    lines = raw.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(len(line) for line in lines) <= 998


@pytest.mark.parametrize("to", ["zoë@example.org", "zoe@exämple.org"])
def test_an_address_beyond_ascii_is_left_to_python(to: str) -> None:
    built = build_message(_letter(to), Rendered(**FULL), now=NOW)
    assert not isinstance(built.message(), Written)


def test_a_subject_of_two_lines_is_refused() -> None:
    built = build_message(
        _letter(), Rendered(**FULL | {"subject": "one\r\nBcc: everybody@example.org"}), now=NOW
    )
    with pytest.raises(BadHeaderError):
        built.message()
