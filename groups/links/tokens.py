"""Join links: derived, never stored.

A token names one session and one enrolment and carries a keyed hash over both and the enrolment's
epoch. Nobody can guess one; and when the epoch rises (removal, refund, transfer), every link that
was ever sent for the seat is dead in the same transaction, with nothing to revoke by hand.
"""

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from vault.keys import tag, tag_is_valid

PURPOSE = "join-link"


@dataclass(frozen=True)
class Named:
    """What a token names; its keyed hash is not checked yet."""

    enrollment_id: UUID
    session_id: UUID
    keyed_hash: str


def join_token(enrollment: Enrollment, group_session: GroupSession) -> str:
    """The token of one member's link to one session, for the enrolment's present epoch."""
    names = enrollment.pk.bytes + group_session.pk.bytes
    return _encoded(names) + tag(_message(enrollment, group_session.pk), purpose=PURPOSE)


def link_path(enrollment: Enrollment, group_session: GroupSession) -> str:
    """The path of the link, below the site's address."""
    return reverse("join", args=[join_token(enrollment, group_session)])


def read_token(token: str) -> Named | None:
    """What the token names, or None for text that is no token."""
    encoded, keyed_hash = token[:43], token[43:]
    try:
        names = base64.b64decode(encoded + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(names) != 32 or not keyed_hash or _encoded(names) != encoded:
        return None  # the last letter has two bits to spare: only one spelling is ours
    return Named(
        enrollment_id=UUID(bytes=names[:16]),
        session_id=UUID(bytes=names[16:]),
        keyed_hash=keyed_hash,
    )


def is_genuine(named: Named, enrollment: Enrollment) -> bool:
    """Whether this installation made the token for the enrolment's present epoch."""
    return tag_is_valid(named.keyed_hash, _message(enrollment, named.session_id), purpose=PURPOSE)


def _encoded(names: bytes) -> str:
    return base64.urlsafe_b64encode(names).decode().rstrip("=")


def _message(enrollment: Enrollment, session_id: UUID) -> str:
    return f"{enrollment.pk}:{session_id}:{enrollment.epoch}"
