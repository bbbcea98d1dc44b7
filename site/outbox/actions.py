"""Posting letters."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings

from outbox.models import Letter


def post_letter(
    kind: str,
    *,
    key: str,
    to: str,
    about: dict[str, Any],
    now: datetime,
    useless_after: datetime | None = None,
    urgent: bool = False,
    sealed: str = "",
) -> Letter:
    """Puts a letter into the outbox, inside the caller's transaction, and returns it.

    The same `key` twice leaves the first letter and returns it.
    """
    pk = uuid4()
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "id": pk,
            "kind": kind,
            "to": to,
            "about": about,
            "sealed": sealed,
            "urgent": urgent,
            "posted_at": now,
            "useless_after": useless_after,
            "next_try_at": now,
            "message_id": f"<{pk}@{settings.SITE_HOST}>",
        },
    )
    return letter
