"""Reading the letters that a test caused, as their receiver would."""

import shutil
from datetime import datetime

import clock
from outbox.actions import send_due
from outbox.mailbox import (
    Invitation,
    MailboxMessage,
    mailbox_folder,
    newest_messages,
    read_invitations,
)


def delivered(*, to: str = "", now: datetime | None = None) -> list[MailboxMessage]:
    """Sends what is due and returns what lies in the mailbox, the oldest first."""
    while send_due(now=now or clock.now()):
        pass
    folder = mailbox_folder()
    return newest_messages(folder=folder, limit=1000, to=to)[::-1] if folder.exists() else []


def file_of(letter: MailboxMessage) -> list[Invitation]:
    """The events of the calendar file that came with a letter, in its order."""
    (file,) = letter.parsed.iter_attachments()
    return read_invitations(file.get_content())


def empty_the_mailbox() -> None:
    """Throws away every delivered message."""
    shutil.rmtree(mailbox_folder(), ignore_errors=True)
