"""Mails that others wrote (Django, allauth, Wagtail), kept sealed until they leave."""

import base64
import json
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.message import DEFAULT_ATTACHMENT_MIME_TYPE

from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Attachment, Rendered

STORED_MAIL = "mail"


def pack_message(message: EmailMessage) -> str:
    """A message's words and files as one JSON text, to be sealed.

    Raises ValueError for what the outbox cannot keep: alternatives other than HTML, and attachments
    that were built as MIME parts.
    """
    html = ""
    if message.content_subtype == "html":
        html = str(message.body)
    for content, mimetype in getattr(message, "alternatives", []):
        if mimetype != "text/html":
            raise ValueError(f"A mail with a part of type {mimetype} cannot wait in the outbox.")
        html = str(content)
    return json.dumps(
        {
            "subject": str(message.subject),
            "text": "" if message.content_subtype == "html" else str(message.body),
            "html": html,
            "from_address": message.from_email,
            "reply_to": ", ".join(message.reply_to),
            "attachments": [_pack_file(each) for each in message.attachments],
        }
    )


def _pack_file(attachment: Any) -> dict[str, str]:
    if isinstance(attachment, MIMEBase):
        raise ValueError("An attachment built as a MIME part cannot wait in the outbox.")
    filename, content, mimetype = attachment
    raw = content.encode() if isinstance(content, str) else bytes(content)
    return {
        "filename": filename or "",
        "mimetype": mimetype or DEFAULT_ATTACHMENT_MIME_TYPE,
        "content": base64.b64encode(raw).decode(),
    }


@letter_kind(STORED_MAIL)
def render_stored_mail(letter: Letter) -> Rendered | None:
    """The words as they were stored; None once they are wiped."""
    if not letter.sealed:
        return None
    kept = json.loads(letter.sealed)
    files = tuple(
        Attachment(
            filename=each["filename"],
            content=base64.b64decode(each["content"]),
            mimetype=each["mimetype"],
        )
        for each in kept.pop("attachments")
    )
    return Rendered(attachments=files, **kept)
