"""A letter's words as a MIME message: text, HTML and calendar side by side."""

from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from outbox.models import Letter
from outbox.rendered import Rendered


def build_message(letter: Letter, rendered: Rendered, *, now: datetime) -> EmailMultiAlternatives:
    """The message that leaves for `letter`.

    Its Message-ID is the letter's own, so a copy sent after a crash is known as the same message.
    The calendar stands twice, as mail programs want it: as an alternative that they act on, and as
    a file that everyone else can open. Raises BadHeaderError for a subject of several lines.
    """
    message = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        from_email=rendered.from_address or settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        reply_to=[rendered.reply_to] if rendered.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    if rendered.calendar is not None:
        part = rendered.calendar
        message.attach_alternative(part.content, f"text/calendar; method={part.method}")
        message.attach(part.filename, part.file.encode(), "application/ics")
    for attachment in rendered.attachments:
        message.attach(attachment.filename, attachment.content, attachment.mimetype)
    return message
