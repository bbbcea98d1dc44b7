"""A mailbox in a folder, for the demo and for tests: each message that leaves is one .eml file."""

import os
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_ID = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


class NoSuchMessage(LookupError):
    """No message of that id lies in the mailbox."""


def mailbox_folder() -> Path:
    """Where the messages lie. Raises ImproperlyConfigured in production, which has no mailbox."""
    folder: Path | None = settings.MAILBOX_DIR
    if folder is None:
        raise ImproperlyConfigured("The mailbox page is for the demo: set EMAIL_URL instead.")
    return folder


class MailboxBackend(BaseEmailBackend):
    """Delivers messages into the mailbox folder, each file whole or not there."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes the messages; returns how many. Raises OSError when the disk refuses."""
        folder = mailbox_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
            unfinished = folder / f"{name}.part"
            with unfinished.open("wb") as file:
                file.write(message.message().as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Invitation:
    """What a calendar part asks of a calendar."""

    method: str
    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    status: str
    url: str
    description: str


@dataclass(frozen=True)
class MailboxMessage:
    """One delivered message, parsed."""

    id: str
    unread: bool
    parsed: ParsedMessage
    source: str

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.parsed["From"] or "")

    @property
    def to(self) -> str:
        return str(self.parsed["To"] or "")

    @property
    def message_id(self) -> str:
        return str(self.parsed["Message-ID"] or "")

    @property
    def sent_at(self) -> datetime | None:
        """The time its sender wrote on it."""
        return parsedate_to_datetime(self.parsed["Date"]) if self.parsed["Date"] else None

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def attachments(self) -> list[str]:
        """The names of the files that came with it."""
        return [part.get_filename() or "" for part in self.parsed.iter_attachments()]

    @property
    def invitations(self) -> list[Invitation]:
        """The events of its calendar part, in the order of the file."""
        for part in self.parsed.walk():
            if part.get_content_type() == "text/calendar":
                return read_invitations(part.get_content())
        return []

    @property
    def also_in_the_file(self) -> list[Invitation]:
        """What only the calendar file holds: the date that stands in for a cancelled one."""
        acted_on = {entry.uid for entry in self.invitations}
        return [
            entry
            for part in self.parsed.iter_attachments()
            if (part.get_filename() or "").endswith(".ics")
            for entry in read_invitations(part.get_content())
            if entry.uid not in acted_on
        ]

    def _body(self, subtype: str) -> str:
        part = self.parsed.get_body(preferencelist=(subtype,))
        return str(part.get_content()) if part is not None else ""


def read_invitations(content: str | bytes) -> list[Invitation]:
    """The events of a calendar file."""
    from icalendar import Calendar  # noqa: PLC0415  (for the demo's mailbox alone)

    calendar: Any = Calendar.from_ical(content)
    return [
        Invitation(
            method=str(calendar.get("METHOD", "")),
            uid=str(event["UID"]),
            sequence=int(event.get("SEQUENCE", 0)),
            summary=str(event.get("SUMMARY", "")),
            starts_at=event.decoded("DTSTART"),
            ends_at=event.decoded("DTEND"),
            status=str(event.get("STATUS", "")),
            url=str(event.get("URL", "")),
            description=str(event.get("DESCRIPTION", "")),
        )
        for event in calendar.walk("VEVENT")
    ]


def read_message(message_id: str, *, folder: Path) -> MailboxMessage:
    """One message. Raises NoSuchMessage, also for an id that is none."""
    if not _ID.fullmatch(message_id):
        raise NoSuchMessage(message_id)
    try:
        raw = (folder / f"{message_id}.eml").read_bytes()
    except FileNotFoundError as missing:
        raise NoSuchMessage(message_id) from missing
    return MailboxMessage(
        id=message_id,
        unread=not (folder / f"{message_id}.read").exists(),
        parsed=message_from_bytes(raw, policy=policy.default),
        source=raw.decode("utf-8", "replace"),
    )


def newest_messages(*, folder: Path, limit: int, to: str = "") -> list[MailboxMessage]:
    """The newest messages first, at most `limit`, perhaps only those to one address (any case)."""
    ids = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)
    found: list[MailboxMessage] = []
    for message_id in ids:
        message = read_message(message_id, folder=folder)
        if not to or to.casefold() in message.to.casefold():
            found.append(message)
        if len(found) == limit:
            break
    return found


def mark_read(message: MailboxMessage, *, folder: Path) -> None:
    """Remembers that the message was opened."""
    (folder / f"{message.id}.read").touch()
