"""The e-mail backend that turns mails of Django, allauth and Wagtail into letters."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

import clock
from clock.words import present_reader
from outbox.actions import post_letter
from outbox.stored import STORED_MAIL, pack_message

USELESS_AFTER = timedelta(days=1)


class OutboxBackend(BaseEmailBackend):
    """Stores each mail, sealed, as an urgent letter: sign-in codes, notices of a changed address.

    They are sent right after the commit of the transaction that wrote them, and wiped once sent. A
    mail that cannot leave within a day is skipped; whoever builds it may set
    `message.useless_after` (an aware time) to say less, for a code that ends sooner.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Stores the messages, one letter for each recipient; returns how many messages."""
        now = clock.now()
        with transaction.atomic():
            for message in email_messages:
                _store(message, now=now)
        return len(email_messages)


def _store(message: EmailMessage, *, now: datetime) -> None:
    packed = pack_message(message)
    useless_after = getattr(message, "useless_after", None) or now + USELESS_AFTER
    for address in message.recipients():
        post_letter(
            STORED_MAIL,
            key=f"{STORED_MAIL}:{uuid.uuid4()}",
            to=address,
            reader=present_reader(),  # its words are written already
            about={},
            now=now,
            useless_after=useless_after,
            urgent=True,
            sealed=packed,
        )
