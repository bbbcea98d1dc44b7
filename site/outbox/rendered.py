"""What a letter says once it is rendered: plain values, no templates, no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CalendarPart:
    """A letter's calendar: the `content` that mail programs act on, and a `file` for all others.

    `method` is iTIP's (RFC 5546): REQUEST, CANCEL or PUBLISH, the same as inside `content`. The
    file may hold more, and is then published.
    """

    content: str
    method: str
    filename: str
    file: str


@dataclass(frozen=True)
class Attachment:
    """A file that travels with the letter."""

    filename: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Rendered:
    """One letter's words. `subject` is a single line; `text` and `html` say the same.

    `from_address` may carry a name ("Name <mail@host>"); empty means `DEFAULT_FROM_EMAIL`. `to` is
    the address that its reader has now; empty means the one it was posted to.
    """

    subject: str
    text: str
    html: str = ""
    from_address: str = ""
    to: str = ""
    reply_to: str = ""
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()
