"""A letter that came to nothing."""

from typing import Any

from outbox.models import Letter
from tests.factories import NOW


def dead_letter(**fields: Any) -> Letter:
    """One that was given up, about nobody."""
    """One that was given up, about nobody."""
    return Letter.objects.create(
        **{
            "kind": "link-again", "key": "k", "to": "ada@example.org", "state": Letter.State.DEAD,
            "posted_at": NOW, "next_try_at": NOW, "attempts": 16, "last_error": "550 no such box",
            "message_id": "<x@localhost>", "sealed": "SECRET-CODE",
        } | fields
    )  # fmt: skip
